"""Keys and scenarios for tests."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from kompetenslyft.apps.grants.actions import allocation as actions
from kompetenslyft.apps.grants.models import KeyTable
from kompetenslyft.core.allocation.model import AllocationModel, Cap, Floor, Proportional, Rounding
from tests.factories import grants

if TYPE_CHECKING:
    from kompetenslyft.apps.accounts.models import User
    from kompetenslyft.apps.grants.models import ProgrammeYear, Scenario

KEY = "children_in_vulnerable_families"
AT = grants.at(date(2013, 5, 22))
ROUNDING = Rounding()


def numbers(codes: list[str]) -> dict[str, int]:
    """Made-up numbers of uneven size, the same for the same codes."""
    return {code: 7 + (number * number * 37) % 9_000 for number, code in enumerate(sorted(codes), start=1)}


def csv_of(values: Mapping[str, object], *, encoding: str = "utf-8", extra: str = "") -> bytes:
    """A key file as somebody's spreadsheet writes it."""
    lines = "".join(f"{code};{value}\n" for code, value in values.items())
    return f"Kommunkod;Värde\n{lines}{extra}".encode(encoding)


def model(*, floor: int = 0, cap: int = 0, key: str = KEY) -> AllocationModel:
    """By one key, with a floor and a cap where they are given."""
    steps = [Proportional(key=key)]
    if floor:
        steps.append(Floor(amount_sek=floor))
    if cap:
        steps.append(Cap(amount_sek=cap))
    return AllocationModel(steps=(*steps, ROUNDING))


def scenario(
    year: ProgrammeYear,
    table: KeyTable,
    by: User,
    *,
    title: str = "Golv 50 000 kr",
    purpose: str = "competence",
    floor: int = 50_000,
    cap: int = 0,
    amount: int | None = None,
) -> Scenario:
    """A computed scenario for the purpose's whole amount, if no other is given."""
    return actions.add_scenario(
        year=year,
        purpose=purpose,
        title=title,
        model=model(floor=floor, cap=cap, key=table.key),
        keys={table.key: table.pk},
        amount=amount or year.programme.purpose(purpose).amount_sek,
        by=by,
        at=AT,
    )
