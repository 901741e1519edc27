"""The formats that figures are given in, with the parameters of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from kompetenslyft.api.v2.parameters import refusal
from kompetenslyft.core.cubes.model import Cube
from kompetenslyft.core.numbers import quoted
from kompetenslyft.exchange.cube_files import (
    WIDEST_SHEET,
    columns_of,
    cube_csv,
    cube_html,
    cube_parquet,
    cube_xlsx,
)
from kompetenslyft.exchange.jsonstat import jsonstat
from kompetenslyft.exchange.px import px_file
from kompetenslyft.exchange.spreadsheets import XLSX

DEFAULT = "json-stat2"
_SHOW = {"usecodes": "codes", "usetexts": "texts", "usecodesandtexts": "both"}
_SEPARATORS = {"separatortab": "\t", "separatorspace": " ", "separatorsemicolon": ";"}
_TITLE = "includetitle"


@dataclass(frozen=True, slots=True)
class Wish:
    """How figures are wanted: the language and the parameters of a format."""

    language: str
    updated: datetime
    show: str = "texts"
    separator: str = ","
    title: bool = False


@dataclass(frozen=True, slots=True)
class Format:
    """A format: what its bytes are called, and how they are made. ``version`` goes up when the same figures are
    written as other bytes, so that no reader keeps the former ones. ``widest``: how many columns it can have."""

    content_type: str
    extension: str
    version: int
    write: Callable[[Cube, Wish], bytes]
    widest: int | None = None


FORMATS: Mapping[str, Format] = {
    "json-stat2": Format(
        "application/json; charset=utf-8",
        "json",
        2,
        lambda cube, wish: jsonstat(cube, wish.language, updated=wish.updated).encode(),
    ),
    "px": Format(
        "application/octet-stream",
        "px",
        2,
        lambda cube, wish: px_file(cube, created=wish.updated, updated=wish.updated),
    ),
    "csv": Format(
        "text/csv; charset=utf-8",
        "csv",
        1,
        lambda cube, wish: cube_csv(
            cube, wish.language, show=wish.show, separator=wish.separator, title=wish.title
        ),
    ),
    "xlsx": Format(
        XLSX,
        "xlsx",
        1,
        lambda cube, wish: cube_xlsx(cube, wish.language, at=wish.updated, show=wish.show),
        WIDEST_SHEET,
    ),
    "html": Format(
        "text/html; charset=utf-8",
        "html",
        1,
        lambda cube, wish: cube_html(cube, wish.language, show=wish.show),
    ),
    "parquet": Format("application/vnd.apache.parquet", "parquet", 2, lambda cube, _wish: cube_parquet(cube)),
}


@dataclass(frozen=True, slots=True)
class Output:
    """A format and how it is to be written. Parameters that do not concern the format are passed over."""

    name: str
    params: tuple[str, ...]
    language: str
    show: str
    separator: str
    title: bool

    @property
    def format(self) -> Format:
        return FORMATS[self.name]

    @property
    def known_by(self) -> tuple[object, ...]:
        """What tells its bytes from those of another, beside the figures."""
        return (self.name, self.format.version, self.language, self.show, self.separator, self.title)

    def write(self, cube: Cube, updated: datetime) -> bytes:
        """The figures in the format. ``updated``: when they were published. Raises Refused (Q417): too many columns."""
        widest = self.format.widest
        if widest is not None and columns_of(cube) > widest:
            raise refusal(
                "Q417",
                f"Urvalet ger fler än {widest} kolumner, och fler ryms inte i {self.name}. Flytta variabler från "
                "heading till stub, eller välj ett annat format.",
                f"The selection gives more than {widest} columns, and {self.name} holds no more. Move variables from "
                "heading to stub, or choose another format.",
            )
        return self.format.write(cube, Wish(self.language, updated, self.show, self.separator, self.title))


def output_of(name: str, params: Sequence[str], language: str) -> Output:
    """The output asked for, whatever its capitals. Raises Refused (Q407) for what is unknown or says against itself."""
    if name.lower() not in FORMATS:
        known = ", ".join(FORMATS)
        raise refusal(
            "Q407",
            f"Formatet «{quoted(name)}» finns inte. Välj något av {known}.",
            f"There is no format “{quoted(name)}”. Choose one of {known}.",
        )
    low = [one.lower() for one in params]
    wrong = [
        written
        for written, one in zip(params, low, strict=True)
        if one != _TITLE and one not in _SHOW and one not in _SEPARATORS
    ]
    shows = {_SHOW[one] for one in low if one in _SHOW}
    separators = {_SEPARATORS[one] for one in low if one in _SEPARATORS}
    if not wrong and (len(shows) > 1 or len(separators) > 1):
        wrong = [", ".join(params)]
    if wrong:
        raise refusal(
            "Q407",
            f"Parametern «{quoted(wrong[0])}» finns inte eller säger emot en annan.",
            f"The parameter “{quoted(wrong[0])}” is unknown or contradicts another.",
        )
    show, separator = (shows or {"texts"}).pop(), (separators or {","}).pop()
    return Output(name.lower(), tuple(params), language, show, separator, _TITLE in low)
