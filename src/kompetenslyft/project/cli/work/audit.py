"""``audit``: published tables that contradict themselves."""

from __future__ import annotations

from pathlib import Path

from kompetenslyft.core.tabulation.consistency import DeviationKind
from kompetenslyft.core.tabulation.consistency import audit as audit_tables
from kompetenslyft.core.tabulation.model import TableSet
from kompetenslyft.core.tabulation.published import published
from kompetenslyft.exchange.definitions import all_table_sets
from kompetenslyft.project.cli.output import Exit, put, put_json, say
from kompetenslyft.project.cli.text import LANGUAGE, _


def chosen_set(ref: str | None) -> TableSet | None:
    """The table set named, or the latest; None, said to the person, where there is none of that name."""
    sets = all_table_sets()
    if ref is None:
        return list(sets.values())[-1]
    if ref not in sets:
        say(
            _("Tabelluppsättningen {ref} finns inte. Det här finns: {known}.").format(
                ref=ref, known=", ".join(sets)
            )
        )
    return sets.get(ref)


def run(*, files: list[Path], as_json: bool, table_set: str | None) -> Exit:
    """One finding a line, or all as JSON; 1 where a figure contradicts another."""
    chosen = chosen_set(table_set)
    if chosen is None:
        return Exit.USAGE
    read = [published(path.read_text(encoding="utf-8-sig"), path.name) for path in files]
    found = audit_tables(read, chosen)
    contradictions = sum(one.kind is DeviationKind.CONTRADICTION for one in found)
    unread = sum(one.kind is DeviationKind.UNREAD for one in found)
    if as_json:
        put_json(
            [
                {
                    "code": one.code,
                    "kind": one.kind.value,
                    "file": one.file,
                    "line": one.line,
                    "table": one.table,
                    "row": one.row.in_language(LANGUAGE),
                    "column": one.column,
                    "message": one.message.in_language(LANGUAGE),
                }
                for one in found
            ]
        )
    else:
        for one in found:
            put(one.one_line(LANGUAGE))
        rounding = len(found) - contradictions - unread
        told = _("{contradictions} motsägelser, {rounding} avrundningar och {unread} olästa i {files} filer.")
        say(told.format(contradictions=contradictions, rounding=rounding, unread=unread, files=len(files)))
    return Exit.FINDINGS if contradictions or unread else Exit.OK
