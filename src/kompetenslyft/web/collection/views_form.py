"""The form: a section at a time, saved whole without a script and cell by cell with one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kompetenslyft.apps import clock
from kompetenslyft.apps.collection import actions, queries
from kompetenslyft.apps.errors import Refused
from kompetenslyft.core.instruments.model import Section
from kompetenslyft.exchange.definitions import instrument as load_instrument
from kompetenslyft.web.access import person, signed_in
from kompetenslyft.web.collection.cell_views import Entered
from kompetenslyft.web.collection.crumbs import return_crumbs
from kompetenslyft.web.collection.entries import CHANNEL, enter_sent, posted_section, sent_entries, whole
from kompetenslyft.web.collection.files import save_files
from kompetenslyft.web.collection.form_page import section_questions, section_steps
from kompetenslyft.web.collection.replies import lock_text, page_state, save_reply
from kompetenslyft.web.collection.words import channel_labels, language, moment, shown
from kompetenslyft.web.grants import round_links

if TYPE_CHECKING:
    from kompetenslyft.apps.collection.models import Return
    from kompetenslyft.apps.collection.queries import Situation

EXPLAIN = "explain."
"""A finding's reason is posted as ``explain.<instance>``, with ``was.explain.<instance>`` beside it."""


@signed_in
@require_http_methods(["GET", "POST"])
def section(request: HttpRequest, pk: int, section_id: str) -> HttpResponse:
    """A section of the return's form; POST saves all of it."""
    answer_to = queries.return_for(person(request), pk, clock.today())
    entered = Entered()
    problem: Refused | None = None
    if request.method == "POST":
        entered, problem = _save(request, answer_to, section_id)
        if problem is None and not entered.anything_left:
            return redirect("collection:section", pk=pk, section_id=section_id)
        answer_to = queries.return_for(person(request), pk, clock.today())
    situation = queries.situation(answer_to, person(request), at=clock.now())
    found = _section(situation, section_id)
    context = _section_context(situation, found, entered) | {
        "problem": problem.text(language()) if problem else ""
    }
    failed = problem is not None or entered.anything_left
    return render(request, "collection/section.html", context, status=422 if failed else 200)


def _save(request: HttpRequest, answer_to: Return, section_id: str) -> tuple[Entered, Refused | None]:
    """Save the posted section. Returns what could not be saved, to be shown again as it was written."""
    instrument = load_instrument(answer_to.round.instrument)
    found = next((one for one in instrument.sections if one.id == section_id), None)
    if found is None:
        raise _no_section()
    posted = posted_section(found, instrument, request.POST)
    try:
        outcome = actions.enter(
            answer_to=answer_to, entries=posted.raw, base=posted.seen, by=person(request), channel=CHANNEL
        )
        explained = _save_reasons(request, answer_to)
        files = save_files(request, answer_to, found, base=posted.page, alone=not posted.raw)
    except Refused as refusal:
        return Entered(raw=posted.raw, seen=posted.seen), refusal
    count = len(outcome.saved) + explained + files.saved
    if count:
        messages.success(
            request,
            ngettext("%(count)d uppgift sparades.", "%(count)d uppgifter sparades.", count)
            % {"count": count},
        )
    elif outcome.is_clean and not files.rejected:
        messages.info(request, _("Inget var ändrat, så inget behövde sparas."))
    left = {key: posted.raw[key] for key in [*outcome.rejected, *outcome.conflicts]}
    return Entered(left, outcome.rejected | files.rejected, outcome.conflicts, posted.seen), None


def _save_reasons(request: HttpRequest, answer_to: Return) -> int:
    saved = 0
    for name, text in request.POST.items():
        if name.startswith(EXPLAIN) and str(text).strip() != request.POST.get(f"was.{name}", "").strip():
            actions.explain(
                answer_to=answer_to, instance=name.removeprefix(EXPLAIN), text=str(text), by=person(request)
            )
            saved += 1
    return saved


