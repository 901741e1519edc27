"""A cube: dimensions with coded values, and one figure for each combination of them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from math import prod

from kompetenslyft.core.text import Text


class Role(StrEnum):
    """What a dimension is to a client."""

    CLASSIFICATION = "classification"
    CONTENTS = "contents"
    """What is measured. Its values have units and decimals of their own."""
    TIME = "time"


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a dimension. ``unit`` and ``decimals`` are given for contents alone."""

    code: str
    label: Text
    unit: Text | None = None
    decimals: int | None = None


@dataclass(frozen=True, slots=True)
class Dimension:
    """A dimension, its values in the order in which they are read."""

    code: str
    label: Text
    role: Role
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Cube:
    """Figures by dimensions. ``cells`` are in the order of the dimensions, the last one moving fastest.

    A figure is rounded to the decimals of its contents; None is missing, which is not zero. As published, the time
    dimension is the last but one and the contents the last. Raises ValueError where the cells do not fill the
    dimensions.
    """

    code: str
    title: Text
    """What is shown of whom; the dimensions are added by those who write it."""
    source: str
    dimensions: tuple[Dimension, ...]
    cells: tuple[Decimal | None, ...]
    notes: tuple[Text, ...] = ()
    heading: int | None = None
    """How many of the last dimensions stand in the columns, where a reader has said so; else each format decides."""

    def __post_init__(self) -> None:
        if len(self.cells) != prod(len(dimension.values) for dimension in self.dimensions):
            raise ValueError(f"{self.code}: {len(self.cells)} cells do not fill the dimensions")

    @property
    def contents(self) -> Dimension:
        """What is measured."""
        return next(one for one in self.dimensions if one.role is Role.CONTENTS)

    @property
    def time(self) -> Dimension:
        """The years that the figures are about."""
        return next(one for one in self.dimensions if one.role is Role.TIME)

    @property
    def decimals(self) -> int:
        """The most decimals of any contents."""
        return max((value.decimals or 0 for value in self.contents.values), default=0)

    @property
    def full_title(self) -> Text:
        """«Handläggare … efter inriktning, tabellinnehåll och år», as statistics clients title a table."""
        return Text(sv=self._titled("sv"), en=self._titled("en"))

    def _titled(self, language: str) -> str:
        first, *rest = (
            dimension.label.in_language(language).lower() for dimension in reversed(self.dimensions)
        )
        by, conjunction = ("by", "and") if language == "en" else ("efter", "och")
        listed = ", ".join(reversed(rest))
        return f"{self.title.in_language(language)} {by} {listed} {conjunction} {first}"
