"""The braces in a check: ``{variable}``, ``{*dimension}`` and, in messages, ``{expression}``.

``for_each`` binds variables to the members of dimensions. In a rule ``{g}`` becomes the member's id, and
``level_law.{*direction_law}.basic`` becomes that cell for every member of the dimension, separated by commas,
to stand within ``sum(…)``, ``min(…)`` or ``max(…)``. In a message ``{g}`` alone is the member's label; any other
brace is an expression, shown as a figure, with ``:0`` for no decimals and ``:1`` for one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from kompetenslyft.core.instruments import expressions
from kompetenslyft.core.instruments.model import Check, Instrument, Member

Binding = Mapping[str, Member]
"""The member that each variable of ``for_each`` stands for."""

_VARIABLE = re.compile(r"\{(\w+)\}")
_EACH = re.compile(r"[\w.]*\{\*(\w+)\}[\w.]*")
_DECIMALS = re.compile(r"(?P<source>.*?)(?::(?P<decimals>[0-2]))?", re.DOTALL)


class TemplateError(ValueError):
    """A brace that cannot be filled; ``name`` is what stands in it, or what is left open."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


@dataclass(frozen=True, slots=True)
class Slot:
    """A brace in a message: an expression's source (variables filled in), and how many decimals to show."""

    source: str
    decimals: int | None


@lru_cache(maxsize=8192)
def parsed(source: str) -> expressions.Expression:
    """``expressions.parse``, once per source."""
    return expressions.parse(source)


def bindings(instrument: Instrument, check: Check) -> Iterator[Binding]:
    """Every combination of members that the check runs over; one empty binding where it has no ``for_each``."""
    members = [instrument.dimension(dimension).members for dimension in check.for_each.values()]
    for combination in product(*members):
        yield dict(zip(check.for_each, combination, strict=True))


def instance(check: Check, binding: Binding) -> str:
    """``code`` or ``code:member[:member]``."""
    return ":".join((check.code, *(member.id for member in binding.values())))


def filled(source: str, binding: Binding, instrument: Instrument) -> str:
    """A rule's source with its braces filled; TemplateError where a variable or dimension is unknown."""

    def variable(match: re.Match[str]) -> str:
        member = binding.get(match[1])
        if member is None:
            raise TemplateError(match[1])
        return member.id

    def each(match: re.Match[str]) -> str:
        try:
            dimension = instrument.dimension(match[1])
        except KeyError:
            raise TemplateError(f"*{match[1]}") from None
        return ", ".join(match[0].replace(f"{{*{match[1]}}}", member.id) for member in dimension.members)

    return _EACH.sub(each, _VARIABLE.sub(variable, source))


def message_parts(
    message: str, language: str, binding: Binding, instrument: Instrument
) -> Iterator[str | Slot]:
    """A message in pieces: plain text, and the slots to evaluate; TemplateError where a brace cannot be filled."""
    for is_brace, piece in _pieces(message):
        if not is_brace:
            yield piece
        elif piece in binding:
            yield binding[piece].label.in_language(language)
        else:
            match = _DECIMALS.fullmatch(piece)
            source, decimals = (match["source"], match["decimals"]) if match else (piece, None)
            yield Slot(filled(source, binding, instrument), None if decimals is None else int(decimals))


def _pieces(message: str) -> Iterator[tuple[bool, str]]:
    depth = start = 0
    for position, character in enumerate(message):
        if character == "{":
            if depth == 0:
                yield False, message[start:position]
                start = position + 1
            depth += 1
        elif character == "}":
            depth -= 1
            if depth < 0:
                raise TemplateError("}")
            if depth == 0:
                yield True, message[start:position].strip()
                start = position + 1
    if depth:
        raise TemplateError("{")
    yield False, message[start:]
