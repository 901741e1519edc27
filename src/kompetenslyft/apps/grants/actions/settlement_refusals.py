"""Why a settlement, an invoice or a repayment is not made: what is wrong, with its figures, and what to do."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from kompetenslyft.apps.errors import Refused
from kompetenslyft.core.numbers import format_sek
from kompetenslyft.core.settlement.model import STATE_LABELS, Settled
from kompetenslyft.core.text import Text

if TYPE_CHECKING:
    from kompetenslyft.apps.grants.models import Settlement
    from kompetenslyft.apps.grants.settling import Case


def nothing_received(name: str) -> Refused:
    return Refused.because(
        "G401",
        f"{name} har inte fått något utbetalat, så det finns inget att slutreglera.",
        f"Nothing has been paid to {name}, so there is nothing to settle.",
    )


def no_report(case: Case) -> Refused:
    state = STATE_LABELS[case.state]
    return Refused.because(
        "G402",
        f"{case.name} kan inte slutregleras nu: «{state.sv}». Slutreglera när redovisningen är underskriven, eller "
        "återkräv allt när sista dagen har gått ut.",
        f"{case.name} cannot be settled now: “{state.en}”. Settle when the report is signed, or recover everything "
        "once the last day is past.",
    )


def settled_already(case: Case) -> Refused:
    return Refused.because(
        "G403",
        f"{case.name} är redan slutreglerad på samma redovisning, med samma belopp. Begär komplettering om något i "
        "redovisningen ska ändras.",
        f"{case.name} is settled already by the same report and with the same amounts. Request completion if something "
        "in the report is to change.",
    )


def repaid_more(case: Case, purpose: Text, made: Settled) -> Refused:
    sv = [format_sek(amount, "sv") for amount in (made.repaid, made.to_repay)]
    en = [format_sek(amount, "en") for amount in (made.repaid, made.to_repay)]
    return Refused.because(
        "G404",
        f"{case.name} har återbetalat {sv[0]} för «{purpose.sv}», men skulle med den nya slutregleringen bara "
        f"återbetala {sv[1]}. Det som är för mycket kan inte betalas ut härifrån: reglera det i ekonomisystemet och "
        "låt den gamla slutregleringen stå.",
        f"{case.name} has repaid {en[0]} for “{purpose.en}”, but would by the new settlement repay only {en[1]}. What "
        "is too much cannot be paid out from here: put it right in the accounts and let the old settlement stand.",
    )


def still_time(case: Case) -> Refused:
    if case.answer is None:
        return Refused.because(
            "G405",
            f"{case.name} har inte fått frågan om redovisning. Fråga kommunen i insamlingen först.",
            f"{case.name} has not been asked for a report. Ask the municipality in the round first.",
        )
    day = case.answer.dates.last_change.isoformat()
    return Refused.because(
        "G405",
        f"{case.name} kan redovisa till och med {day}. Återkräv därefter.",
        f"{case.name} can report up to {day}. Recover the money after that.",
    )


def has_reported(case: Case) -> Refused:
    state = STATE_LABELS[case.state]
    return Refused.because(
        "G406",
        f"Allt kan inte återkrävas av {case.name}: «{state.sv}». Slutreglera på redovisningen i stället, eller avvakta "
        "kompletteringen.",
        f"Everything cannot be recovered from {case.name}: “{state.en}”. Settle by the report instead, or await "
        "its completion.",
    )


def not_demanded_without_report(source: str) -> Refused:
    return Refused.because(
        "G407",
        f"Bidragets villkor säger inte att allt återkrävs när redovisning saknas. Källa: {source}.",
        f"The grant's rules do not say that everything is recovered where no report comes. Source: {source}.",
    )


def nobody_to_recover_from() -> Refused:
    return Refused.because(
        "G408",
        "Ingen kommun saknar redovisning efter sin sista dag.",
        "No municipality is without a report after its last day.",
    )


def not_to_invoice(settlement: Settlement) -> Refused:
    name, number = settlement.unit.name, settlement.invoice_number
    if settlement.invoiced_at is not None:
        return Refused.because(
            "G410",
            f"{name} är redan fakturerad med faktura {number}.",
            f"{name} is invoiced already, by invoice {number}.",
        )
    return Refused.because(
        "G410",
        f"Slutregleringen av {name} ger inget att fakturera tillsammans med det andra. Välj en kommun i taget, och "
        "bara det som ska återbetalas.",
        f"The settlement of {name} gives nothing to invoice together with the rest. Choose one municipality at a time, "
        "and only what is to be repaid.",
    )


def to_be_settled_anew(case: Case) -> Refused:
    state = STATE_LABELS[case.state]
    return Refused.because(
        "G410",
        f"{case.name} ska slutregleras på nytt innan något faktureras: «{state.sv}».",
        f"{case.name} is to be settled anew before anything is invoiced: “{state.en}”.",
    )


def no_invoice_number() -> Refused:
    return Refused.because(
        "G411", "Skriv fakturans nummer.", "Write the number of the invoice.", "invoice_number"
    )


def invoice_number_taken(number: str, name: str) -> Refused:
    return Refused.because(
        "G411",
        f"Faktura {number} är redan angiven för {name}. Kontrollera numret.",
        f"Invoice {number} is entered for {name} already. Check the number.",
        "invoice_number",
    )


def due_is_past(due: date) -> Refused:
    return Refused.because(
        "G412",
        f"Förfallodagen {due.isoformat()} har passerat. Välj en kommande dag.",
        f"The due date {due.isoformat()} is past. Choose a day to come.",
        "due",
    )


def made_anew(standing: Settlement) -> Refused:
    return Refused.because(
        "G413",
        f"Slutregleringen har gjorts om och är nu nummer {standing.number}. Ladda om sidan och utgå från den.",
        f"The settlement has been made anew and is now number {standing.number}. Reload the page and start from it.",
    )


def wrong_repayment(settlement: Settlement, amount: int, left: int) -> Refused:
    if amount <= 0:
        return Refused.because(
            "G414",
            "Skriv hur mycket som har kommit in, i hela kronor.",
            "Write how much has come in, in whole kronor.",
            "amount",
        )
    return Refused.because(
        "G414",
        f"{format_sek(amount, 'sv')} är mer än de {format_sek(left, 'sv')} som är kvar att återbetala för "
        f"{settlement.unit.name}. Kontrollera beloppet.",
        f"{format_sek(amount, 'en')} is more than the {format_sek(left, 'en')} left for {settlement.unit.name} to "
        "repay. Check the amount.",
        "amount",
    )


def repaid_in_the_future(on: date) -> Refused:
    return Refused.because(
        "G415",
        f"Dagen {on.isoformat()} ligger i framtiden. Ange dagen då pengarna kom in.",
        f"The day {on.isoformat()} has not come yet. Give the day that the money came in.",
        "on",
    )
