"""The municipality that somebody names by its code."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from kompetenslyft.apps.callers import Caller
from kompetenslyft.apps.grants import access
from kompetenslyft.apps.organisations import queries as organisations

if TYPE_CHECKING:
    from kompetenslyft.apps.organisations.models import Organisation


def unit_named(code: str) -> Organisation:
    """The municipality with the code, for whoever asks ``access`` next. Raises Refused (E101) where there is none."""
    found = organisations.by_codes([code]).get(code)
    if found is None:
        raise access.not_found()
    return found


def unit_for(by: Caller, code: str, on: date) -> Organisation:
    """The municipality, if the caller may see its grants. Raises Refused (E101): what exists is not told."""
    unit = unit_named(code)
    access.check_may_see(by, unit, on)
    return unit
