"""An activity's entries in the words of the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from kompetenslyft.core.frameworks.model import Framework
from kompetenslyft.core.instruments.model import Instrument, Member
from kompetenslyft.core.programmes.model import Programme
from kompetenslyft.core.spending.form import PARTS, activity_form, cost_key, participants_key
from kompetenslyft.core.spending.model import (
    BAND_LABELS,
    DEGREE_LABELS,
    GROUPS,
    ROLE_LABELS,
    Cost,
    State,
)
from kompetenslyft.web.grants.crumbs import language

STATE_TONES = {State.PLANNED: "info", State.CARRIED_OUT: "success", State.NOT_CARRIED_OUT: "neutral"}


@dataclass(frozen=True, slots=True)
class EntryWords:
    """What entries are called and how they read. ``names``: municipalities by code."""

    programme: Programme
    framework: Framework | None
    names: Mapping[str, str]

    @property
    def form(self) -> Instrument:
        return activity_form(self.programme, self.framework)

    def order(self, key: str) -> tuple[int, str]:
        """Where the key comes in the form: the fields of the whole first, then the parts."""
        places = [*self.form.questions]
        return (places.index(key) if key in places else len(places), key)

    def label(self, key: str) -> str:
        """«Rubrik»; «Falun, kursavgifter»; the key itself where nothing has it."""
        if key == PARTS:
            return _("Kommuner som deltar")
        question = self.form.questions.get(key)
        if question is not None:
            return question.label.in_language(language())
        unit = key.split(".")[1] if key.count(".") > 1 else ""
        name = self.names.get(unit, unit)
        for purpose in self.programme.purposes:
            for category in self.programme.cost_categories:
                if key == cost_key(unit, Cost(purpose.id, category.id)):
                    label = category.label.in_language(language())
                    if len(self.programme.purposes) > 1:
                        label = f"{label} ({purpose.title.in_language(language())})"
                    return f"{name}: {label}"
        for group in GROUPS:
            if key == participants_key(unit, group):
                words = [ROLE_LABELS[group.role], DEGREE_LABELS[group.degree], BAND_LABELS[group.band]]
                return f"{name}: {', '.join(one.in_language(language()).lower() for one in words)}"
        return key

    def shown(self, key: str, entry: object) -> str:
        """The entry for reading; «tomt» where it is blank."""
        if entry is None or entry in ("", [], ()):
            return _("tomt")
        if key == PARTS:
            return ", ".join(self.names.get(code, code) for code in _several(entry))
        if key == "qualifying":
            return _("ja") if entry == "yes" else _("nej")
        question = self.form.questions.get(key)
        if question is not None and question.options:
            labels = {option.id: option for option in question.options}
            return ", ".join(_label(labels, one) for one in _several(entry))
        return str(entry)


def _label(options: Mapping[str, Member], chosen: str) -> str:
    return options[chosen].label.in_language(language()) if chosen in options else chosen


def _several(entry: object) -> list[str]:
    return list(map(str, entry)) if isinstance(entry, list | tuple) else [str(entry)]
