"""Where somebody reads what is said of another person: the pages and files that note a reading."""

from __future__ import annotations

from enum import StrEnum

from kompetenslyft.core.text import Text


class Place(StrEnum):
    """A page or a file, as ``where`` of a reading."""

    MATRIX = "matrix"
    MATRIX_FILE = "matrix_xlsx"
    MARK = "mark"
    PERSON = "person"
    TALK = "talk"
    TALKS = "talks"
    PLAN = "plan"
    PLANS = "plans"
    RESOURCES = "resources"
    DERIVATION = "derivation"
    EXTRACT = "extract"


PLACE_LABELS = {
    Place.MATRIX: Text(sv="kompetensmatrisen", en="the competence matrix"),
    Place.MATRIX_FILE: Text(sv="kompetensmatrisen som fil", en="the competence matrix as a file"),
    Place.MARK: Text(sv="bedömningen av en inriktning", en="the assessment in one direction"),
    Place.PERSON: Text(sv="personens sida", en="the person's page"),
    Place.TALK: Text(sv="medarbetarsamtalet", en="the appraisal talk"),
    Place.TALKS: Text(sv="listan över samtal", en="the list of talks"),
    Place.PLAN: Text(sv="planen", en="the plan"),
    Place.PLANS: Text(sv="listan över planer", en="the list of plans"),
    Place.RESOURCES: Text(sv="interna utbildare och nätverk", en="internal trainers and networks"),
    Place.DERIVATION: Text(sv="svaret räknat ur registret", en="the return derived from the register"),
    Place.EXTRACT: Text(sv="registerutdraget", en="the register extract"),
}
