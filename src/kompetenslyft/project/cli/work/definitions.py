"""``check``: definition files, with file, line and remedy of what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from kompetenslyft.core.definitions import DefinitionError, Document, read_document
from kompetenslyft.core.frameworks.loader import load_framework
from kompetenslyft.core.instruments.loader import load_instrument
from kompetenslyft.core.programmes.loader import load_programme
from kompetenslyft.core.reports.loader import load_report
from kompetenslyft.core.tabulation.loader import load_tables
from kompetenslyft.core.text import Text
from kompetenslyft.exchange.definitions import all_frameworks, all_instruments, all_table_sets
from kompetenslyft.project.cli.output import Exit, put, put_json, say
from kompetenslyft.project.cli.text import LANGUAGE, _

_ORDER = ("framework", "instrument", "programme", "tables", "report")


def kind_of(document: Document) -> str:
    """What the document defines. Raises DefinitionError where it cannot be told."""
    keys = document.data if isinstance(document.data, Mapping) else {}
    if "areas" in keys:
        return "framework"
    if "purposes" in keys:
        return "programme"
    if "sections" in keys:
        return "report" if "tables" in keys else "instrument"
    if "tables" in keys:
        return "tables"
    what = Text(sv="Det går inte att se vad filen definierar.", en="It cannot be told what the file defines.")
    remedy = Text(
        sv="Ett ramverk har «areas», ett formulär «sections», tabeller «tables», en rapport «tables» och «sections», "
        "ett bidragsprogram «purposes».",
        en="A framework has “areas”, a form “sections”, tables “tables”, a report “tables” and “sections”, "
        "a grant programme “purposes”.",
    )
    raise DefinitionError([document.problem((), what, remedy)])


def check(*, files: list[Path], as_json: bool) -> Exit:
    """Check the files together: a form may name a framework among them, a programme or a table set a form, a report a
    table set."""
    known: dict[str, dict[str, Any]] = {
        "framework": dict(all_frameworks()),
        "instrument": dict(all_instruments()),
        "tables": dict(all_table_sets()),
        "programme": {},
        "report": {},
    }
    load: dict[str, Callable[[bytes, str], Any]] = {
        "framework": lambda source, file: load_framework(source, file, known["framework"]),
        "instrument": lambda source, file: load_instrument(source, file, known["framework"]),
        "programme": lambda source, file: load_programme(
            source, file, known["instrument"], known["framework"]
        ),
        "tables": lambda source, file: load_tables(source, file, known["instrument"], known["framework"]),
        "report": lambda source, file: load_report(source, file, known["tables"]),
    }
    problems = []
    sorted_out: list[tuple[str, Path, bytes]] = []
    for path in files:
        source = path.read_bytes()
        try:
            sorted_out.append((kind_of(read_document(source, str(path))), path, source))
        except DefinitionError as error:
            problems += error.problems
    for kind, path, source in sorted(sorted_out, key=lambda one: _ORDER.index(one[0])):
        try:
            loaded = load[kind](source, str(path))
            known[kind][loaded.ref] = loaded
        except DefinitionError as error:
            problems += error.problems
    if as_json:
        put_json(
            [
                {
                    "file": problem.file,
                    "line": problem.line,
                    "what": problem.what.in_language(LANGUAGE),
                    "remedy": problem.remedy.in_language(LANGUAGE),
                }
                for problem in problems
            ]
        )
    else:
        for problem in problems:
            put(problem.in_language(LANGUAGE))
        say(
            _("{files} filer kontrollerade, {problems} fel.").format(files=len(files), problems=len(problems))
        )
    return Exit.FINDINGS if problems else Exit.OK
