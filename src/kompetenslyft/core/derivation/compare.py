"""What the register gives beside what stands in the return."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from kompetenslyft.core.instruments.model import Value
from kompetenslyft.core.text import Text


class Standing(StrEnum):
    """How a cell of the return stands to the register."""

    MISSING = "missing"
    """Blank in the return."""
    SAME = "same"
    CHANGED = "changed"
    """It came from the register, which gives another figure now."""
    BY_HAND = "by_hand"
    """Entered by hand, and not what the register gives."""
    NOT_KNOWN = "not_known"
    """The register gives nothing."""


STANDING_LABELS = {
    Standing.MISSING: Text(sv="tomt i svaret", en="blank in the return"),
    Standing.SAME: Text(sv="lika", en="the same"),
    Standing.CHANGED: Text(sv="registret har ändrats sedan", en="the register has changed since"),
    Standing.BY_HAND: Text(sv="skrivet för hand", en="entered by hand"),
    Standing.NOT_KNOWN: Text(sv="registret vet inte", en="the register does not know"),
}


@dataclass(frozen=True, slots=True)
class Compared:
    """One cell: ``given`` by the register, ``entered`` in the return, None where blank; how it was entered."""

    key: str
    given: int | None
    entered: Value | None
    from_register: bool

    @property
    def standing(self) -> Standing:
        """How it stands."""
        if self.given is None:
            return Standing.NOT_KNOWN
        if self.entered is None:
            return Standing.MISSING
        if self.entered == self.given:
            return Standing.SAME
        return Standing.CHANGED if self.from_register else Standing.BY_HAND

    @property
    def difference(self) -> int | None:
        """The register's figure less the return's; None where one of them is blank."""
        if self.given is None or not isinstance(self.entered, int):
            return None
        return self.given - self.entered


def to_enter(cells: Collection[Compared], replace: Collection[str] = ()) -> Mapping[str, int]:
    """The register's figures that go into the return: where it is blank, where they came from the register before,
    and of those entered by hand the ones to ``replace``, by key."""
    wanted = {Standing.MISSING, Standing.CHANGED}
    return {
        one.key: one.given
        for one in cells
        if one.given is not None
        and (one.standing in wanted or (one.standing is Standing.BY_HAND and one.key in replace))
    }
