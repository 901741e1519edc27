"""What is hidden of a release: enough for the persons, for the figures, and beside all that was told before.

Persons decide what is sensitive; what is published are the figures behind them (hundredths of FTE), known not to be
fewer than zero. Where there can be one person fewer there need not be room for one FTE fewer, so both are covered.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from kompetenslyft.core.disclosure.definition import Rules
from kompetenslyft.core.disclosure.joined import cost
from kompetenslyft.core.disclosure.pattern import suppress
from kompetenslyft.core.pulse import Pulse, nobody
from kompetenslyft.core.releases.edition import Edition
from kompetenslyft.core.releases.joint import Joint, joint
from kompetenslyft.core.releases.known import ALL
from kompetenslyft.core.releases.rests import Name

_TOLD, _NATION, _FREE = 1e6, 1e3, 1e-3
"""What hiding costs where it is told already, how many times dearer the nation is, and where a cell is never told or
hidden anyway."""


def hide(
    present: Edition, earlier: Sequence[Edition], rules: Rules, *, seconds: float = 60, pulse: Pulse = nobody
) -> Edition:
    """The edition with what must be hidden for the persons, and what is hidden in earlier ones.

    The nation's figures are hidden only if nothing else helps. What an earlier edition shows with the same figure is
    not hidden, since that is in vain; where nothing else helped, the audit says so. ``seconds``: the most one programme
    may take; ``pulse``: called before each. Raises SolverFailed.
    """
    sensitive = {
        name
        for name in present.figures
        if rules.is_sensitive(present.fewest[name] if name in present.fewest else present.persons[name])
    }
    present = present.with_hidden((), sensitive)
    hidden = _hidden((*earlier, present), rules, "persons", None, seconds=seconds, pulse=pulse)
    hidden = (hidden | _kept_hidden(present, earlier, rules)) - _told_already(present, earlier)
    return present.with_hidden(hidden | sensitive, sensitive)


def cover(
    present: Edition,
    earlier: Sequence[Edition],
    rules: Rules,
    narrow: Collection[tuple[str, ...]],
    *,
    seconds: float = 60,
    pulse: Pulse = nobody,
) -> Edition:
    """The edition with as much more hidden as the cells that are known too narrowly need.

    ``narrow``: names with the figure last. What is hidden already costs next to nothing. Raises SolverFailed.
    """
    more = _hidden((*earlier, present), rules, "figures", narrow, seconds=seconds, pulse=pulse)
    more -= _told_already(present, earlier)
    return present.with_hidden(present.hidden | more, present.sensitive)


def _hidden(
    editions: Sequence[Edition],
    rules: Rules,
    unit: str,
    wanted: Collection[tuple[str, ...]] | None,
    *,
    seconds: float,
    pulse: Pulse,
) -> set[Name]:
    """The present edition's cells (the last one's) that the suppression hides. ``wanted``: instead of the sensitive."""
    every = joint(editions, unit, zeros=rules.zeros == "closed")
    if wanted is None:
        chosen = {
            places[name]
            for one, places in zip(editions, every.places, strict=True)
            for name in one.sensitive
            if name in places
        }
    else:
        names = set(wanted)
        chosen = {place for place, key in enumerate(every.system.keys) if key in names}
    pattern = suppress(
        every.system,
        rules,
        costs=_costs(every, editions, rules),
        sensitive=chosen,
        seconds=seconds,
        pulse=pulse,
    )
    hidden = pattern.hidden
    return {name for name, place in every.places[-1].items() if place in hidden}


def _costs(every: Joint, editions: Sequence[Edition], rules: Rules) -> list[float]:
    *earlier, present = editions
    names, places = present.published, every.places[-1]
    before = frozenset().union(*(one.hidden for one in earlier))
    costs = [_FREE] * len(every.system.keys)
    for name in names:
        if name in places and name not in before and name not in present.hidden:
            nations = name[1] == ALL and present.figures[name]
            costs[places[name]] = cost(every.system, rules, places[name]) * (_NATION if nations else 1)
    for one, place in zip(earlier, every.places, strict=False):
        for name in _shown(one):
            if name in place:
                costs[place[name]] = _TOLD
    return costs


def _kept_hidden(present: Edition, earlier: Iterable[Edition], rules: Rules) -> set[Name]:
    """What an earlier edition hides."""
    return {
        name
        for one in earlier
        for name in one.hidden
        if name in present.figures and (present.figures[name] or rules.zeros == "closed")
    }


def _told_already(present: Edition, earlier: Iterable[Edition]) -> set[Name]:
    """What an earlier edition shows with the same figure."""
    return {name for one in earlier for name in _shown(one) if present.figures.get(name) == one.figures[name]}


def _shown(one: Edition) -> set[Name]:
    return set(one.figures) - one.hidden
