"""A step of a road: its shape and its words, shared by the officer's road and the municipality's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import formats
from django.utils.translation import gettext as _

from kompetenslyft.core.numbers import format_sek
from kompetenslyft.web.grants.crumbs import language

State = tuple[str, str]
"""The word for where a step stands, and its tone."""


@dataclass(frozen=True, slots=True)
class Action:
    """A way on from a step: a link; ``primary`` where it is what is next to be done."""

    label: str
    url: str
    primary: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the road: where it stands, what there is to say of it, and what can be done."""

    title: str
    state: str
    tone: str
    lines: Sequence[str] = ()
    actions: Sequence[Action] = ()
    lead: str = ""
    """What the lines are a list of, where they do not speak for themselves."""


def done() -> State:
    """Nothing is left of the step."""
    return _("Klart"), "success"


def under_way() -> State:
    """Begun, and waits for others or for its time."""
    return _("Pågår"), "info"


def now() -> State:
    """What the reader does next."""
    return _("Nästa steg"), "warning"


def later() -> State:
    """Its time has not come."""
    return _("Senare"), "neutral"


def amounts(*told: tuple[str, int]) -> list[str]:
    """A line for each amount that is not 0."""
    return [f"{label}: {format_sek(amount, language())}" for label, amount in told if amount]


def day(value: date) -> str:
    """The day in words."""
    return formats.date_format(value, "j F Y")
