"""Figures chosen from a table of 10 440 cells and written, in each format of the open API.

Beside it, pandas chooses the same rows of a data frame in memory and writes them as JSON. Then the same table from a
server that runs as ``kompetenslyft serve`` does, with two workers on the machine that asks: answers from the cache and
made anew, how many a second, and how long a page takes while many fetch tables.
"""

from __future__ import annotations

import os
import tempfile
from datetime import UTC, datetime
from decimal import Decimal
from importlib import import_module
from itertools import product

import pandas

from bench.tables import best_of
from kompetenslyft.api.v2.formats import DEFAULT, FORMATS, Wish
from kompetenslyft.core.cubes.model import Cube, Dimension, Role, Value
from kompetenslyft.core.cubes.selection import part_of, resolve
from kompetenslyft.core.findings import Finding
from kompetenslyft.core.text import Text

SIZES = (("Region", Role.CLASSIFICATION, 290), ("Tid", Role.TIME, 4), ("ContentsCode", Role.CONTENTS, 9))
EVERYTHING = {code: ["*"] for code, _role, _size in SIZES}


def main() -> None:
    """Print the best of some runs of each way, and the ratio."""
    cube = made_up_cube()
    wish = Wish("sv", datetime(2017, 2, 6, tzinfo=UTC))

    def given_out(name: str) -> bytes:
        chosen = resolve(cube, EVERYTHING, most_cells=len(cube.cells))
        assert not isinstance(chosen, Finding)
        return FORMATS[name].write(part_of(cube, chosen), wish)

    print(f"{len(cube.cells)} cells")
    took = {name: best_of(lambda name=name: given_out(name)) for name in FORMATS}
    for name, seconds in took.items():
        print(f"{name}: {1000 * seconds:.1f} ms")
    frame = as_frame(cube)
    plain = best_of(lambda: frame[frame["Region"] != ""].to_json(orient="records"))
    print(f"pandas, the rows chosen and written as JSON: {1000 * plain:.1f} ms")
    print(f"ratio: {plain / took[DEFAULT]:.1f} times as fast as pandas", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "kompetenslyft.project.settings",
            "KOMPETENSLYFT_DATA": folder,
            "DATABASE_URL": os.environ.get("BENCH_DATABASE_URL", f"sqlite:///{folder}/bench.sqlite3"),
            "LOG_LEVEL": "ERROR",
        }
        os.mkdir(f"{folder}/static")
        import_module("django").setup()
        import_module("bench._open_tables").measure(cube)


def made_up_cube() -> Cube:
    """A cube of municipalities, years and contents with made-up figures."""
    dimensions = tuple(
        Dimension(
            code,
            Text(sv=code, en=code),
            role,
            tuple(
                Value(f"{code}{place:04}", Text(sv=f"Värde {place}", en=f"Value {place}"))
                for place in range(size)
            ),
        )
        for code, role, size in SIZES
    )
    cells = tuple(Decimal(place % 997) / 10 for place in range(290 * 4 * 9))
    return Cube("t-1", Text(sv="Påhittad tabell", en="Made-up table"), "Påhittat", dimensions, cells)


def as_frame(cube: Cube) -> pandas.DataFrame:
    """The same cells as a long data frame."""
    codes = product(*([value.code for value in one.values] for one in cube.dimensions))
    rows = [
        (*place, float(figure)) for place, figure in zip(codes, cube.cells, strict=True) if figure is not None
    ]
    return pandas.DataFrame(rows, columns=[*(one.code for one in cube.dimensions), "value"])
