"""A person's page of competence, for the person and for those who answer for the person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from kompetenslyft.apps import clock
from kompetenslyft.apps.competence import access
from kompetenslyft.apps.competence.frameworks import framework_in_use
from kompetenslyft.apps.competence.plan_records import version_for
from kompetenslyft.apps.competence.queries.assessments import shown_history, shown_marks
from kompetenslyft.apps.competence.queries.marks import standings
from kompetenslyft.apps.competence.queries.plans import plans_of
from kompetenslyft.apps.competence.queries.profiles import profiles_on
from kompetenslyft.apps.competence.queries.talks import open_talk_of
from kompetenslyft.apps.staff import access as staff
from kompetenslyft.apps.staff.queries import people
from kompetenslyft.apps.staff.queries.employed import people_of
from kompetenslyft.apps.staff.queries.posts import main_post
from kompetenslyft.core.competence.model import LEVELS, MARK_LABELS, STAGE_LABELS, Stage
from kompetenslyft.core.competence.plan import STATE_LABELS, PlanState
from kompetenslyft.core.competence.profile import Gap
from kompetenslyft.core.privacy.rights import Relation, Right, Thing, right
from kompetenslyft.core.staff.model import CREDENTIAL_LABELS, ROLE_LABELS
from kompetenslyft.exchange.charts import draw_chart
from kompetenslyft.web.access import person, signed_in
from kompetenslyft.web.collection.words import language
from kompetenslyft.web.competence import person_page
from kompetenslyft.web.competence.matrix_page import home_crumbs

if TYPE_CHECKING:
    from kompetenslyft.apps.staff.models import Person


@signed_in
@require_GET
def competence(request: HttpRequest, person_id: int) -> HttpResponse:
    """Profile against role, change over time, plan and courses."""
    reader, today = person(request), clock.today()
    one = people.person(reader, person_id, Thing.AGREED_ASSESSMENT, today)
    relations = staff.relations_to(reader, one, today)
    seen = [stage for stage, thing in access.STAGE_THINGS.items() if right(relations, thing) >= Right.SEE]
    changing = frozenset(
        stage for stage in seen if right(relations, access.STAGE_THINGS[stage]) >= Right.CHANGE
    )
    sees_plans = right(relations, Thing.PLAN) >= Right.SEE
    for thing in [access.STAGE_THINGS[stage] for stage in seen] + [Thing.PLAN] * sees_plans:
        access.note_reading(by=reader, people=[one], thing=thing, where="person")
    framework, post = framework_in_use(today), main_post(one, today)
    history = shown_history(reader, one)
    groups = person_page.lines(
        framework,
        profiles_on(one.employer_id, today)[post.role] if post else {},
        shown_marks(reader, one, today),
        history,
        stages=[(stage, STAGE_LABELS[stage].in_language(language())) for stage in seen],
        person_id=one.pk,
        changing=changing,
    )
    stood = standings(history, Stage.AGREED, framework.ref, today)
    is_self = Relation.SELF in relations
    plans = _plans(one, relations) if sees_plans else None
    gaps = person_page.summary(groups)
    context = {
        "crumbs": home_crumbs(),
        "one": one,
        "is_self": is_self,
        "role": ROLE_LABELS[post.role].in_language(language()) if post else _("Ingen anställning i dag"),
        "unit": post.unit_name if post else "",
        "unit_code": post.unit if post else "",
        "leads": Relation.LEADER in relations,
        "stages": [STAGE_LABELS[stage].in_language(language()) for stage in seen],
        "groups": groups,
        "gaps": gaps,
        "has_demands": any(number for gap, number in gaps.items() if gap != Gap.NOT_DEMANDED.name.lower()),
        "standings": stood,
        "levels": [MARK_LABELS[level].in_language(language()) for level in LEVELS],
        "chart_words": person_page.change_words(stood) if stood else "",
        "plans": plans,
        "may_plan": right(relations, Thing.PLAN) >= Right.CHANGE
        and not any(row["plan"].state == PlanState.DRAFT for row in plans or ()),
        "talk": open_talk_of(one) if right(relations, Thing.TALK) >= Right.SEE else None,
        "credentials": _credentials(one),
        "may_change": bool(changing),
    }
    return render(request, "competence/person.html", context)


@signed_in
@require_GET
def chart(request: HttpRequest, person_id: int) -> HttpResponse:
    """How the agreed assessment has changed, as a picture."""
    reader, today = person(request), clock.today()
    one = people.person(reader, person_id, Thing.AGREED_ASSESSMENT, today)
    stood = standings(shown_history(reader, one), Stage.AGREED, framework_in_use(today).ref, today)
    if not stood:
        raise staff.not_found()
    access.note_reading(by=reader, people=[one], thing=Thing.AGREED_ASSESSMENT, where="person")
    return HttpResponse(draw_chart(person_page.change_chart(stood)).svg, content_type="image/svg+xml")


def _plans(one: Person, relations: frozenset[Relation]) -> list[dict[str, Any]]:
    """The person's plans; one that was never decided shows to those who take part in it."""
    takes_part = bool(relations & {Relation.SELF, Relation.LEADER})
    return [
        {
            "plan": plan,
            "shown": version_for(plan, takes_part=takes_part),
            "state": STATE_LABELS[PlanState(plan.state)].in_language(language()),
        }
        for plan in plans_of(one)
        if takes_part or plan.decisions.all()
    ]


def _credentials(one: Person) -> list[dict[str, object]]:
    known = people.facts(people_of(one.employer).filter(pk=one.pk))[one.pk].credentials
    return [
        {
            "kind": CREDENTIAL_LABELS[credential.kind].in_language(language()),
            "title": credential.title,
            "on": credential.awarded_on,
        }
        for credential in sorted(known, key=lambda credential: credential.awarded_on, reverse=True)
    ]
