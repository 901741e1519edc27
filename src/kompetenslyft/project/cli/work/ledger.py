"""``ledger``: the balances of programme years, and whether the ledger says what happened."""

from __future__ import annotations

from kompetenslyft.apps.grants.queries import ledger, years
from kompetenslyft.core.ledger.model import ACCOUNT_LABELS
from kompetenslyft.core.numbers import format_sek
from kompetenslyft.project.cli.output import Exit, finding_json, put, put_json, say
from kompetenslyft.project.cli.text import LANGUAGE, _


def run(*, year: str | None, check: bool, as_json: bool) -> Exit:
    """Balances by account and purpose, or with ``check`` what differs, one a line; 1 where anything does."""
    every = years.years()
    chosen = [one for one in every if year in (None, one.code)]
    if year is not None and not chosen:
        known = ", ".join(one.code for one in every) or _("inget")
        say(_("Bidragsåret {code} finns inte. Det här finns: {known}.").format(code=year, known=known))
        return Exit.USAGE
    return (
        _check([one.code for one in chosen], as_json)
        if check
        else _show([one.code for one in chosen], as_json)
    )


def _check(codes: list[str], as_json: bool) -> Exit:
    found = {code: ledger.check(years.year(code)) for code in codes}
    wrong = sum(len(findings) for findings in found.values())
    if as_json:
        put_json({code: [finding_json(one) for one in findings] for code, findings in found.items()})
    else:
        for code, findings in found.items():
            for one in findings:
                put(f"{code}: {one.code} {one.message.in_language(LANGUAGE)}")
        told = _("{wrong} avvikelser i huvudboken för {years} bidragsår.")
        say(told.format(wrong=wrong, years=len(codes)))
    return Exit.FINDINGS if wrong else Exit.OK


def _show(codes: list[str], as_json: bool) -> Exit:
    standing = {code: ledger.by_account(ledger.balances(years.year(code))) for code in codes}
    if as_json:
        put_json(
            {
                code: {account.value: amounts for account, amounts in by_account.items()}
                for code, by_account in standing.items()
            }
        )
        return Exit.OK
    for code, by_account in standing.items():
        for account, amounts in by_account.items():
            label = ACCOUNT_LABELS[account].in_language(LANGUAGE)
            for purpose, amount in amounts.items():
                put(f"{code}\t{label}\t{purpose}\t{format_sek(amount, LANGUAGE)}")
    return Exit.OK
