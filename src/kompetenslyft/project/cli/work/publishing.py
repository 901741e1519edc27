"""``publish``: protected tables from the terminal, as the programme officer named with ``--as``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from kompetenslyft.apps import clock
from kompetenslyft.apps.publishing import actions, queries, releases
from kompetenslyft.apps.publishing.recomputing import Recomputed, recompute
from kompetenslyft.core.disclosure.flow import SolverFailed
from kompetenslyft.core.disclosure.records import CannotProtect
from kompetenslyft.project.cli.output import Exit, progress, put, put_json, say
from kompetenslyft.project.cli.text import _
from kompetenslyft.project.cli.work.people import person_with

if TYPE_CHECKING:
    from kompetenslyft.apps.accounts.models import User
    from kompetenslyft.apps.publishing.models import Publication


def run(*, release: str, rounds: Sequence[str], approve: bool, as_: str, as_json: bool) -> Exit:
    """Order, protect and judge a release of the rounds, or go on with an ordered one, and print each table's record.

    With ``approve`` an ordered one is approved and public at once. 1 where it is refused or could not be protected.
    """
    person = person_with(as_)
    is_definition = "@" in release
    if is_definition and (approve or not rounds):
        say(
            _("En utgåva godkänns av någon annan, när den är beställd: ange dess adressnamn.")
            if approve
            else _("Ange minst en insamling med --round.")
        )
        return Exit.USAGE
    ordered = (
        releases.order(definition=release, round_codes=rounds, by=person)
        if is_definition
        else queries.report_for(person, release, clock.today(), kind=queries.RELEASE)
    )
    built = _built(ordered, person)
    if built is None:
        return Exit.FINDINGS
    if approve:
        built = releases.approve(publication=built, by=person)
    _print(built, as_json=as_json)
    return Exit.FINDINGS if built.state == "refused" else Exit.OK


def check(*, release: str, as_: str, as_json: bool) -> Exit:
    """Compute a release anew and tell whether every file has the same bytes; 1 where one has not."""
    person = person_with(as_)
    found = queries.report_for(person, release, clock.today(), kind=queries.RELEASE)
    try:
        with progress(_("Räknar om")) as step:
            again = recompute(publication=found, by=person, progress=step)
    except (CannotProtect, SolverFailed) as error:
        say(_("{slug} kunde inte räknas om: {why}").format(slug=release, why=error))
        return Exit.FINDINGS
    if as_json:
        put_json({"release": release, "same": again.is_same, **asdict(again)})
    else:
        _tell(again)
    return Exit.OK if again.is_same else Exit.FINDINGS


def _tell(again: Recomputed) -> None:
    if again.is_same:
        put(_("{files} filer, alla lika.").format(files=again.files))
        return
    put(_("{files} filer, {number} skiljer sig:").format(files=again.files, number=len(again.differing)))
    for name in again.differing:
        put(f"  {name}")
    if again.answers:
        put(_("Svaren eller kommunernas uppgifter har ändrats i efterhand."))
    if again.definition:
        put(_("Definitionen har ändrats."))
    for name, (before, now) in again.versions.items():
        put(_("{name}: {before} då, {now} nu.").format(name=name, before=before, now=now))


def _built(ordered: Publication, person: User) -> Publication | None:
    """The release, protected and judged; None where that could not be done, and why is told."""
    if ordered.state == "failed":
        ordered = actions.build_again(publication=ordered, by=person)
    try:
        with progress(_("Skyddar och granskar")) as step:
            return actions.build(ordered, step)
    except (CannotProtect, SolverFailed) as error:
        say(_("{slug} kunde inte skyddas och publiceras inte: {why}").format(slug=ordered.slug, why=error))
        return None


def _print(release: Publication, *, as_json: bool) -> None:
    tables = release.record.get("tables", [])
    if as_json:
        put_json({"release": release.slug, "state": release.state, **release.record})
        return
    put(f"{release.slug}: {release.get_state_display()}")
    for one in tables:
        told = ", ".join(f"{verdict} {number}" for verdict, number in one["unsafe"].items())
        put(
            _(
                "{table}: {cells} celler, {primary} känsliga, {secondary} dolda för att skydda dem; {judged}"
            ).format(
                **{name: one[name] for name in ("table", "cells", "primary", "secondary")},
                judged=_("alla är skyddade") if one["safe"] else told,
            )
        )
