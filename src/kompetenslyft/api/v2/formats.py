"""The formats that figures are given in, with the parameters of each."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from kompetenslyft.core.cubes.model import Cube
from kompetenslyft.exchange.cube_files import cube_csv, cube_html, cube_parquet, cube_xlsx
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
    """A format: what its bytes are called, and how they are made."""

    content_type: str
    extension: str
    write: Callable[[Cube, Wish], bytes]


FORMATS: Mapping[str, Format] = {
    "json-stat2": Format(
        "application/json; charset=utf-8",
        "json",
        lambda cube, wish: json.dumps(
            jsonstat(cube, wish.language, updated=wish.updated), ensure_ascii=False, separators=(",", ":")
        ).encode(),
    ),
    "px": Format(
        "application/octet-stream",
        "px",
        lambda cube, wish: px_file(cube, created=wish.updated, updated=wish.updated),
    ),
    "csv": Format(
        "text/csv; charset=utf-8",
        "csv",
        lambda cube, wish: cube_csv(
            cube, wish.language, show=wish.show, separator=wish.separator, title=wish.title
        ),
    ),
    "xlsx": Format(
        XLSX, "xlsx", lambda cube, wish: cube_xlsx(cube, wish.language, at=wish.updated, show=wish.show)
    ),
    "html": Format(
        "text/html; charset=utf-8", "html", lambda cube, wish: cube_html(cube, wish.language, show=wish.show)
    ),
    "parquet": Format("application/vnd.apache.parquet", "parquet", lambda cube, _wish: cube_parquet(cube)),
}


def wish(parameters: list[str], *, language: str, updated: datetime) -> Wish | str:
    """The parameters read, whatever their capitals; or the one that is unknown or says against another."""
    given = [one.strip() for one in parameters if one.strip()]
    low = [one.lower() for one in given]
    for written, one in zip(given, low, strict=True):
        if one != _TITLE and one not in _SHOW and one not in _SEPARATORS:
            return written
    shows = [_SHOW[one] for one in low if one in _SHOW]
    separators = [_SEPARATORS[one] for one in low if one in _SEPARATORS]
    if len(set(shows)) > 1 or len(set(separators)) > 1:
        return ",".join(given)
    return Wish(language, updated, (shows or ["texts"])[0], (separators or [","])[0], title=_TITLE in low)
