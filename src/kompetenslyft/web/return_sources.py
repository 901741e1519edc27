"""The contexts that figures of a return can come from, each by a function of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from kompetenslyft.web.competence import return_source as competence

if TYPE_CHECKING:
    from kompetenslyft.apps.accounts.models import User
    from kompetenslyft.apps.collection.models import Return
    from kompetenslyft.web.collection.sources import Source

PROVIDERS: tuple[Callable[[User, Return], Source | None], ...] = (competence.of_return,)


def sources_of(by: User, answer_to: Return) -> list[Source]:
    """Those that the user may take figures of the return from."""
    return [source for provider in PROVIDERS if (source := provider(by, answer_to)) is not None]