def _section_context(situation: Situation, found: Section, entered: Entered) -> dict[str, object]:
    sections = situation.instrument.sections
    position = sections.index(found)
    questions = section_questions(situation, found, entered)
    rows = [row for question in questions for row in question.rows]
    return {
        "answer_to": situation.answer_to,
        "crumbs": return_crumbs(situation.answer_to),
        "round_title": situation.answer_to.round.title(language()),
        "situation": situation,
        "section": found,
        "title": found.title.in_language(language()),
        "intro": found.intro.in_language(language()) if found.intro else "",
        "respondent": found.respondent.in_language(language()) if found.respondent else "",
        "source": round_links.source_of_given(situation.answer_to) if _has_given(found) else None,
        "questions": questions,
        "steps": section_steps(situation),
        "current": found.id,
        "number": position + 1,
        "count": len(sections),
        "previous_section": _neighbour(sections, position - 1),
        "next_section": _neighbour(sections, position + 1),
        "may_edit": situation.may_edit,
        "locked": lock_text(situation),
        "faults": [cell for row in rows for cell in row.cells if cell.error],
        "conflicts": [cell for row in rows for cell in row.cells if cell.conflict],
        "grid_texts": grid_texts(),
        "takes_files": any(question.layout == "file" for question in questions),
        "reader_only": situation.lock is None and not situation.may_edit,
    }


def _has_given(section: Section) -> bool:
    return any(question.given for question in section.questions)


def _neighbour(sections: Sequence[Section], position: int) -> dict[str, str] | None:
    """A section to go on to; None before the first and after the last."""
    if not 0 <= position < len(sections):
        return None
    one = sections[position]
    return {"id": one.id, "title_text": one.title.in_language(language())}


def grid_texts() -> dict[str, str]:
    """What the script in the page says."""
    return {
        "saving": _("sparas…"),
        "saved": _("sparad"),
        "error": _("inte sparad"),
        "conflict": _("krock"),
        "waiting": _("väntar på nät"),
        "allSaved": _("Allt är sparat."),
        "unsavedOne": _("1 uppgift är inte sparad."),
        "unsavedMany": _("{count} uppgifter är inte sparade."),
        "savedAt": _("Allt är sparat. Senast kl. {time}."),
        "offlineOne": _("Ingen kontakt med servern. 1 uppgift väntar och sparas när kontakten är tillbaka."),
        "offlineMany": _(
            "Ingen kontakt med servern. {count} uppgifter väntar och sparas när kontakten är tillbaka."
        ),
        "offlineKept": _("De finns kvar i den här webbläsaren även om sidan stängs."),
        "back": _("Kontakten är tillbaka och allt är sparat."),
        "restored": _("Uppgifter som inte hann sparas förra gången ({count}) skickas nu."),
        "signedOut": _(
            "Du är utloggad. Det du har skrivit finns kvar här ({count}). Logga in, så sparas det."
        ),
        "signIn": _("Logga in"),
        "refused": _("Det gick inte att spara: {reason} Det du har skrivit finns kvar här ({count})."),
        "outdated": _("Sidan är för gammal. Ladda om den, så skickas det på nytt."),
        "discard": _("Släng det som inte är sparat"),
        "retry": _("Försök igen"),
        "pasted": _("{count} uppgifter klistrades in."),
        "pasteLeft": _("{count} värden fick inte plats och lämnades."),
        "undo": _("Ångra"),
        "undone": _("Inklistringen är ångrad."),
        "locked": _("Svaret kan inte längre ändras."),
        "reload": _("Ladda om sidan"),
        "others": _("Andra har ändrat här:"),
        "fault": _("{label}: {message}"),
        "foreign": _("Uppgifter i andra avsnitt kunde inte sparas:"),
    }


def _section(situation: Situation, section_id: str) -> Section:
    for one in situation.instrument.sections:
        if one.id == section_id:
            return one
    raise _no_section()


