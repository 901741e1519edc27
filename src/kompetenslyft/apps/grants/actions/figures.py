"""Filling the figures of the report-back from the activities and the payments."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from kompetenslyft.apps.collection import actions as collection
from kompetenslyft.apps.collection import queries as returns
from kompetenslyft.apps.grants.models import ProgrammeYear
from kompetenslyft.apps.grants.queries.activities import core_activities, paid
from kompetenslyft.apps.grants.queries.inventories import INVENTORY
from kompetenslyft.apps.organisations import queries as organisations
from kompetenslyft.core.spending.figures import report_figures
from kompetenslyft.exchange.definitions import instrument as load_instrument


def give_figures(*, year: ProgrammeYear, unit_ids: Collection[int], at: datetime) -> int:
    """Fill the given cells of the reports of these municipalities; those that are not asked are left out.

    It is part of the write that changed an activity or a payment and asks no access of its own. Returns how many
    reports changed. Constant number of queries. Raises Refused (R108) where a report is submitted, signed or accepted
    and its figures would change.
    """
    round_ = year.report_round
    if round_ is None:
        return 0
    asked = returns.asked_of(round_.pk, unit_ids)
    if not asked:
        return 0
    codes = {unit_id: code for unit_id, (code,) in organisations.municipality_codes(asked).items()}
    programme, instrument = year.programme, load_instrument(round_.instrument)
    amounts = paid(year, codes)
    activities = core_activities(year, codes)
    inventoried = returns.units_counted_before(programme.year, INVENTORY)
    values = {
        unit_id: report_figures(
            programme,
            instrument,
            activities[unit_id],
            unit=code,
            received=amounts[unit_id],
            inventory_before=unit_id in inventoried,
        )
        for unit_id, code in codes.items()
    }
    return collection.give_all(round=round_, values=values, by=None, at=at)
