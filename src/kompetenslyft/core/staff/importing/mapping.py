"""How a file is read: which column is which field, how dates and shares are written, what its own words mean."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from kompetenslyft.core.findings import Finding
from kompetenslyft.core.staff.importing.table import ImportCode, hard
from kompetenslyft.core.staff.model import CredentialKind, Gender, LeavingReason, Service, StaffRole
from kompetenslyft.core.text import Text


class FieldName(StrEnum):
    """What a column can hold."""

    NUMBER = "number"
    NAME = "name"
    FIRST_NAME = "first_name"
    LAST_NAME = "last_name"
    EMAIL = "email"
    GENDER = "gender"
    UNIT_CODE = "unit_code"
    UNIT_NAME = "unit_name"
    ROLE = "role"
    SERVICE = "service"
    SHARE = "share"
    PERMANENT = "permanent"
    FIRST_DAY = "first_day"
    LAST_DAY = "last_day"
    VALID_FROM = "valid_from"
    """From when the row's unit, role and share hold, within the employment."""
    LEAVING_REASON = "leaving_reason"
    ROLE_SINCE = "role_since"
    SOCIAL_WORK_SINCE = "social_work_since"
    FIRST_MANAGEMENT_JOB = "first_management_job"
    NEEDS_SUPERVISION_TRAINING = "needs_supervision_training"
    DEGREE = "degree"
    DEGREE_YEAR = "degree_year"
    MASTER_YEAR = "master_year"
    CONTINUING_TRAINING_YEAR = "continuing_training_year"
    HIGHER_EDUCATION_YEAR = "higher_education_year"
    LEAVE_FIRST_DAY = "leave_first_day"
    LEAVE_LAST_DAY = "leave_last_day"


F = FieldName
UNIT_FIELDS = (F.UNIT_CODE, F.UNIT_NAME)
DATE_FIELDS = (F.FIRST_DAY, F.LAST_DAY, F.VALID_FROM, F.LEAVE_FIRST_DAY, F.LEAVE_LAST_DAY)
YES, NO, NONE = "yes", "no", "none"
_YES_NO = (YES, NO)
CODED: Mapping[FieldName, tuple[str, ...]] = {
    F.GENDER: tuple(Gender),
    F.ROLE: tuple(StaffRole),
    F.SERVICE: tuple(Service),
    F.PERMANENT: _YES_NO,
    F.LEAVING_REASON: tuple(LeavingReason),
    F.FIRST_MANAGEMENT_JOB: _YES_NO,
    F.NEEDS_SUPERVISION_TRAINING: _YES_NO,
    F.DEGREE: (
        CredentialKind.SOCIAL_WORK_DEGREE,
        CredentialKind.OTHER_DEGREE,
        CredentialKind.FOREIGN_CERTIFICATE,
        NONE,
    ),
}
"""Fields whose words stand for one of few values. Of PERMANENT, NO is employed for a limited time."""
FIXABLE = (F.UNIT_CODE, F.ROLE, F.SERVICE, F.PERMANENT)
"""Fields that may have one value for every row instead of a column."""


class DateFormat(StrEnum):
    """How days are written; the value is what the reader is shown."""

    ISO = "åååå-mm-dd"
    COMPACT = "ååååmmdd"
    DAY_FIRST = "dd/mm/åååå"
    DOTTED = "dd.mm.åååå"
    MONTH_FIRST = "mm/dd/åååå"


class ShareFormat(StrEnum):
    """How the share of full time is written. A percent sign always says percent."""

    PERCENT = "percent"
    """75, 75 %, 75,0"""
    FRACTION = "fraction"
    """0,75"""


