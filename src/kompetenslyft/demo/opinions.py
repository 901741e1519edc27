"""Answers by choice: which municipalities said yes, partly and no, and what they ticked, to the exact counts."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from kompetenslyft.core.instruments.model import Value
from kompetenslyft.demo.draws import shuffled

Answers = dict[str, dict[str, Value]]
"""Answers by unit and cell key."""

_ASKED_OF: Mapping[str, tuple[str, frozenset[str]]] = {
    "plan_caseworkers_yearly": ("plan_caseworkers", frozenset({"yes"})),
    "plan_leaders_yearly": ("plan_leaders", frozenset({"yes"})),
    "other_follow_up_forms": ("other_follow_up", frozenset({"yes"})),
    "plan_caseworkers_contents": ("plan_caseworkers", frozenset({"yes"})),
    "cooperation_caseworkers": ("planned_caseworkers", frozenset({"yes", "partly"})),
    "cooperation_leaders": ("planned_leaders", frozenset({"yes", "partly"})),
}
"""Questions that only some answer: the question before them, and the answers that lead on."""


def opinions(
    codes: Collection[str],
    counts: Mapping[str, Mapping[str, int]],
    choices: Mapping[str, Mapping[str, int]],
    options: Mapping[str, tuple[str, ...]],
) -> Answers:
    """Answers of ``codes`` to single choices (``counts``: «n» and how many of each) and several choices (``choices``).

    ``options``: the order in which a question lists its options. Raises ValueError where more answer than are asked.
    """
    answers: Answers = {code: {} for code in codes}
    for question, count in counts.items():
        asked = _asked(codes, answers, question)
        if count["n"] > len(asked):
            raise ValueError(f"{count['n']} are to answer {question}, which {len(asked)} are asked")
        given = [answer for answer in ("yes", "partly") for _ in range(count.get(answer, 0))]
        given += ["no"] * (count["n"] - len(given))
        for code, answer in zip(shuffled(asked, question), given, strict=False):
            answers[code][question] = answer
    for question, ticked in choices.items():
        for code, chosen in _ticks(shuffled(_asked(codes, answers, question), question), ticked).items():
            answers[code][question] = tuple(option for option in options[question] if option in chosen)
    return answers


def _asked(codes: Collection[str], answers: Answers, question: str) -> list[str]:
    if question not in _ASKED_OF:
        return list(codes)
    before, leading = _ASKED_OF[question]
    return [code for code in codes if answers[code].get(before) in leading]


def _ticks(order: list[str], ticked: Mapping[str, int]) -> dict[str, set[str]]:
    """Each option goes to the next so many in a ring, so that everybody has one before anybody has many."""
    chosen: dict[str, set[str]] = {}
    position = 0
    for option, count in ticked.items():
        if count > len(order):
            raise ValueError(f"{count} are to tick {option}, which {len(order)} are asked")
        for offset in range(count):
            chosen.setdefault(order[(position + offset) % len(order)], set()).add(option)
        position += count
    return chosen
