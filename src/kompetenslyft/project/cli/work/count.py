"""``count``: the facts of a snapshot as the counts that ``protect`` takes."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from kompetenslyft.core.definitions import DefinitionError
from kompetenslyft.core.disclosure.definition import ProtectedTables
from kompetenslyft.core.disclosure.loader import load_protected
from kompetenslyft.core.facts.counted import Counted
from kompetenslyft.core.facts.grain import CannotCount, Grain, grain_of
from kompetenslyft.core.facts.schema import FACTS, FactTable
from kompetenslyft.exchange.counting.engines import Opened, opened
from kompetenslyft.exchange.counting.expression import counted
from kompetenslyft.exchange.counting.files import counts_csv
from kompetenslyft.exchange.private_files import put as put_private
from kompetenslyft.exchange.snapshots import SnapshotRefused, open_snapshot
from kompetenslyft.project.cli.output import Exit, progress, say, say_findings
from kompetenslyft.project.cli.text import LANGUAGE, _

_ENGINES = ("duckdb", "spark")
_SECONDS_BETWEEN_LOOKS = 0.5


def run(
    *, source: str, tables: Path, out: Path, fact: str, where: Sequence[str], each: str | None, engine: str
) -> Exit:
    """Write the counts to ``out``: a file, or with ``each`` a folder with a file for each code.

    1 where the definition is broken, 3 where the fact cannot be counted so.
    """
    known = {one.name: one for one in FACTS}
    only = dict(one.partition("=")[::2] for one in where)
    wrong = _not_among(_("faktatabell"), fact, known) or _not_among(_("motor"), engine, _ENGINES)
    if len(only) != len(where) or not all(column and code for column, code in only.items()):
        wrong = _("Skriv --where KOLUMN=KOD, en gång för varje kolumn.")
    if each and out.exists() and (not out.is_dir() or any(out.iterdir())):
        wrong = _("Mappen {folder} är inte tom. Välj en annan.").format(folder=out)
    if wrong:
        say(wrong)
        return Exit.USAGE
    try:
        definition = load_protected(tables.read_bytes(), str(tables))
        grain = grain_of(definition, known[fact], only, each)
        cube = _counted(_place(source, known[fact]), grain, engine)
        files = _files(definition, cube, out, each)
    except DefinitionError as error:
        say(error.in_language(LANGUAGE))
        return Exit.FINDINGS
    except (CannotCount, SnapshotRefused) as refusal:
        say_findings(refusal.findings)
        return Exit.REFUSED
    if each:
        out.mkdir(mode=0o700, parents=True, exist_ok=True)
    for path, text in files.items():
        put_private(path, text)
    told = _("{cells} celler i {files} filer.") if each else _("{cells} celler.")
    say(told.format(cells=len(cube.cells), files=len(files)))
    say(_("Talen är inte skyddade och får inte lämnas ut. Skydda dem med protect, och radera dem sedan."))
    return Exit.OK


def _not_among(what: str, name: str, known: Iterable[str]) -> str | None:
    if name in known:
        return None
    return _("«{name}» är ingen {what}. Välj bland {known}.").format(
        name=name, what=what, known=", ".join(known)
    )


def _place(source: str, fact: FactTable) -> str:
    """The file of the fact in a snapshot, which is seen to be whole; an address or a file as it is."""
    if "://" in source or not Path(source).is_dir():
        return source
    snapshot = open_snapshot(Path(source))
    if snapshot.made_up:
        say(_("Uppgifterna är påhittade."))
    return str(snapshot.paths[fact.name])


def _counted(place: str, grain: Grain, engine: str) -> Counted:
    """Raises CannotCount."""
    with opened(place, grain.fact, engine) as there, _watched(there):
        return counted(there.table, grain)


@contextmanager
def _watched(there: Opened) -> Iterator[None]:
    """Tells how far the engine has come while it counts."""
    finished = threading.Event()
    with progress(_("Räknar")) as step:

        def look() -> None:
            while not finished.wait(_SECONDS_BETWEEN_LOOKS):
                if (percent := there.percent()) is not None:
                    step(percent, 100)

        watching = threading.Thread(target=look, daemon=True)
        watching.start()
        try:
            yield
        finally:
            finished.set()
            watching.join()


def _files(definition: ProtectedTables, cube: Counted, out: Path, each: str | None) -> dict[Path, str]:
    """Paths and texts. Raises CannotCount."""
    if each is None or not cube.cells:
        return {out: counts_csv(definition, cube)}
    return {
        out / f"{_filename(code)}.csv": counts_csv(definition, one) for code, one in cube.each(each).items()
    }


def _filename(code: str) -> str:
    """The code, with what no file name should have as its number."""
    return "".join(one if one.isalnum() or one in "-_ " else f"%{ord(one):02X}" for one in code)
