"""Organisations by the code in an address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404

from kompetenslyft.apps.organisations import queries

if TYPE_CHECKING:
    from kompetenslyft.apps.organisations.models import Organisation


def organisation_or_404(code: str) -> Organisation:
    """The organisation with the code; a page that says it does not exist otherwise."""
    try:
        return queries.by_code(code)
    except ObjectDoesNotExist:
        raise Http404 from None
