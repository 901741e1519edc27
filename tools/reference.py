"""Writes the pages of docs/reference that follow from the code. A test fails when one of them is stale."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

from kompetenslyft.core.allocation.description import describe
from kompetenslyft.core.competence import talk
from kompetenslyft.core.findings import Severity
from kompetenslyft.core.numbers import NBSP, format_sek
from kompetenslyft.core.programmes.model import Programme
from kompetenslyft.core.workflow import returns
from kompetenslyft.exchange.definitions import all_programmes
from tools import reference_privacy
from tools.reference_privacy import GENERATED

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "reference"


def return_states() -> str:
    """The states of a return: their Swedish names, the picture, and who may take which step."""
    return _states("The states of a return", returns)


def talk_states() -> str:
    """The states of an appraisal talk, in the same way."""
    return _states("The states of an appraisal talk", talk)


def _states(title: str, machine: ModuleType) -> str:
    """What a module with a table of transitions says: ``STATUS_LABELS``, ``TRANSITIONS`` and ``diagram``."""
    lines = [f"# {title}\n", "| state | Swedish |", "|---|---|"]
    lines += [f"| {status.value} | {label.sv} |" for status, label in machine.STATUS_LABELS.items()]
    lines += [
        "",
        "```mermaid",
        machine.diagram().rstrip("\n"),
        "```",
        "",
        "| from | event | to | by |",
        "|---|---|---|---|",
    ]
    for step in machine.TRANSITIONS:
        actors = ", ".join(sorted(actor.value for actor in step.actors))
        lines.append(f"| {step.source.value} | {step.event.value} | {step.target.value} | {actors} |")
    return GENERATED + "\n".join(lines) + "\n"


def programmes() -> str:
    """The programme years: purposes, allocation, days and rules, each with its source. In Swedish, as they are read."""
    lines = ["# Statsbidragen, år för år\n", "| bidrag | anslag | ändamål |", "|---|---|---|"]
    for one in all_programmes().values():
        purposes = ", ".join(purpose.title.sv for purpose in one.purposes)
        lines.append(f"| [{one.title.sv}](#{_anchor(one)}) | {_kr(one.appropriation_sek)} | {purposes} |")
    for one in all_programmes().values():
        lines += ["", *_programme(one)]
    return GENERATED + "\n".join(lines) + "\n"


def _programme(one: Programme) -> list[str]:
    keys = {parameter.id: parameter.id for parameter in one.parameters}
    lines = [
        f'<a id="{_anchor(one)}"></a>',
        f"## {one.title.sv}",
        "",
        f"`{one.ref}`. Beslut: {one.decision.reference} ({one.decision.source}).",
        "",
        "| ändamål | belopp | fördelning | källa |",
        "|---|---|---|---|",
    ]
    for purpose in one.purposes:
        steps = " ".join(sentence.sv for sentence in describe(purpose.allocation, keys=keys, groups={}))
        lines.append(f"| {purpose.title.sv} | {_kr(purpose.amount_sek)} | {steps} | {purpose.source} |")
    lines += ["", *(f"- Läses in, `{each.id}`: {each.what.sv}" for each in one.parameters)]
    claim, report = one.requisition, one.reporting
    lines += [
        f"- Rekvisition (`{claim.instrument}`): {claim.opens} till {claim.closes}. {claim.source}",
        f"- Redovisning (`{report.instrument}`): {report.opens} till {report.deadline}, ändringar till "
        f"{report.last_change}. {report.source}",
        f"- Återbetalning: {one.repayment.source}.",
        f"- Omfördelning: {'ja' if one.redistribution.allowed else 'nej'}. {one.redistribution.source}.",
        *(f"- {note.sv}" for note in one.notes),
    ]
    if one.rules:
        lines += ["", "| regel | lydelse | följd | gäller | källa |", "|---|---|---|---|---|"]
    for rule in one.rules:
        effect = "återbetalas" if rule.severity is Severity.HARD else "påpekas"
        days = f"{rule.valid_from} – {rule.valid_to or ''}".rstrip()
        lines.append(f"| {rule.code} | {rule.text.sv} | {effect} | {days} | {rule.source} |")
    return lines


def _anchor(one: Programme) -> str:
    return one.ref.replace("@", "-")


def _kr(amount: int) -> str:
    return format_sek(amount, "sv").replace(NBSP, "&nbsp;")


PAGES = {
    "access.md": reference_privacy.access,
    "extract.md": reference_privacy.extract,
    "programmes.md": programmes,
    "retention-and-qualification.md": reference_privacy.retention,
    "return-states.md": return_states,
    "talk-states.md": talk_states,
}


def stale() -> list[str]:
    """The pages that are not what the code gives."""
    return [
        name
        for name, page in PAGES.items()
        if not (FOLDER / name).exists() or (FOLDER / name).read_text(encoding="utf-8") != page()
    ]


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, page in PAGES.items():
        (FOLDER / name).write_text(page(), encoding="utf-8")
