"""The form of one activity: the fields of the whole, and what can be chosen in them.

Nothing is checked here. What was entered stands word for word, and findings are placed at the fields they name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kompetenslyft.core.findings import Finding
from kompetenslyft.core.frameworks.model import Framework
from kompetenslyft.core.programmes.model import Programme, ReasonRequired
from kompetenslyft.core.spending.form import PARTS, activity_form
from kompetenslyft.core.spending.model import State
from kompetenslyft.web.grants.crumbs import language

LISTS = frozenset({"cooperation", "directions", PARTS})
"""Fields that hold several choices."""

PLAIN = (
    "title",
    "kind",
    "state",
    "starts",
    "ends",
    "provider",
    "hours",
    "credits",
    "qualifying",
    "total_sek",
    "reason",
    "not_carried_out_because",
)
ADD_UNIT = "add_unit"
"""The field in which a municipality is named to be added. It is no entry."""

Entries = dict[str, object]


def posted_entries(data: QueryDict) -> Entries:
    """What was posted, word for word, under the keys of an activity's form. Fields that were not sent are absent."""
    entries: Entries = {key: data.get(key, "") for key in PLAIN if key in data}
    entries |= {key: [one for one in data.getlist(key) if one] for key in LISTS}
    entries |= {key: data.get(key, "") for key in data if key.startswith(f"{PARTS}.")}
    return {key: entry for key, entry in entries.items() if entry != ""}


class ActivityForm(forms.Form):
    """The fields of the whole. It shows entries and findings; the action reads and checks them."""

    use_required_attribute = False
    title = forms.CharField(help_text=gettext_lazy("Det namn som ni själva känner igen insatsen på."))
    kind = forms.CharField()
    reason = forms.CharField(
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Krävs för vissa typer av insatser. Skriv varför ni valde just den."),
    )
    state = forms.CharField()
    not_carried_out_because = forms.CharField(
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Skriv vad som hindrade den, om den är planerad men inte genomförd."),
    )
    starts = forms.CharField(help_text=gettext_lazy("År, månad och dag: 2013-10-21."))
    ends = forms.CharField(help_text=gettext_lazy("Samma dag om insatsen är en dag."))
    provider = forms.CharField(
        required=False,
        help_text=gettext_lazy("Den som höll i insatsen, till exempel ett lärosäte eller ett företag."),
    )
    cooperation = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    directions = forms.CharField(required=False)
    hours = forms.CharField(required=False, help_text=gettext_lazy("Hela timmar för var och en."))
    credits = forms.CharField(required=False, help_text=gettext_lazy("Om kursen ger poäng: 7,5"))
    qualifying = forms.CharField(required=False, widget=forms.CheckboxInput)
    total_sek = forms.CharField(
        required=False,
        help_text=gettext_lazy(
            "Om ni har en faktura eller ett beslut med en summa: skriv den, så ser ni om delarna stämmer med den."
        ),
    )
    add_unit = forms.CharField(
        required=False, label=gettext_lazy("Kommun"), help_text=gettext_lazy("Namn eller fyrsiffrig kod.")
    )

    def __init__(
        self, entries: Mapping[str, object], programme: Programme, framework: Framework | None
    ) -> None:
        initial = {key: entries.get(key, "") for key in PLAIN} | {
            "qualifying": entries.get("qualifying") == "yes"
        }
        super().__init__(initial=initial | {key: entries.get(key, []) for key in LISTS})
        for key, question in activity_form(programme, framework).questions.items():
            self.fields[key].label = question.label.in_language(language())
        form = activity_form(programme, framework)
        self.fields["cooperation"].choices = [  # type: ignore[attr-defined]
            (option.id, option.label.in_language(language()))
            for option in form.questions["cooperation"].options
        ]
        self.fields["qualifying"].widget = forms.CheckboxInput(attrs={"value": "yes"})
        for key in ("starts", "ends", "hours", "credits", "total_sek"):
            self.fields[key].widget.attrs["inputmode"] = "decimal" if key == "credits" else "numeric"
        self.fields[ADD_UNIT].widget.attrs["list"] = "kommuner"

    def full_clean(self) -> None:
        """What is wrong is told by the action; the form only shows it."""
        self._errors = ErrorDict()
        self.cleaned_data: dict[str, Any] = {}

    def place(self, findings: Iterable[Finding]) -> None:
        """Put each finding at the first field of the whole that it names; those of a part's cell stand at the cell."""
        for finding in findings:
            keys = [ADD_UNIT if key == PARTS else key for key in finding.cells]
            here = next((key for key in keys if key in self.fields), None)
            if here is not None or not any(key.startswith(f"{PARTS}.") for key in keys):
                self.add_error(here, finding.message.in_language(language()))


@dataclass(frozen=True, slots=True)
class Option:
    """A choice with its help. ``wants``: the field that it makes necessary."""

    value: str
    label: str
    help: str
    chosen: bool
    wants: str


def kind_options(programme: Programme, chosen: object) -> list[Option]:
    """The kinds of activity; those that a rule wants a reason for say so."""
    reasoned = {kind for rule in programme.rules if isinstance(rule, ReasonRequired) for kind in rule.kinds}
    options = []
    for kind in programme.activity_kinds:
        words = [kind.help.in_language(language())] if kind.help else []
        words += [_("Skriv skälet till valet nedan.")] if kind.id in reasoned else []
        label = kind.label.in_language(language())
        wants = "reason" if kind.id in reasoned else ""
        options.append(Option(kind.id, label, " ".join(words), kind.id == chosen, wants))
    return options


def state_options(programme: Programme, framework: Framework | None, chosen: object) -> list[Option]:
    """Planned, carried out, not carried out."""
    return [
        Option(
            option.id,
            option.label.in_language(language()),
            "",
            option.id == chosen,
            "not-carried-out" if option.id == State.NOT_CARRIED_OUT.value else "",
        )
        for option in activity_form(programme, framework).questions["state"].options
    ]


@dataclass(frozen=True, slots=True)
class DirectionBox:
    """A direction to tick."""

    id: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class AreaBox:
    """An area of the framework with its directions."""

    label: str
    directions: tuple[DirectionBox, ...]

    @property
    def chosen(self) -> int:
        return sum(one.chosen for one in self.directions)


def area_boxes(framework: Framework | None, chosen: object) -> list[AreaBox]:
    """The framework's directions by area; none without a framework."""
    if framework is None:
        return []
    ticked = set(chosen) if isinstance(chosen, list | tuple) else set()
    return [
        AreaBox(
            area.label.in_language(language()),
            tuple(
                DirectionBox(one.id, one.label.in_language(language()), one.id in ticked)
                for one in area.directions
            ),
        )
        for area in framework.areas
    ]