class FileMapping(BaseModel):
    """The mapping of one HR system's files. ``columns``: field → heading; ``values``: field → written word → value.

    Of UNIT_CODE and UNIT_NAME the values are codes of organisations. ``complete``: the file has everybody who works in
    ``covers`` (an organisation's code with all below it; "" the whole employer): who is not in it has left.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    columns: dict[FieldName, str] = Field(default_factory=dict)
    date_format: DateFormat = DateFormat.ISO
    share_format: ShareFormat = ShareFormat.PERCENT
    values: dict[FieldName, dict[str, str]] = Field(default_factory=dict)
    fixed: dict[FieldName, str] = Field(default_factory=dict)
    complete: bool = False
    covers: str = ""

    @field_validator("values")
    @classmethod
    def _plain_words(cls, values: dict[FieldName, dict[str, str]]) -> dict[FieldName, dict[str, str]]:
        return {name: {plain(word): value for word, value in words.items()} for name, words in values.items()}

    @model_validator(mode="after")
    def _known_values(self) -> Self:
        for name, words in self.values.items():
            _check_values(name, words.values())
        for name, value in self.fixed.items():
            if name not in FIXABLE:
                raise ValueError(f"{name} has no one value for every row")
            _check_values(name, [value])
        return self

    def reads(self, name: FieldName) -> bool:
        """Whether a column or a value for every row says something of the field."""
        return name in self.columns or name in self.fixed


FIELD_LABELS: Mapping[FieldName, Text] = {
    F.NUMBER: Text(sv="Anställningsnummer", en="Employment number"),
    F.NAME: Text(sv="Namn (för- och efternamn)", en="Name (first and last)"),
    F.FIRST_NAME: Text(sv="Förnamn", en="First name"),
    F.LAST_NAME: Text(sv="Efternamn", en="Last name"),
    F.EMAIL: Text(sv="E-postadress", en="E-mail address"),
    F.GENDER: Text(sv="Kön", en="Gender"),
    F.UNIT_CODE: Text(sv="Enhetens kod", en="Code of the unit"),
    F.UNIT_NAME: Text(sv="Enhetens namn", en="Name of the unit"),
    F.ROLE: Text(sv="Befattning (roll)", en="Position (role)"),
    F.SERVICE: Text(sv="Verksamhet", en="Service"),
    F.SHARE: Text(sv="Sysselsättningsgrad", en="Share of full time"),
    F.PERMANENT: Text(sv="Anställningsform", en="Form of employment"),
    F.FIRST_DAY: Text(sv="Anställd från och med", en="Employed from"),
    F.LAST_DAY: Text(sv="Anställd till och med", en="Employed to"),
    F.VALID_FROM: Text(sv="Uppgifterna gäller från och med", en="The row holds from"),
    F.LEAVING_REASON: Text(sv="Avgångsorsak", en="Reason for leaving"),
    F.ROLE_SINCE: Text(sv="Första år i rollen", en="First year in the role"),
    F.SOCIAL_WORK_SINCE: Text(sv="Första år i socialt arbete", en="First year in social work"),
    F.FIRST_MANAGEMENT_JOB: Text(sv="Första chefsuppdraget", en="First management job"),
    F.NEEDS_SUPERVISION_TRAINING: Text(
        sv="Behöver utbildning i arbetsledning", en="Needs training in supervision"
    ),
    F.DEGREE: Text(sv="Examen", en="Degree"),
    F.DEGREE_YEAR: Text(sv="Examensår eller examensdatum", en="Year or day of the degree"),
    F.MASTER_YEAR: Text(sv="Magisterutbildning, år eller datum", en="Master's degree, year or day"),
    F.CONTINUING_TRAINING_YEAR: Text(
        sv="Fortbildning, år eller datum", en="Continuing training, year or day"
    ),
    F.HIGHER_EDUCATION_YEAR: Text(
        sv="Vidareutbildning om barn och unga, år eller datum",
        en="Higher education on children, year or day",
    ),
    F.LEAVE_FIRST_DAY: Text(sv="Tjänstledig från och med", en="On leave from"),
    F.LEAVE_LAST_DAY: Text(sv="Tjänstledig till och med", en="On leave to"),
}

_EXCLUSIVE = (
    ((F.NAME,), (F.FIRST_NAME, F.LAST_NAME)),
    ((F.UNIT_CODE,), (F.UNIT_NAME,)),
)
_ONLY_WITH = {
    F.FIRST_NAME: F.LAST_NAME,
    F.LAST_NAME: F.FIRST_NAME,
    F.DEGREE_YEAR: F.DEGREE,
    F.LEAVE_LAST_DAY: F.LEAVE_FIRST_DAY,
    F.LEAVING_REASON: F.LAST_DAY,
}


def plain(text: str) -> str:
    """A word as it is compared: small letters, single spaces."""
    return " ".join(text.split()).casefold()


def heading_key(heading: str) -> str:
    """A heading as it is recognised: letters and digits alone, in small letters."""
    return re.sub(r"[\W_]+", "", heading.casefold())


def check_mapping(mapping: FileMapping, headings: Iterable[str]) -> list[Finding]:
    """What keeps the mapping from reading a file with these headings (N307, N309, N310)."""
    there, found = set(headings), list[Finding]()
    for name, heading in mapping.columns.items():
        if heading not in there:
            label = FIELD_LABELS[name]
            found.append(
                hard(
                    ImportCode.HEADING_MISSING,
                    sv=f"Mappningen läser {label.sv.lower()} ur kolumnen «{heading}», som inte finns i filen. "
                    "Välj en annan kolumn, eller ta ut filen på nytt med den.",
                    en=f"The mapping reads “{label.en}” from the column “{heading}”, which is not in the file. "
                    "Choose another column, or export the file anew with it.",
                    about=name,
                )
            )
    if F.NUMBER not in mapping.columns:
        found.append(
            hard(
                ImportCode.MAPPING_INCOMPLETE,
                sv="Ingen kolumn är anställningsnummer. Välj vilken som är det: den skiljer personer åt.",
                en="No column is the employment number. Choose which one is: it tells people apart.",
            )
        )
    found += _contradictions(mapping)
    return found


def _contradictions(mapping: FileMapping) -> list[Finding]:
    found = []
    by_heading: dict[str, list[FieldName]] = {}
    for name, heading in mapping.columns.items():
        by_heading.setdefault(heading, []).append(name)
    for heading, names in by_heading.items():
        if len(names) > 1:
            found.append(
                hard(
                    ImportCode.MAPPING_CONTRADICTS,
                    sv=f"Kolumnen «{heading}» är vald för {_both(names, 'sv')}. Välj ett av dem.",
                    en=f"The column “{heading}” is chosen for {_both(names, 'en')}. Choose one of them.",
                    about=heading,
                )
            )
    for one, other in _EXCLUSIVE:
        chosen = [name for name in (*one, *other) if mapping.reads(name)]
        if any(name in chosen for name in one) and any(name in chosen for name in other):
            found.append(
                hard(
                    ImportCode.MAPPING_CONTRADICTS,
                    sv=f"Både {_both(chosen, 'sv')} är valda. Behåll det ena.",
                    en=f"Both {_both(chosen, 'en')} are chosen. Keep one.",
                    about=one[0],
                )
            )
    for name, needed in _ONLY_WITH.items():
        if name in mapping.columns and needed not in mapping.columns:
            found.append(
                hard(
                    ImportCode.MAPPING_INCOMPLETE,
                    sv=f"{FIELD_LABELS[name].sv} kan bara läsas tillsammans med {FIELD_LABELS[needed].sv.lower()}. "
                    "Välj en kolumn för det också, eller ingen.",
                    en=f"“{FIELD_LABELS[name].en}” can be read only with “{FIELD_LABELS[needed].en}”. "
                    "Choose a column for that too, or for neither.",
                    about=name,
                )
            )
    return found


def _both(names: Iterable[FieldName], language: str) -> str:
    joint = " and " if language == "en" else " och "
    return joint.join(FIELD_LABELS[name].in_language(language).lower() for name in names)


def _check_values(name: FieldName, values: Iterable[str]) -> None:
    if name in UNIT_FIELDS:
        return
    if name not in CODED:
        raise ValueError(f"{name} has no words of its own")
    for value in values:
        if value not in CODED[name]:
            raise ValueError(f"{value} is no value of {name}")
