"""Why municipalities cannot report together, or part: what is wrong, and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kompetenslyft.apps.errors import Refused

if TYPE_CHECKING:
    from kompetenslyft.apps.collection.models import Return


def reporting_not_opened() -> Refused:
    return Refused.because(
        "G601",
        "Återrapporteringen är inte öppnad än. Kom överens om en gemensam redovisning när den är det.",
        "Reporting is not opened yet. Agree on a joint report once it is.",
    )


def not_asked_for_a_report(name: str) -> Refused:
    return Refused.because(
        "G602",
        f"{name} ska inte redovisa något för det här bidragsåret. Välj kommuner som har fått bidrag.",
        f"{name} has nothing to report for this programme year. Choose municipalities that received the grant.",
        "members",
    )


def reported_for_already(name: str) -> Refused:
    return Refused.because(
        "G603",
        f"{name} redovisas själv av en annan kommun och kan inte redovisa för andra. Lämna den gemensamma "
        "redovisningen först.",
        f"{name} is reported for by another municipality and cannot report for others. Leave that joint report first.",
    )


def lead_has_submitted(name: str, own: Return) -> Refused:
    sv, en = own.status_label("sv"), own.status_label("en")
    return Refused.because(
        "G604",
        f"Redovisningen från {name} står som «{sv}», så det går inte att ändra vilka den gäller. Är den inte godkänd "
        f"kan ombudet i {name} ta tillbaka inlämningen.",
        f"The report of {name} stands as “{en}”, so whom it answers for cannot be changed. Unless it is accepted, the "
        f"signatory of {name} can take back the submission.",
    )


def nobody_named() -> Refused:
    return Refused.because(
        "G605",
        "Välj minst en annan kommun att redovisa tillsammans med.",
        "Choose at least one other municipality to report together with.",
        "members",
    )


def reported_for_by_another(name: str) -> Refused:
    return Refused.because(
        "G606",
        f"{name} redovisas redan av en annan kommun. Den behöver först lämna den gemensamma redovisningen.",
        f"{name} is reported for by another municipality already. It has to leave that joint report first.",
        "members",
    )


def not_asked_any_more() -> Refused:
    return Refused.because(
        "G607",
        "Frågan om gemensam redovisning gäller inte längre. Ladda om sidan för att se hur det står.",
        "The question of a joint report no longer stands. Reload the page to see how it stands.",
    )


def own_report_submitted(name: str, own: Return) -> Refused:
    sv, en = own.status_label("sv"), own.status_label("en")
    return Refused.because(
        "G608",
        f"Den egna redovisningen från {name} står som «{sv}». Ta tillbaka den först om en annan kommun ska redovisa.",
        f"The report of {name} itself stands as “{en}”. Take it back first if another municipality is to report.",
    )


def reports_for_others(name: str) -> Refused:
    return Refused.because(
        "G609",
        f"{name} redovisar för andra kommuner och kan inte redovisas av en annan. De behöver lämna först.",
        f"{name} reports for other municipalities and cannot be reported for by another. They have to leave first.",
    )


def somebody_has_agreed(names: Sequence[str]) -> Refused:
    listed = ", ".join(names)
    return Refused.because(
        "G610",
        f"{listed} räknar med den gemensamma redovisningen. De lämnar den själva, eller så avslutar handläggaren vid "
        "myndigheten den.",
        f"{listed} count on the joint report. They leave it themselves, or the programme officer ends it.",
    )


def leave_first(name: str) -> Refused:
    return Refused.because(
        "G611",
        f"En annan kommun redovisar för {name}. Lämna den gemensamma redovisningen, så öppnas det egna svaret.",
        f"Another municipality reports for {name}. Leave the joint report, and the return of its own is opened.",
    )


def others_count_on_it(name: str) -> Refused:
    return Refused.because(
        "G612",
        f"{name} redovisar för andra kommuner och kan inte anmäla att det inte finns något att redovisa. De behöver "
        "lämna den gemensamma redovisningen först.",
        f"{name} reports for other municipalities and cannot declare that there is nothing to report. They have to "
        "leave the joint report first.",
    )
