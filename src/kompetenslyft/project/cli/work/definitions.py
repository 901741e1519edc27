"""``check``: definition files, with file, line and remedy of what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from kompetenslyft.core.comparison.loader import load_comparison
from kompetenslyft.core.competence.plan_templates import load_template
from kompetenslyft.core.competence.profile_sets import load_profiles
from kompetenslyft.core.definitions import DefinitionError, Document, read_document
from kompetenslyft.core.derivation.loader import load_derivation
from kompetenslyft.core.frameworks.loader import load_framework
from kompetenslyft.core.instruments.loader import load_instrument
from kompetenslyft.core.privacy.retention import load_retention
from kompetenslyft.core.programmes.loader import load_programme
from kompetenslyft.core.releases.loader import load_release
from kompetenslyft.core.reports.loader import load_report
from kompetenslyft.core.staff.qualification_rules import load_rule_set
from kompetenslyft.core.tabulation.loader import load_tables
from kompetenslyft.core.text import Text
from kompetenslyft.exchange.definitions import all_frameworks, all_instruments, all_table_sets
from kompetenslyft.project.cli.output import Exit, put, put_json, say
from kompetenslyft.project.cli.text import LANGUAGE, _

Known = Mapping[str, dict[str, Any]]
"""What definitions can name, by kind and by ``id@version``."""

_KINDS: Mapping[str, Callable[[bytes, str, Known], Any]] = {
    "framework": lambda source, file, known: load_framework(source, file, known["framework"]),
    "instrument": lambda source, file, known: load_instrument(source, file, known["framework"]),
    "programme": lambda source, file, known: load_programme(
        source, file, known["instrument"], known["framework"]
    ),
    "tables": lambda source, file, known: load_tables(source, file, known["instrument"], known["framework"]),
    "report": lambda source, file, known: load_report(source, file, known["tables"]),
    "release": lambda source, file, known: load_release(source, file, known["instrument"]),
    "comparison": lambda source, file, known: load_comparison(source, file, known["instrument"]),
    "derivation": lambda source, file, known: load_derivation(source, file, known["instrument"]),
    "profiles": lambda source, file, known: load_profiles(source, file, known["framework"]),
    "plan template": lambda source, file, known: load_template(source, file, known["framework"]),
    "qualification": lambda source, file, _known: load_rule_set(source, file),
    "retention": lambda source, file, _known: load_retention(source, file),
}
"""How a definition of each kind is loaded; what others name stands before them."""

_TOLD_BY: tuple[tuple[frozenset[str], str], ...] = (
    (frozenset({"areas"}), "framework"),
    (frozenset({"purposes"}), "programme"),
    (frozenset({"sections", "tables"}), "report"),
    (frozenset({"sections"}), "instrument"),
    (frozenset({"tables", "year"}), "release"),
    (frozenset({"tables"}), "tables"),
    (frozenset({"themes"}), "comparison"),
    (frozenset({"groups"}), "derivation"),
    (frozenset({"roles"}), "profiles"),
    (frozenset({"items"}), "plan template"),
    (frozenset({"accepts"}), "qualification"),
    (frozenset({"binding"}), "qualification"),
    (frozenset({"rules"}), "retention"),
)
"""The keys that tell a kind; the first whose keys are all there."""


def kind_of(document: Document) -> str:
    """What the document defines. Raises DefinitionError where it cannot be told."""
    keys = frozenset(document.data) if isinstance(document.data, Mapping) else frozenset()
    for told_by, kind in _TOLD_BY:
        if told_by <= keys:
            return kind
    what = Text(sv="Det går inte att se vad filen definierar.", en="It cannot be told what the file defines.")
    remedy = Text(
        sv="Ett ramverk har «areas», ett formulär «sections», tabeller «tables», en rapport «tables» och «sections», "
        "en utgåva «tables» och «year», ett bidragsprogram «purposes», en jämförelse «themes», en uträkning ur "
        "registret «groups», rollprofiler «roles», en planmall «items», regler om behörighet «accepts» eller "
        "«binding», regler om gallring «rules».",
        en="A framework has “areas”, a form “sections”, tables “tables”, a report “tables” and “sections”, "
        "a release “tables” and “year”, a grant programme “purposes”, a comparison “themes”, a derivation from the "
        "register “groups”, role profiles “roles”, a plan template “items”, rules on qualification “accepts” or "
        "“binding”, rules on retention “rules”.",
    )
    raise DefinitionError([document.problem((), what, remedy)])


def check(*, files: list[Path], as_json: bool) -> Exit:
    """Check the files together: what one of them names may come with the product or stand in another of them."""
    known: Known = {
        "framework": dict(all_frameworks()),
        "instrument": dict(all_instruments()),
        "tables": dict(all_table_sets()),
    }
    problems = []
    sorted_out: list[tuple[str, Path, bytes]] = []
    for path in files:
        source = path.read_bytes()
        try:
            sorted_out.append((kind_of(read_document(source, str(path))), path, source))
        except DefinitionError as error:
            problems += error.problems
    order = list(_KINDS)
    for kind, path, source in sorted(sorted_out, key=lambda one: order.index(one[0])):
        try:
            loaded = _KINDS[kind](source, str(path), known)
        except DefinitionError as error:
            problems += error.problems
            continue
        if kind in known:
            known[kind][loaded.ref] = loaded
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