def _no_section() -> Refused:
    return Refused.because(
        "E101",
        "Avsnittet finns inte i formuläret. Gå till svarets sida och välj ur listan.",
        "The form has no such section. Go to the page of the return and choose from the list.",
    )


@signed_in
@require_POST
def cells(request: HttpRequest, pk: int) -> JsonResponse:
    """Save some cells and say what became of each: the channel of the script in the form's page."""
    answer_to = queries.return_for(person(request), pk, clock.today())
    sent = sent_entries(request.body)
    outcome = enter_sent(answer_to, sent, person(request))
    answer_to.refresh_from_db(fields=["revision", "status", "status_since"])
    situation = queries.situation(answer_to, person(request), at=clock.now())
    changed = [cell for cell in situation.cells.values() if cell.revision > sent.seen]
    section_ = next((one for one in situation.instrument.sections if one.id == sent.section), None)
    return JsonResponse(save_reply(situation, section_, outcome, changed, sent.base))


@signed_in
@require_GET
def changes_since(request: HttpRequest, pk: int) -> HttpResponse:
    """What has changed after ``sedan`` (a revision), for a page that stands open. 204 where nothing has."""
    answer_to = queries.return_for(person(request), pk, clock.today())
    since = whole(request.GET.get("sedan", ""))
    if answer_to.revision == since and answer_to.status == request.GET.get("status"):
        return HttpResponse(status=204)
    situation = queries.situation(answer_to, person(request), at=clock.now())
    section_ = next(
        (one for one in situation.instrument.sections if one.id == request.GET.get("avsnitt")), None
    )
    changed = [cell for cell in situation.cells.values() if cell.revision > since]
    return JsonResponse(page_state(situation, section_, changed))


@signed_in
@require_POST
def explain(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the reason for a soft finding; an empty text takes it away."""
    answer_to = queries.return_for(person(request), pk, clock.today())
    instance = request.POST.get("instance", "")[:200]
    actions.explain(
        answer_to=answer_to, instance=instance, text=request.POST.get("text", ""), by=person(request)
    )
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse({"saved": instance})
    messages.success(request, _("Förklaringen sparades."))
    back = request.POST.get("next", "")
    return redirect(back if _safe(back) else "../")


def _safe(address: str) -> bool:
    """A path within the return's own pages."""
    return re.fullmatch(r"/uppgift/\d+/(avsnitt/\w+/)?(#[\w.:-]*)?", address) is not None


@signed_in
@require_GET
def cell_history(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Every change of a cell, or of a question's cells: who, when, from what to what."""
    answer_to = queries.return_for(person(request), pk, clock.today())
    instrument = load_instrument(answer_to.round.instrument)
    keys = [
        spec.key
        for spec in instrument.cells.values()
        if not spec.derived and (key in (spec.key, spec.question.id))
    ]
    if not keys:
        raise Refused.because(
            "E101",
            "Uppgiften finns inte i formuläret. Gå till svarets sida och välj ur listan.",
            "The form has no such cell. Go to the page of the return and choose from the list.",
        )
    first = instrument.cells[keys[0]]
    name = first.label(language()) if len(keys) == 1 else first.question.label.in_language(language())
    channels = channel_labels()
    rows = [
        {
            "name": instrument.cells[change.key].label(language()),
            "key": change.key,
            "before": shown(instrument.cells[change.key], change.old),
            "after": shown(instrument.cells[change.key], change.new),
            "by": change.by_label,
            "when": moment(change.at),
            "at": change.at,
            "channel": channels.get(change.channel, change.channel),
        }
        for change in queries.changes(answer_to)
        if change.key in keys
    ]
    section_url = reverse("collection:section", args=[pk, first.section.id])
    context = {
        "answer_to": answer_to,
        "crumbs": [*return_crumbs(answer_to), (first.section.title.in_language(language()), section_url)],
        "name": name,
        "rows": rows,
        "single": len(keys) == 1,
        "back": f"{section_url}#{keys[0]}",
    }
    return render(request, "collection/cell_history.html", context)
