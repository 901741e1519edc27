"""The role profiles that an employer begins with, from their YAML text; the employer's own go before them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from pydantic import BaseModel, ConfigDict, Field

from kompetenslyft.core.competence.model import Mark
from kompetenslyft.core.competence.profile import DEMANDABLE
from kompetenslyft.core.definition_rules import duplicates
from kompetenslyft.core.definitions import DefinitionError, DefinitionProblem, Document, Path, read_document
from kompetenslyft.core.frameworks.model import Framework
from kompetenslyft.core.staff.model import StaffRole
from kompetenslyft.core.text import Text


class RoleDemand(BaseModel):
    """What one role demands: ``everywhere``, but for the directions that are named."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    role: StaffRole
    everywhere: Mark
    directions: Mapping[str, Mark] = Field(default_factory=dict)


class ProfileSet(BaseModel):
    """Profiles of some roles in one framework, from a day on. A role that is not named demands nothing."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    version: str
    title: Text
    source: str
    framework: str
    valid_from: date
    valid_to: date | None = None
    roles: tuple[RoleDemand, ...]

    @property
    def ref(self) -> str:
        """``id@version``."""
        return f"{self.id}@{self.version}"

    def demands(self, framework: Framework) -> dict[StaffRole, dict[str, Mark]]:
        """What each role that is named demands in every direction of the framework."""
        return {
            one.role: {
                direction: one.directions.get(direction, one.everywhere) for direction in framework.directions
            }
            for one in self.roles
        }


def load_profiles(source: str | bytes, file: str, frameworks: Mapping[str, Framework]) -> ProfileSet:
    """The profiles in ``source``; DefinitionError that names ``file``, lines and remedies where they are broken.

    ``frameworks``: those that profiles can be of, by ``id@version``.
    """
    document = read_document(source, file)
    profiles = document.build(ProfileSet, document.data)
    problems = [
        *duplicates(document, [(("roles", i, "role"), one.role) for i, one in enumerate(profiles.roles)]),
        *_unknown(profiles, document, frameworks),
        *_not_demandable(profiles, document),
        *_backwards(profiles, document),
    ]
    if problems:
        raise DefinitionError(problems)
    return profiles


def _unknown(
    profiles: ProfileSet, document: Document, frameworks: Mapping[str, Framework]
) -> list[DefinitionProblem]:
    framework = frameworks.get(profiles.framework)
    if framework is None:
        return [
            document.problem(
                ("framework",),
                Text(
                    sv=f"Ramverket «{profiles.framework}» finns inte.",
                    en=f"There is no framework “{profiles.framework}”.",
                ),
                Text(
                    sv=f"Välj något av {', '.join(frameworks)}.", en=f"Choose one of {', '.join(frameworks)}."
                ),
            )
        ]
    return [
        document.problem(
            ("roles", i, "directions", direction),
            Text(
                sv=f"Inriktningen «{direction}» finns inte i {framework.ref}.",
                en=f"There is no direction “{direction}” in {framework.ref}.",
            ),
            Text(sv="Skriv inriktningens id i ramverket.", en="Use the direction's id in the framework."),
        )
        for i, one in enumerate(profiles.roles)
        for direction in one.directions
        if direction not in framework.directions
    ]


def _not_demandable(profiles: ProfileSet, document: Document) -> list[DefinitionProblem]:
    said: list[tuple[Path, Mark]] = []
    for i, one in enumerate(profiles.roles):
        said.append((("roles", i, "everywhere"), one.everywhere))
        said += [(("roles", i, "directions", name), mark) for name, mark in one.directions.items()]
    return [
        document.problem(
            path,
            Text(sv=f"«{mark.value}» kan inte krävas.", en=f"“{mark.value}” cannot be demanded."),
            Text(sv="Skriv basic, advanced eller exempt.", en="Write basic, advanced or exempt."),
        )
        for path, mark in said
        if mark not in DEMANDABLE
    ]


def _backwards(profiles: ProfileSet, document: Document) -> list[DefinitionProblem]:
    if profiles.valid_to is None or profiles.valid_from <= profiles.valid_to:
        return []
    return [
        document.problem(
            ("valid_to",),
            Text(sv="Profilerna upphör innan de börjar gälla.", en="The profiles end before they begin."),
            Text(sv="Rätta valid_from eller valid_to.", en="Correct valid_from or valid_to."),
        )
    ]
