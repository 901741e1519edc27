"""A municipality's activities in a programme year, as whoever asks may use them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from kompetenslyft.apps import clock
from kompetenslyft.apps.errors import Refused
from kompetenslyft.apps.grants import access
from kompetenslyft.apps.grants.activity_records import framework_of
from kompetenslyft.apps.grants.queries import activity_locks, years
from kompetenslyft.apps.grants.queries.units import unit_for
from kompetenslyft.core.frameworks.model import Framework
from kompetenslyft.core.programmes.model import Programme
from kompetenslyft.web.access import person
from kompetenslyft.web.grants.activity_words import EntryWords
from kompetenslyft.web.grants.crumbs import Crumbs, language, unit_crumbs

if TYPE_CHECKING:
    from kompetenslyft.apps.grants.models import ProgrammeYear
    from kompetenslyft.apps.organisations.models import Organisation


@dataclass(frozen=True)
class Place:
    """Where the pages of activities are: the year, the municipality, and who asks."""

    request: HttpRequest
    year: ProgrammeYear
    unit: Organisation

    @cached_property
    def may_enter(self) -> bool:
        """Whether the asker's role lets activities be changed, if nothing is locked."""
        try:
            access.check_may_enter(person(self.request), self.unit, clock.today())
        except Refused:
            return False
        return True

    @cached_property
    def is_ours(self) -> bool:
        """Whether the asker belongs to the municipality; an officer does not."""
        return bool(access.roles_at(person(self.request), self.unit, clock.today()))

    @cached_property
    def locked(self) -> dict[str, str] | None:
        """Which lock stands and who can open it: code and text; None where nothing is locked."""
        if self.year.closed_at is not None:
            day = clock.day_of(self.year.closed_at).isoformat()
            text = _("Bidragsåret stängdes %(day)s. Inget kan ändras i det, inte heller av myndigheten.")
            return {"code": "G707", "text": text % {"day": day}}
        lock = activity_locks.lock_on(self.year, self.unit, clock.today())
        if lock is None:
            return None
        words = f"{lock.what.in_language(language())} {lock.opener.in_language(language())}"
        return {"code": lock.code, "text": words}

    @property
    def may_edit(self) -> bool:
        return self.may_enter and self.locked is None

    @cached_property
    def programme(self) -> Programme:
        return self.year.programme

    @cached_property
    def framework(self) -> Framework | None:
        return framework_of(self.programme)

    @property
    def list_url(self) -> str:
        return reverse("grants:activities", args=[self.year.code, self.unit.code])

    def url(self, ref: str) -> str:
        """The page of an activity, by what the municipality calls it."""
        return reverse("grants:activity", args=[self.year.code, self.unit.code, ref])

    def draft_key(self, ref: str = "") -> str:
        """What the browser keeps a draft under: year, municipality, activity, writer."""
        return f"{self.year.code}/{self.unit.code}/{ref or 'ny'}/{person(self.request).pk}"

    def words(self, names: dict[str, str]) -> EntryWords:
        """How entries are called and read."""
        return EntryWords(self.programme, self.framework, names)

    @property
    def list_crumbs(self) -> Crumbs:
        """The way to the list."""
        return unit_crumbs(self.year, self.unit)

    @property
    def crumbs(self) -> Crumbs:
        """The way to a page below the list."""
        return [*self.list_crumbs, (_("Insatser"), self.list_url)]

    def context(self, crumbs: Crumbs) -> dict[str, object]:
        """What every template takes."""
        return {
            "year": self.year,
            "year_title": self.year.title(language()),
            "unit": self.unit,
            "crumbs": crumbs,
            "list_url": self.list_url,
            "may_edit": self.may_edit,
            "locked": self.locked,
            "reader_only": not self.may_enter,
        }


def place(request: HttpRequest, code: str, unit: str) -> Place:
    """The activities of the municipality with the official code. Raises Refused (E101)."""
    return Place(request, years.year(code), unit_for(person(request), unit, clock.today()))
