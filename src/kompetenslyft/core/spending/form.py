"""An activity as a form: its fields, what can be chosen in them, and how its entries are keyed.

Fields of the whole have short keys (``title``, ``starts``, ``directions``). What belongs to one municipality has its
official code in the key: ``parts.0180.costs.competence.course_fees``,
``parts.0180.participants.caseworker.with_degree.over_4``. ``parts`` lists the municipalities that take part.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache

from kompetenslyft.core.frameworks.model import Framework
from kompetenslyft.core.instruments.model import Instrument, Member, Question, Section, Unit
from kompetenslyft.core.programmes.model import Programme
from kompetenslyft.core.spending.model import COOPERATION_LABELS, STATE_LABELS, Cost, Group
from kompetenslyft.core.text import Text

PARTS = "parts"
"""The key of the list of municipalities that take part."""

LONGEST_LINE = 200
"""Characters in a title or a provider's name."""

MANDATORY = ("title", "kind", "state", "starts", "ends")
"""What an activity cannot do without."""


class EntryCode(StrEnum):
    """What can be wrong with an entry of an activity, besides what can be wrong with any value (V4xx, K2xx)."""

    MISSING = "G311"
    NOT_A_DATE = "G312"
    ENDS_BEFORE_STARTS = "G313"
    OTHER_PURPOSE = "G314"
    UNKNOWN_MUNICIPALITY = "G315"
    CREDIT_DECIMALS = "G316"


def cost_key(unit: str, cost: Cost) -> str:
    """``parts.0180.costs.competence.course_fees``."""
    return f"{PARTS}.{unit}.costs.{cost.purpose}.{cost.category}"


def participants_key(unit: str, group: Group) -> str:
    """``parts.0180.participants.caseworker.with_degree.over_4``."""
    return f"{PARTS}.{unit}.participants.{group.key}"


@lru_cache(maxsize=64)
def activity_form(programme: Programme, framework: Framework | None) -> Instrument:
    """The fields of the whole, as a form: labels, help and options. Without a framework there are no directions."""
    return Instrument(
        id="activity",
        version=programme.version,
        title=Text(sv="Insats", en="Activity"),
        source=programme.decision.source,
        valid_from=programme.requisition.opens,
        sections=(
            Section(
                id="activity",
                title=Text(sv="Insats", en="Activity"),
                questions=tuple(_questions(programme, framework)),
            ),
        ),
    )


def _questions(programme: Programme, framework: Framework | None) -> Iterable[Question]:
    kinds = tuple(Member(id=kind.id, label=kind.label, help=kind.help) for kind in programme.activity_kinds)
    yield _question("title", "Rubrik", "Title", Unit.TEXT)
    yield _question("kind", "Typ av insats", "Kind of activity", Unit.CHOICE, kinds)
    yield _question(
        "state",
        "Läge",
        "State",
        Unit.CHOICE,
        tuple(Member(id=state.value, label=label) for state, label in STATE_LABELS.items()),
    )
    yield _question("starts", "Första dag", "First day", Unit.TEXT)
    yield _question("ends", "Sista dag", "Last day", Unit.TEXT)
    yield _question("provider", "Anordnare", "Provider", Unit.TEXT)
    yield _question(
        "cooperation",
        "Samverkan",
        "Cooperation",
        Unit.CHOICES,
        tuple(Member(id=form.value, label=label) for form, label in COOPERATION_LABELS.items()),
    )
    if framework is not None:
        directions = tuple(
            Member(id=direction.id, label=direction.label)
            for area in framework.areas
            for direction in area.directions
        )
        yield _question("directions", "Inriktningar", "Directions", Unit.CHOICES, directions)
    yield _question("hours", "Timmar per deltagare", "Hours per participant", Unit.COUNT)
    yield _question("credits", "Högskolepoäng", "Higher education credits", Unit.TEXT)
    yield _question(
        "qualifying",
        "Behörighetsgivande utbildning",
        "Qualifying education",
        Unit.YES_NO,
    )
    yield _question("total_sek", "Total kostnad, kronor", "Total cost, kronor", Unit.SEK)
    yield _question("reason", "Skäl till valet", "Reason for the choice", Unit.TEXT)
    yield _question(
        "not_carried_out_because",
        "Varför insatsen inte blev av",
        "Why the activity did not come about",
        Unit.TEXT,
    )


def _question(key: str, sv: str, en: str, unit: Unit, options: tuple[Member, ...] = ()) -> Question:
    return Question(id=key, label=Text(sv=sv, en=en), unit=unit, options=options)
