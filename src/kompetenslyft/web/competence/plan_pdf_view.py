"""A plan as PDF: the same that the page shows to whoever asks."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from kompetenslyft.apps import clock
from kompetenslyft.apps.competence.queries import plans as queries
from kompetenslyft.apps.competence.queries.consolidated import own_outcomes
from kompetenslyft.apps.competence.queries.plans import Sight
from kompetenslyft.core.competence.plan import PlanKind
from kompetenslyft.core.competence.plan_costs import Costs, costs
from kompetenslyft.core.competence.plan_follow_up import Outcome, Tally, tallies
from kompetenslyft.core.competence.planning import PRIORITIES, Item
from kompetenslyft.core.numbers import format_sek
from kompetenslyft.exchange.plan_pdf import Paper, Table, plan_pdf
from kompetenslyft.web.access import person, signed_in
from kompetenslyft.web.collection.words import day_words, language
from kompetenslyft.web.competence.plan_page import heading_of
from kompetenslyft.web.competence.plan_views import note
from kompetenslyft.web.competence.plan_words import field_value, follow_up_words, state_words
from kompetenslyft.web.downloads import attachment


@signed_in
@require_GET
def pdf(request: HttpRequest, plan_id: int) -> HttpResponse:
    """The plan to print, sign or lay before the committee."""
    sight = queries.sight(person(request), plan_id, clock.today())
    note(request, sight.plan)
    content = plan_pdf(paper(sight), at=clock.now())
    return attachment(content, "application/pdf", f"plan-{sight.plan.pk}.pdf")


def paper(sight: Sight) -> Paper:
    """The plan in the reader's words."""
    plan, shown = sight.plan, sight.shown
    facts = [(_("Gäller"), f"{day_words(shown.starts)}–{day_words(shown.ends)}")]
    if sight.decision is not None:
        decided = {"day": day_words(sight.decision.decided_on), "by": sight.decision.by_label}
        facts.append((_("Beslutad"), _("%(day)s av %(by)s") % decided))
    tables = [_goals(sight)] if shown.items else []
    priced = costs(shown.items.values())
    if priced.priced:
        tables.append(_costs(priced))
    outcomes = own_outcomes(plan, sight.decided)
    if any(one.done is not None for one in outcomes):
        tables.append(_went(outcomes))
    return Paper(
        language=language(),
        whose=heading_of(plan),
        title=shown.title,
        state=state_words(sight.state, decided_before=sight.decision is not None),
        facts=tuple(facts),
        summary_heading=_("Behov och prioriteringar"),
        summary=tuple(one.strip() for one in shown.summary.split("\n\n") if one.strip()),
        tables=tuple(tables),
        page=_("Sida"),
        of=_("av"),
        made_up=_("Påhittade uppgifter") if plan.person is not None and plan.person.made_up else "",
    )


def _goals(sight: Sight) -> Table:
    collective = sight.plan.kind == PlanKind.COLLECTIVE
    names = ["responsible", "due", "priority", *(["people"] if collective else []), "cost_sek"]
    header = {
        "responsible": _("Ansvarig"),
        "due": _("Klart senast"),
        "priority": _("Prioritering"),
        "people": _("Antal"),
        "cost_sek": _("Kostnad"),
    }
    rows = []
    for number, (key, item) in enumerate(sight.shown.items.items(), start=1):
        said = sight.follow_ups.get(key, [])
        how = [_("Uppföljning: %(words)s") % {"words": follow_up_words(said[-1])}] if said else []
        goal = "\n".join([item.goal, *_of_direction(item), *how])
        rows.append((str(number), goal, item.activity, *(field_value(item, name) for name in names)))
    widths = {"responsible": 2.4, "due": 2.2, "priority": 2.3, "people": 1.3, "cost_sek": 2.1}
    return Table(
        _("Mål"),
        (_("Nr"), _("Mål"), _("Insats"), *(header[name] for name in names)),
        tuple(rows),
        (True, False, False, *(name in ("people", "cost_sek") for name in names)),
        (0.6, 4.6, 4.2, *(widths[name] for name in names)),
    )


def _of_direction(item: Item) -> list[str]:
    direction, target = field_value(item, "direction"), field_value(item, "target")
    if not direction:
        return []
    return [f"{direction}: {target.lower()}" if target else direction]


def _costs(table: Costs) -> Table:
    said = language()
    rows = [
        (
            label.in_language(said),
            *(format_sek(table.cells[priority, year], said) for year in table.years),
            format_sek(table.by_priority[priority], said),
        )
        for priority, label in PRIORITIES.items()
    ]
    sums = (format_sek(table.by_year[year], said) for year in table.years)
    rows.append((_("Totalt"), *sums, format_sek(table.total, said)))
    unpriced = ngettext(
        "%(number)d mål har ingen kostnad inskriven och räknas inte in.",
        "%(number)d mål har ingen kostnad inskriven och räknas inte in.",
        table.unpriced,
    )
    return Table(
        _("Kostnader efter prioritering och år"),
        (_("Prioritering"), *(str(year) for year in table.years), _("Totalt")),
        tuple(rows),
        (False, *(True for _year in table.years), True),
        (2.0, *(1.5 for _year in table.years), 1.5),
        sum_row=True,
        note=unpriced % {"number": table.unpriced} if table.unpriced else "",
    )


def _went(outcomes: tuple[Outcome, ...]) -> Table:
    by_year = sorted(tallies(outcomes, lambda one: one.year).items())
    return Table(
        _("Uppföljning: mål efter år"),
        (
            _("År"),
            _("Mål"),
            _("Genomförda som planerat"),
            _("Delvis"),
            _("Inte"),
            _("Ej uppföljda"),
            _("Önskad effekt"),
        ),
        tuple((str(year), *_counts(one)) for year, one in by_year),
        (False, *(True for _column in range(6))),
        (1.0, 1.0, 1.8, 1.0, 1.0, 1.4, 1.4),
    )


def _counts(one: Tally) -> tuple[str, ...]:
    done, effect = list(one.done.values()), list(one.effect.values())
    return tuple(str(number) for number in (one.items, *done, one.waiting, effect[0]))
