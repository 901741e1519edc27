"""A composed report: typed blocks in one language, ready for any format. Nothing in it is computed any more."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from kompetenslyft.core.reports.grid import Grid


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of running text; ``target`` is the anchor it refers to («tabell 1»), empty for plain text."""

    text: str
    target: str = ""


Runs = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """``level`` 1 is a chapter."""

    level: int
    text: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    runs: Runs


@dataclass(frozen=True, slots=True)
class BulletList:
    items: tuple[Runs, ...]


@dataclass(frozen=True, slots=True)
class FactBox:
    """A box with a heading of its own and terms that are explained."""

    title: str
    items: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class TableBlock:
    """``number`` is the table's number as text; ``notes`` stand under it."""

    anchor: str
    number: str
    caption: str
    grid: Grid
    notes: tuple[str, ...] = ()


class ChartKind(StrEnum):
    STACKED = "stacked"
    """Parts of a whole, one bar a row."""
    CHANGE = "change"
    """Two moments, a row each measure."""
    BARS = "bars"
    """One number a row."""


@dataclass(frozen=True, slots=True)
class ChartRow:
    """``values`` has one figure per series, None where there is none. Shares are 0–1, counts as they are."""

    group: str
    label: str
    values: tuple[Fraction | None, ...]


@dataclass(frozen=True, slots=True)
class ChartBlock:
    """A chart as data, with the text that replaces it (``alt``) and the figures as a table (``grid``).

    Where ``figures_in`` names tables of the report, those hold the figures and the grid is not repeated.
    """

    anchor: str
    number: int
    caption: str
    kind: ChartKind
    series: tuple[str, ...]
    rows: tuple[ChartRow, ...]
    is_share: bool
    alt: str
    grid: Grid
    figures_in: Runs = ()
    notes: tuple[str, ...] = ()


class Reach(StrEnum):
    """How far a municipality has come with its answer."""

    ANSWERED = "answered"
    PARTLY = "partly"
    NOT_ANSWERED = "not_answered"
    NOT_ASKED = "not_asked"


@dataclass(frozen=True, slots=True)
class Place:
    """A municipality in a round: how many of the units that answer for it were asked, and how many answers count."""

    code: str
    name: str
    county: str
    asked: int
    answered: int

    @property
    def reach(self) -> Reach:
        if not self.asked:
            return Reach.NOT_ASKED
        if not self.answered:
            return Reach.NOT_ANSWERED
        return Reach.ANSWERED if self.answered >= self.asked else Reach.PARTLY


@dataclass(frozen=True, slots=True)
class MapBlock:
    """The answer rate per municipality, with the same by county as a table."""

    anchor: str
    number: int
    caption: str
    places: tuple[Place, ...]
    labels: tuple[tuple[Reach, str], ...]
    """What each shade means, in order, only those that occur."""
    alt: str
    grid: Grid
    notes: tuple[str, ...] = ()


Block = Heading | Paragraph | BulletList | FactBox | TableBlock | ChartBlock | MapBlock


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawn chart or map. Sizes in CSS pixels."""

    svg: str
    png: bytes
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Document:
    """A whole report. ``published`` is the date in words; ``sources`` say what it was computed from."""

    title: str
    subtitle: str
    publisher: str
    language: str
    published: str
    sources: tuple[str, ...]
    blocks: tuple[Block, ...]
    made_up: str = ""
    """The mark of made-up data, in the language of the report; empty where the data are real."""
    made_up_notice: str = ""

    @property
    def headings(self) -> tuple[Heading, ...]:
        return tuple(block for block in self.blocks if isinstance(block, Heading))

    @property
    def tables(self) -> tuple[TableBlock, ...]:
        return tuple(block for block in self.blocks if isinstance(block, TableBlock))

    @property
    def figures(self) -> tuple[ChartBlock | MapBlock, ...]:
        return tuple(block for block in self.blocks if isinstance(block, ChartBlock | MapBlock))
