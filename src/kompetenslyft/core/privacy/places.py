"""Where somebody reads what is said of another person: the pages and files that note a reading."""

from __future__ import annotations

from enum import StrEnum

from kompetenslyft.core.text import Text


class Place(StrEnum):
    """A page or a file, as ``where`` of a reading."""

    MATRIX = "matrix"
    PERSON = "person"
    TALK = "talk"
    TALKS = "talks"
    PLAN = "plan"
    PLANS = "plans"
    DERIVATION = "derivation"
    EXTRACT = "extract"


PLACE_LABELS = {
    Place.MATRIX: Text(sv="kompetensmatrisen", en="the competence matrix"),
    Place.PERSON: Text(sv="personens sida", en="the person's page"),
    Place.TALK: Text(sv="medarbetarsamtalet", en="the appraisal talk"),
    Place.TALKS: Text(sv="listan över samtal", en="the list of talks"),
    Place.PLAN: Text(sv="planen", en="the plan"),
    Place.PLANS: Text(sv="den samlade planen", en="the consolidated plan"),
    Place.DERIVATION: Text(sv="svaret räknat ur registret", en="the return derived from the register"),
    Place.EXTRACT: Text(sv="registerutdraget", en="the register extract"),
}


def place_label(where: str) -> Text:
    """The place in words; the word itself where it is not known."""
    return PLACE_LABELS[Place(where)] if where in set(Place) else Text(sv=where, en=where)
