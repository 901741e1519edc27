"""The employer's units, as a file names them: by code, by name, or by a word that the mapping explains."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches

from kompetenslyft.core.findings import Finding
from kompetenslyft.core.staff.importing.mapping import FieldName, FileMapping, plain
from kompetenslyft.core.staff.importing.table import ImportCode, hard


@dataclass(frozen=True, slots=True)
class Unit:
    """An organisation in which people work, and when it exists; ``valid_to`` is its last day, None is open."""

    code: str
    name: str
    valid_from: date | None = None
    valid_to: date | None = None

    def on(self, day: date) -> bool:
        return (self.valid_from or day) <= day <= (self.valid_to or day)


class Units:
    """The units of one employer. Of several with one name, the one that exists on the file's day is meant."""

    def __init__(self, units: Iterable[Unit], as_of: date) -> None:
        self._as_of = as_of
        self.by_code = {unit.code: unit for unit in units}
        self._codes = {plain(code): unit for code, unit in self.by_code.items()}
        self._names: dict[str, list[Unit]] = defaultdict(list)
        for unit in self.by_code.values():
            self._names[plain(unit.name)].append(unit)

    def knows(self, name: FieldName, text: str) -> bool:
        """Whether the text stands for a unit by itself."""
        return len(self._meant(name, plain(text))) == 1

    def read(self, name: FieldName, text: str, mapping: FileMapping) -> Unit | Finding:
        """The unit that the text of the field stands for, or what is wrong with it (N208)."""
        word = plain(text)
        told = mapping.values.get(name, {}).get(word)
        if told is not None and told in self.by_code:
            return self.by_code[told]
        meant = self._meant(name, word)
        if len(meant) == 1:
            return meant[0]
        if meant:
            codes = ", ".join(sorted(unit.code for unit in meant))
            return hard(
                ImportCode.UNKNOWN_UNIT,
                sv=f"Flera enheter heter «{text}» ({codes}). Välj i mappningen vilken som menas.",
                en=f"Several units are called “{text}” ({codes}). Choose in the mapping which one is meant.",
                about=word,
            )
        near = self._nearest(word)
        suggestion = f" Menas «{near.name}» ({near.code})?" if near else ""
        suggestion_en = f" Is “{near.name}” ({near.code}) meant?" if near else ""
        return hard(
            ImportCode.UNKNOWN_UNIT,
            sv=f"Det finns ingen enhet «{text}» hos arbetsgivaren.{suggestion} "
            "Välj enhet för ordet i mappningen, eller lägg upp enheten.",
            en=f"The employer has no unit “{text}”.{suggestion_en} "
            "Choose a unit for the word in the mapping, or add the unit.",
            about=word,
        )

    def _meant(self, name: FieldName, word: str) -> list[Unit]:
        if name is FieldName.UNIT_CODE:
            return [self._codes[word]] if word in self._codes else []
        named = self._names.get(word, [])
        return [unit for unit in named if unit.on(self._as_of)] or named

    def _nearest(self, word: str) -> Unit | None:
        close = get_close_matches(word, [*self._names, *self._codes], n=1)
        if not close:
            return None
        return self._names[close[0]][0] if close[0] in self._names else self._codes[close[0]]
