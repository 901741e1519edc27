"""Answers that follow from what does not change: told apart by a tag, kept while there is room, made one at a time."""

from __future__ import annotations

import hashlib
import json
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from threading import Lock

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

from kompetenslyft.api.v2 import limits
from kompetenslyft.api.v2.answers import TryLater
from kompetenslyft.api.v2.parameters import refusal

CACHE_CONTROL = "public, max-age=60"


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer's bytes and the headers that are its own."""

    content: bytes
    headers: Mapping[str, str]


class Answers:
    """Keeps answers by tag, at most so many bytes; the one that was asked for longest ago is forgotten first."""

    def __init__(self, most: int) -> None:
        self._most, self._size = most, 0
        self._kept: OrderedDict[str, Kept] = OrderedDict()
        self._lock = Lock()

    def get(self, tag: str) -> Kept | None:
        """The answer with the tag, if it is still here."""
        with self._lock:
            found = self._kept.get(tag)
            if found is not None:
                self._kept.move_to_end(tag)
            return found

    def put(self, tag: str, answer: Kept) -> None:
        """Keep the answer; one that would fill a quarter of the room or more is not kept."""
        if len(answer.content) * 4 >= self._most:
            return
        with self._lock:
            if tag in self._kept:
                return
            self._kept[tag] = answer
            self._size += len(answer.content)
            while self._size > self._most:
                self._size -= len(self._kept.popitem(last=False)[1].content)


answers = Answers(limits.LARGEST_CACHE)


def cached(
    request: HttpRequest, make: Callable[[], Kept], *known_by: object, modified: datetime | None
) -> HttpResponse:
    """What ``make`` gives, or gave before for the same ``known_by``; «not modified» to whom has it already.

    ``known_by`` holds JSON values, or what is told by its text. ``modified``: when what it follows from was published.
    Raises TryLater (Q412) when too much is being made at once.
    """
    tag = hashlib.sha256(json.dumps(known_by, default=str).encode()).hexdigest()[:32]
    etag, moment = f'"{tag}"', modified and int(modified.timestamp())
    known = request.method != "POST" and get_conditional_response(request, etag=etag, last_modified=moment)
    if known:
        answer = HttpResponse(status=HTTPStatus.NOT_MODIFIED)
    else:
        kept = answers.get(tag) or _made(tag, make)
        answer = HttpResponse(kept.content, headers=dict(kept.headers))
    if request.method != "POST":
        answer.headers["ETag"], answer.headers["Cache-Control"] = etag, CACHE_CONTROL
        if moment is not None:
            answer.headers["Last-Modified"] = http_date(moment)
    return answer


def _made(tag: str, make: Callable[[], Kept]) -> Kept:
    try:
        with limits.turns.taken():
            kept = answers.get(tag)  # somebody may have made it meanwhile
            if kept is None:
                kept = make()
                answers.put(tag, kept)
            return kept
    except limits.Full:
        raise TryLater(
            1,
            refusal(
                "Q412",
                "Många hämtar tabeller just nu. Försök igen om en sekund.",
                "Many are fetching tables just now. Try again in a second.",
            ),
        ) from None
