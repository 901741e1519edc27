"""Who is reminded, and of what: shared by the sending and the overview."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING

from kompetenslyft.apps.accounts import queries as accounts
from kompetenslyft.apps.collection.models import Return
from kompetenslyft.core.workflow.returns import Status

if TYPE_CHECKING:
    from kompetenslyft.apps.accounts.models import User

UNANSWERED = (Status.NOT_STARTED, Status.IN_PROGRESS)
"""Statuses in which a unit still owes an answer."""

_ROLES = ("data_coordinator", "signatory")


def recipients_of(returns: Collection[Return], on: date) -> dict[int, list[User]]:
    """Who is written to about each return, by its id: those who answer for the unit on the day.

    For a district that has nobody of its own, those who answer for its city. One query.
    """
    units = {one.unit_id for one in returns} | {one.unit.parent_id for one in returns if one.unit.parent_id}
    people = accounts.holders_by_organisation(units, _ROLES, on)
    return {one.pk: people[one.unit_id] or people.get(one.unit.parent_id, []) for one in returns}
