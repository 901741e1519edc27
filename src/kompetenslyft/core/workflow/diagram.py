"""A table of transitions as a picture, for the documentation."""

from __future__ import annotations

from collections.abc import Iterable, Set
from enum import StrEnum
from typing import Protocol


class Step(Protocol):
    """``event`` by one of ``actors`` leads from ``source`` to ``target``."""

    @property
    def source(self) -> StrEnum: ...
    @property
    def event(self) -> StrEnum: ...
    @property
    def target(self) -> StrEnum: ...
    @property
    def actors(self) -> Set[StrEnum]: ...


def mermaid(first: StrEnum, transitions: Iterable[Step]) -> str:
    """The transitions as a Mermaid state diagram that begins in ``first``."""
    lines = ["stateDiagram-v2", f"    [*] --> {first.value}"]
    for step in transitions:
        actors = "/".join(sorted(actor.value for actor in step.actors))
        lines.append(f"    {step.source.value} --> {step.target.value}: {step.event.value} ({actors})")
    return "\n".join(lines) + "\n"
