"""The stamp: the very hidden sheet that says which return a workbook belongs to and what it said when exported."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from kompetenslyft.core.instruments.model import Value, Values
from kompetenslyft.exchange.workbook.codes import WorkbookCode
from kompetenslyft.exchange.workbook.grid import Grid, Position, read_grid
from kompetenslyft.exchange.workbook.package import Package
from kompetenslyft.exchange.workbook.refusal import WorkbookRefused, refused
from kompetenslyft.exchange.workbook.wording import STAMP_SHEET

FORMAT_VERSION = 1
_SIGNATURE = "kompetenslyft-workbook"
_FIRST_VALUE_ROW = 20
_PIECE = 30_000


@dataclass(frozen=True, slots=True)
class Stamp:
    """Which return, and which state of it, a workbook was made from.

    ``revision`` counts the saves of the return; ``exported_at`` is an ISO 8601 time, for people to read.
    """

    round_code: str
    unit_code: str
    instrument: str
    revision: int = 0
    exported_at: str = ""
    format_version: int = FORMAT_VERSION


@dataclass(frozen=True, slots=True)
class StampRecord:
    """The stamp sheet's content: the stamp, the workbook's language and headings, and the exported answers."""

    stamp: Stamp
    language: str
    title: str
    unit_name: str
    base: Values = field(default_factory=dict)


def stamp_rows(record: StampRecord) -> list[list[str]]:
    """The stamp sheet as rows of texts. Answers are JSON, split over as many cells as a long text needs.

    ``_x`` is escaped, since some programs take ``_x0041_`` in any text for the format's own escape of a character.
    """
    stamp = record.stamp
    rows = [
        [_SIGNATURE],
        ["format_version", str(stamp.format_version)],
        ["round", stamp.round_code],
        ["unit", stamp.unit_code],
        ["instrument", stamp.instrument],
        ["revision", str(stamp.revision)],
        ["exported_at", stamp.exported_at],
        ["language", record.language],
        ["title", record.title],
        ["unit_name", record.unit_name],
    ]
    rows += [[]] * (_FIRST_VALUE_ROW - len(rows))
    for key, value in sorted(record.base.items()):
        written = json.dumps(value).replace("_x", "\\u005fx")
        rows.append([key, *(written[start : start + _PIECE] for start in range(0, len(written), _PIECE))])
    return rows


def read_stamp(package: Package) -> StampRecord:
    """The stamp of an opened workbook; WorkbookRefused (W201, W202) where there is none that can be read."""
    part = next((sheet for sheet in package.sheets if sheet.name == STAMP_SHEET), None)
    if part is None:
        raise _unstamped()
    grid = read_grid(package, part)
    if grid.text(Position(0, 0)) != _SIGNATURE:
        raise _unstamped()
    heads = {grid.text(Position(row, 0)): grid.text(Position(row, 1)) for row in range(1, _FIRST_VALUE_ROW)}
    if heads.get("format_version") != str(FORMAT_VERSION):
        raise refused(
            WorkbookCode.OTHER_FORMAT,
            sv="Arbetsboken är gjord i en annan version av formatet. Hämta en ny från svarets sida och för över "
            "uppgifterna.",
            en="The workbook is made in another version of the format. Download a new one from the page of the "
            "return and "
            "transfer the figures.",
        )
    try:
        stamp = Stamp(
            heads["round"],
            heads["unit"],
            heads["instrument"],
            int(heads["revision"]),
            heads.get("exported_at", ""),
        )
        base = _base(grid)
    except (KeyError, ValueError, TypeError, RecursionError) as error:
        raise _unstamped() from error
    return StampRecord(
        stamp, heads.get("language", "sv"), heads.get("title", ""), heads.get("unit_name", ""), base
    )


def check_stamp(record: StampRecord, expected: Stamp) -> None:
    """WorkbookRefused (W203–W205, every reason) unless the workbook is of the expected round, unit and version."""
    found = record.stamp
    reasons: list[WorkbookRefused] = []
    name = f"{found.unit_code} ({record.unit_name})" if record.unit_name else found.unit_code
    if found.round_code != expected.round_code:
        reasons.append(
            refused(
                WorkbookCode.OTHER_ROUND,
                sv=f"Arbetsboken hör till insamlingen {found.round_code}, men svaret du laddar upp till hör till "
                "insamlingen "
                f"{expected.round_code}. Hämta arbetsboken för {expected.round_code} och fyll i den.",
                en=f"The workbook belongs to the round {found.round_code}, but the return you upload to belongs to "
                "the round "
                f"{expected.round_code}. Download the workbook of {expected.round_code} and fill it in.",
            )
        )
    if found.unit_code != expected.unit_code:
        reasons.append(
            refused(
                WorkbookCode.OTHER_UNIT,
                sv=f"Arbetsboken gäller {name}, men svaret du laddar upp till gäller {expected.unit_code}. "
                "Kontrollera att du valt rätt fil.",
                en=f"The workbook concerns {name}, but the return you upload to concerns {expected.unit_code}. "
                "Check that you chose the right file.",
            )
        )
    if found.instrument != expected.instrument:
        reasons.append(
            refused(
                WorkbookCode.OTHER_INSTRUMENT,
                sv=f"Arbetsboken är gjord för formuläret {found.instrument}, men insamlingen använder "
                f"{expected.instrument}. "
                "Hämta arbetsboken på nytt från svarets sida och för över uppgifterna.",
                en=f"The workbook is made for the form {found.instrument}, but the return uses "
                f"{expected.instrument}. "
                "Download the workbook again from the page of the return and transfer the figures.",
            )
        )
    if reasons:
        raise WorkbookRefused(*(reason.finding for reason in reasons))


def _base(grid: Grid) -> dict[str, Value]:
    pieces: dict[int, list[tuple[int, str]]] = {}
    for position, cell in grid.cells.items():
        if position.row >= _FIRST_VALUE_ROW and isinstance(cell.value, str):
            pieces.setdefault(position.row, []).append((position.column, cell.value))
    base: dict[str, Value] = {}
    for row in sorted(pieces):
        (_, key), *rest = sorted(pieces[row])
        base[key] = _value(json.loads("".join(text for _, text in rest)))
    return base


def _value(written: object) -> Value:
    if isinstance(written, list) and all(isinstance(item, str) for item in written):
        return tuple(written)
    if isinstance(written, int | str) and not isinstance(written, bool):
        return written
    raise ValueError(written)


def _unstamped() -> WorkbookRefused:
    return refused(
        WorkbookCode.NO_STAMP,
        sv="Det går inte att se vilket svar arbetsboken hör till: den är inte hämtad härifrån, eller så har ett "
        "program "
        "tagit bort det dolda blad som säger det. Hämta arbetsboken från svarets sida och för över uppgifterna.",
        en="It cannot be seen which return the workbook belongs to: it was not downloaded from here, or a program "
        "removed "
        "the hidden sheet that says so. Download the workbook from the page of the return and transfer the figures.",
    )
