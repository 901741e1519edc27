"""Why a step of a payment is refused: what is wrong, and what to do."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from kompetenslyft.apps import clock
from kompetenslyft.apps.errors import Refused
from kompetenslyft.apps.grants.models import PaymentBatch

_SATURDAY = 5


def check_day(execution_date: date, today: date) -> None:
    """Raises Refused (G210) for a day that is past, or a Saturday or Sunday. Other holidays the bank moves itself."""
    day = execution_date.isoformat()
    if execution_date < today:
        raise Refused.because(
            "G210",
            f"Betalningsdagen {day} har passerat. Välj en kommande dag. En utbetalning som redan är förberedd "
            "återtas och förbereds på nytt.",
            f"The payment date {day} is past. Choose a coming day. A payment that is prepared already is withdrawn and "
            "prepared anew.",
            "execution_date",
        )
    if execution_date.weekday() >= _SATURDAY:
        raise Refused.because(
            "G210",
            f"Den {day} är en lördag eller söndag, och då betalar banken inte ut. Välj en vardag.",
            f"{day} is a Saturday or a Sunday, when the bank does not pay. Choose a weekday.",
            "execution_date",
        )


def nothing_to_pay(left_out: int) -> Refused:
    """Nobody who is owed anything can be paid."""
    if left_out:
        return Refused.because(
            "G211",
            f"{left_out} {'kommun' if left_out == 1 else 'kommuner'} väntar på pengar, men utan ett bekräftat konto. "
            "Bekräfta kontot först.",
            f"{left_out} {'municipality awaits' if left_out == 1 else 'municipalities await'} money, but without a "
            "confirmed account. Confirm the account first.",
        )
    return Refused.because(
        "G211",
        "Ingen kommun väntar på pengar: allt som är rekvirerat och godkänt är med i en utbetalning.",
        "No municipality awaits money: everything claimed and accepted is in a payment.",
    )


def check_not_withdrawn(batch: PaymentBatch) -> None:
    """Raises Refused (G212) for a batch that was withdrawn."""
    if batch.withdrawn_at is not None:
        day = clock.day_of(batch.withdrawn_at).isoformat()
        raise Refused.because(
            "G212",
            f"Utbetalningen återtogs {day} av {batch.withdrawn_by}. Förbered en ny.",
            f"The payment was withdrawn on {day} by {batch.withdrawn_by}. Prepare a new one.",
        )


def same_person() -> Refused:
    """Whoever prepared a batch cannot approve it."""
    return Refused.because(
        "G213",
        "Du har själv förberett utbetalningen. En annan handläggare godkänner den.",
        "You prepared the payment yourself. Another programme officer approves it.",
    )


def account_changed(names: Collection[str]) -> Refused:
    """Accounts that the batch pays to no longer hold."""
    named = ", ".join(names)
    return Refused.because(
        "G214",
        f"Kontot har bytts sedan utbetalningen förbereddes för: {named}. Återta utbetalningen och förbered en ny.",
        f"The account has changed since the payment was prepared for: {named}. Withdraw it and prepare a new one.",
    )


def not_approved() -> Refused:
    """A batch is approved before it is sent."""
    return Refused.because(
        "G215",
        "Utbetalningen är inte godkänd. En annan handläggare än den som förberedde den godkänner den först.",
        "The payment is not approved. Another officer than the one who prepared it approves it first.",
    )


def not_sent() -> Refused:
    """The bank can only have answered what was sent to it."""
    return Refused.because(
        "G216",
        "Utbetalningen är inte skickad till banken, så banken kan inte ha svarat.",
        "The payment has not been sent to the bank, so the bank cannot have answered.",
    )


def check_answer(rejected: Mapping[str, str], known: Collection[str]) -> None:
    """Raises Refused: G217 a payment that is not in the batch, G218 a rejection without a reason."""
    unknown = sorted(set(rejected) - set(known))
    if unknown:
        raise Refused.because(
            "G217",
            f"Utbetalningen innehåller inte {', '.join(unknown)}.",
            f"The payment does not contain {', '.join(unknown)}.",
            *unknown,
        )
    without = sorted(reference for reference, reason in rejected.items() if not reason)
    if without:
        raise Refused.because(
            "G218",
            f"Skriv bankens skäl för varje avvisad betalning. Det saknas för {', '.join(without)}.",
            f"Write the bank's reason for each rejected payment. There is none for {', '.join(without)}.",
            *without,
        )


def check_same_answer(batch: PaymentBatch, rejected: set[str], recorded: set[str]) -> None:
    """Raises Refused (G219) where a batch that is confirmed was so with another answer."""
    if rejected != recorded and batch.confirmed_at is not None:
        day = clock.day_of(batch.confirmed_at).isoformat()
        raise Refused.because(
            "G219",
            f"{batch.confirmed_by} bekräftade utbetalningen {day} med ett annat svar från banken. Det ändras inte här; "
            "jämför med bankens uppgifter.",
            f"{batch.confirmed_by} confirmed the payment on {day} with another answer from the bank. It is not changed "
            "here; compare with the bank's records.",
        )


def sent_already(batch: PaymentBatch) -> Refused:
    """What has gone to the bank cannot be taken back here."""
    return Refused.because(
        "G220",
        "Utbetalningen är skickad till banken och kan inte återtas här. Stoppa den hos banken, och bekräfta sedan "
        "bankens svar med betalningarna som avvisade.",
        "The payment has been sent to the bank and cannot be withdrawn here. Stop it at the bank, and then confirm the "
        "bank's answer with the payments as rejected.",
    )


def not_payable(reason: str) -> Refused:
    """The file would not be one that the bank takes."""
    return Refused.because(
        "G222",
        f"Filen till banken följer inte formatet: {reason}. Återta utbetalningen, rätta uppgiften och förbered en ny.",
        f"The file for the bank breaks the format: {reason}. Withdraw the payment, put it right and prepare a new one.",
    )


def no_report(reason: str) -> Refused:
    """The uploaded file is no answer from a bank."""
    return Refused.because(
        "G223",
        f"Filen är ingen statusrapport från banken (pain.002): {reason}. Hämta den igen eller fyll i svaret för hand.",
        f"The file is no status report from a bank (pain.002): {reason}. Fetch it again or enter the answer by hand.",
        "report",
    )


def another_report(theirs: str, ours: str) -> Refused:
    """The bank's file answers another file than this batch's."""
    return Refused.because(
        "G224",
        f"Statusrapporten svarar på filen «{theirs}», men den här utbetalningen är «{ours}». Välj rätt rapport.",
        f"The status report answers the file “{theirs}”, but this payment is “{ours}”. Choose the right report.",
        "report",
    )


def not_final(undecided: int, among: int) -> Refused:
    """The bank has not said of every payment that it is settled or rejected."""
    return Refused.because(
        "G225",
        f"Banken har inte gett slutligt besked om {undecided} av {among} betalningar. Vänta på nästa statusrapport, "
        "eller fyll i svaret för hand när pengarna har dragits.",
        f"The bank has not given its final word on {undecided} of {among} payments. Await the next status report, or "
        "enter the answer by hand when the money has been drawn.",
        "report",
    )
