"""The contexts that put items on the start page, each by a function in its own ``desk`` module."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.http import HttpRequest

from kompetenslyft.web.accounts import desk as accounts
from kompetenslyft.web.collection import desk as collection
from kompetenslyft.web.competence import plan_desk as plans
from kompetenslyft.web.competence import talk_desk as talks
from kompetenslyft.web.desk.items import Item
from kompetenslyft.web.grants import desk as grants
from kompetenslyft.web.grants import payment_desk as payments
from kompetenslyft.web.publishing import desk as publishing

PROVIDERS: tuple[Callable[[HttpRequest], Iterable[Item]], ...] = (
    accounts.items,
    collection.items,
    grants.items,
    payments.items,
    plans.items,
    publishing.items,
    talks.items,
)
