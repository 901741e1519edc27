"""Marks and stages: what an assessment says, and whose it is."""

from __future__ import annotations

from enum import StrEnum

from kompetenslyft.core.text import Text


class Mark(StrEnum):
    """What is said of one person in one direction. The five are different things; none stands for another."""

    NOT_ASSESSED = "not_assessed"
    LACKING = "lacking"
    BASIC = "basic"
    ADVANCED = "advanced"
    EXEMPT = "exempt"
    """The direction does not belong to the person's work: neither a gap nor a competence."""

    @property
    def rank(self) -> int | None:
        """0 lacking, 1 basic, 2 advanced; None where no level is said."""
        return _RANKS.get(self)


_RANKS = {Mark.LACKING: 0, Mark.BASIC: 1, Mark.ADVANCED: 2}
LEVELS = tuple(_RANKS)
"""The marks that are levels of the framework, lowest first."""


class Stage(StrEnum):
    """Whose assessment it is. Each is kept apart from the others, and for ever."""

    OWN = "own"
    LEADER = "leader"
    AGREED = "agreed"


class Occasion(StrEnum):
    """When it was made."""

    TALK = "talk"
    OTHER = "other"


MARK_LABELS = {
    Mark.NOT_ASSESSED: Text(sv="Ej bedömd", en="Not assessed"),
    Mark.LACKING: Text(sv="Saknar tillräcklig", en="Lacking"),
    Mark.BASIC: Text(sv="Grundläggande", en="Basic"),
    Mark.ADVANCED: Text(sv="Fördjupad", en="Advanced"),
    Mark.EXEMPT: Text(sv="Berörs inte", en="Exempt"),
}
MARK_SIGNS = {
    Mark.NOT_ASSESSED: "",
    Mark.LACKING: "S",
    Mark.BASIC: "G",
    Mark.ADVANCED: "F",
    Mark.EXEMPT: "–",
}
"""One character a mark, for a table that is read without colour."""

STAGE_LABELS = {
    Stage.OWN: Text(sv="Egen bedömning", en="Own assessment"),
    Stage.LEADER: Text(sv="Chefens bedömning", en="The leader's assessment"),
    Stage.AGREED: Text(sv="Gemensam bedömning", en="Agreed assessment"),
}
OCCASION_LABELS = {
    Occasion.TALK: Text(sv="Medarbetarsamtal", en="Appraisal talk"),
    Occasion.OTHER: Text(sv="Annat tillfälle", en="Another occasion"),
}
