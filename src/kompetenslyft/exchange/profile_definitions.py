"""The role profiles that come with the product, read from their YAML files once."""

from __future__ import annotations

from datetime import date
from functools import cache

from kompetenslyft.core.competence.profile_sets import ProfileSet, load_profiles
from kompetenslyft.exchange.definitions import all_frameworks, definition_files


@cache
def all_profiles() -> dict[str, ProfileSet]:
    """Every set of profiles by ``id@version``, oldest first."""
    frameworks = all_frameworks()
    loaded = [
        load_profiles(file.read_bytes(), file.name, frameworks) for file in definition_files("profiles")
    ]
    return {one.ref: one for one in sorted(loaded, key=lambda one: one.valid_from)}


def profiles_of(framework: str, day: date) -> ProfileSet | None:
    """The newest profiles of the framework (``id@version``) that hold on the day; None where there are none."""
    for one in reversed(all_profiles().values()):
        if (
            one.framework == framework
            and one.valid_from <= day
            and (one.valid_to is None or day <= one.valid_to)
        ):
            return one
    return None
