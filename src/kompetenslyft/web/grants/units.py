"""The municipality that an address names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kompetenslyft.apps.grants import access
from kompetenslyft.apps.organisations import queries as organisations

if TYPE_CHECKING:
    from kompetenslyft.apps.organisations.models import Organisation


def unit_for(code: str) -> Organisation:
    """The municipality with the code. Raises Refused (E101) where there is none: what exists is not told."""
    found = organisations.by_codes([code]).get(code)
    if found is None:
        raise access.not_found()
    return found
