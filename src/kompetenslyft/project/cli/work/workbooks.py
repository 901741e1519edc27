"""``template``, ``export`` and ``import``: the Excel channel from the terminal, as the person named with ``--as``."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import transaction

from kompetenslyft.apps import clock
from kompetenslyft.apps.collection import actions, queries
from kompetenslyft.apps.errors import Refused
from kompetenslyft.exchange.workbook.difference import Kind
from kompetenslyft.exchange.workbook.guards import inspect
from kompetenslyft.exchange.workbook.package import Package
from kompetenslyft.exchange.workbook.refusal import WorkbookRefused
from kompetenslyft.exchange.workbook.stamp import read_stamp
from kompetenslyft.project.cli.output import Exit, finding_json, progress, put, put_json, say
from kompetenslyft.project.cli.text import LANGUAGE, _
from kompetenslyft.project.cli.work.people import person_with

if TYPE_CHECKING:
    from kompetenslyft.apps.accounts.models import User
    from kompetenslyft.apps.collection.models import Return


def template(*, round_code: str, unit: str, out: Path, as_: str) -> Exit:
    """Write the workbook of one return."""
    answer_to = queries.return_in(person_with(as_), round_code=round_code, unit_code=unit, on=clock.today())
    out.write_bytes(queries.workbook(answer_to, language=LANGUAGE, at=clock.now()))
    say(_("{out} är skriven, för {unit}.").format(out=out, unit=answer_to.unit.name))
    return Exit.OK


def export(*, round_code: str, out: Path, as_: str) -> Exit:
    """Write a workbook for every return of the round that the person may see."""
    person, today = person_with(as_), clock.today()
    round_ = queries.round_for(person, round_code, today)
    returns = list(queries.returns_of(person, today).filter(round=round_))
    out.mkdir(parents=True, exist_ok=True)
    with progress(_("Skriver arbetsböcker")) as step:
        for done, answer_to in enumerate(returns, 1):
            file = out / f"{round_code}-{answer_to.unit.code}.xlsx"
            file.write_bytes(queries.workbook(answer_to, language=LANGUAGE, at=clock.now()))
            step(done, len(returns))
    say(_("{count} arbetsböcker skrivna i {out}.").format(count=len(returns), out=out))
    return Exit.OK


def import_(*, files: list[Path], as_: str, dry_run: bool, as_json: bool) -> Exit:
    """Read the workbooks, each into the return that it is stamped with. One that is refused stops none of the others.

    1 where an entry could not be taken or was changed by somebody else meanwhile, 3 where a whole file was refused.
    """
    person = person_with(as_)
    told: list[dict[str, Any]] = []
    with progress(_("Läser in arbetsböcker")) as step:
        for done, file in enumerate(files, 1):
            told.append(_one(file, person, dry_run=dry_run))
            step(done, len(files))
    if as_json:
        put_json(told)
    else:
        for result in told:
            _say(result, dry_run=dry_run)
    if any(result["refused"] for result in told):
        return Exit.REFUSED
    return Exit.FINDINGS if any(_needs_a_look(result) for result in told) else Exit.OK


def _needs_a_look(result: dict[str, Any]) -> bool:
    return bool(result["conflicts"]) or any(finding["severity"] == "hard" for finding in result["findings"])


def _one(file: Path, person: User, *, dry_run: bool) -> dict[str, Any]:
    result: dict[str, Any] = {
        "file": str(file), "round": None, "unit": None, "changes": {}, "conflicts": [], "findings": [], "refused": []
    }  # fmt: skip
    try:
        data = file.read_bytes()
        answer_to = _stamped(data, file.name, person)
        result |= {"round": answer_to.round.code, "unit": answer_to.unit.code}
        with transaction.atomic():
            upload = actions.receive(answer_to=answer_to, filename=file.name, data=data, by=person)
            preview = queries.upload_preview(upload)
            kinds = Counter(change.kind.value for change in preview.changes if change.applies)
            result["changes"] = dict(sorted(kinds.items()))
            result["conflicts"] = [change.key for change in preview.changes if change.kind is Kind.CONFLICT]
            result["findings"] = [finding_json(finding) for finding in preview.findings]
            if dry_run:
                transaction.set_rollback(True)
            else:
                actions.apply_upload(upload=upload, by=person)
    except OSError as error:
        refusal = Refused.because(
            "W100", f"Filen går inte att läsa: {error.strerror}.", f"Unreadable: {error.strerror}."
        )
        result["refused"] = [finding_json(finding) for finding in refusal.findings]
    except (Refused, WorkbookRefused) as error:
        result["refused"] = [finding_json(finding) for finding in error.findings]
    return result


def _stamped(data: bytes, filename: str, person: User) -> Return:
    """The return that the workbook was made from, if the person may see it."""
    inspect(data, filename)
    stamp = read_stamp(Package(data, filename)).stamp
    return queries.return_in(person, round_code=stamp.round_code, unit_code=stamp.unit_code, on=clock.today())


def _say(result: dict[str, Any], *, dry_run: bool) -> None:
    if result["refused"]:
        for finding in result["refused"]:
            say(f"{result['file']}: {finding['code']} {finding['message']}")
        return
    count = sum(result["changes"].values())
    text = (
        _("{file}: {count} uppgifter skulle ändras ({unit})")
        if dry_run
        else _("{file}: {count} uppgifter sparade ({unit})")
    )
    put(text.format(file=result["file"], count=count, unit=result["unit"]))
    for finding in result["findings"]:
        say(f"  {finding['code']} {finding['message']}")
    for key in result["conflicts"]:
        say(
            "  "
            + _("{key}: ändrad av någon annan sedan arbetsboken hämtades; den lämnas som den är.").format(
                key=key
            )
        )
