"""What stands in a single cell: a day, a year, a share of full time."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from kompetenslyft.core.staff.importing.mapping import DateFormat, ShareFormat
from kompetenslyft.core.staff.model import FULL_TIME

_FORMS: Mapping[DateFormat, re.Pattern[str]] = {
    DateFormat.ISO: re.compile(r"(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})", re.ASCII),
    DateFormat.COMPACT: re.compile(r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})", re.ASCII),
    DateFormat.DAY_FIRST: re.compile(r"(?P<d>\d{1,2})/(?P<m>\d{1,2})/(?P<y>\d{4})", re.ASCII),
    DateFormat.DOTTED: re.compile(r"(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>\d{4})", re.ASCII),
    DateFormat.MONTH_FIRST: re.compile(r"(?P<m>\d{1,2})/(?P<d>\d{1,2})/(?P<y>\d{4})", re.ASCII),
}
_MIDNIGHT = re.compile(r"[ T]00:00(:00(\.0+)?)?$")
_SHARE = re.compile(r"(\d{1,4}(?:[.,]\d{1,4})?)\s*(%?)", re.ASCII)
_YEAR = re.compile(r"(19|20)\d{2}", re.ASCII)
_OLDEST = 1900
OPEN = frozenset({"9999-12-31", "99991231", "31/12/9999", "31.12.9999", "12/31/9999"})
"""What HR systems write for an employment without an end."""


def read_date(text: str, form: DateFormat) -> date | None:
    """The day in the format, with or without midnight after it; None where it is none."""
    match = _FORMS[form].fullmatch(_MIDNIGHT.sub("", text.strip()))
    if match is None:
        return None
    try:
        day = date(int(match["y"]), int(match["m"]), int(match["d"]))
    except ValueError:
        return None
    return day if day.year >= _OLDEST else None


def formats_of(text: str) -> frozenset[DateFormat]:
    """Every format in which the text is a day."""
    return frozenset(form for form in DateFormat if read_date(text, form) is not None)


def read_year(text: str) -> int | None:
    """A year of four digits, 1900–2099; None where it is none."""
    text = text.strip().removesuffix(".0")
    return int(text) if _YEAR.fullmatch(text) else None


def read_share(text: str, form: ShareFormat) -> Decimal | None:
    """The share in hundredths of full time, not rounded; None where it is no share from 1 to 100."""
    match = _SHARE.fullmatch(text.replace("\u00a0", " ").strip())
    if match is None:
        return None
    number = Decimal(match[1].replace(",", "."))
    if form is ShareFormat.FRACTION and not match[2]:
        number *= FULL_TIME
    return number if 1 <= number <= FULL_TIME else None


def rounded(share: Decimal) -> int:
    """Whole hundredths, ties up."""
    return int(share.quantize(Decimal(1), ROUND_HALF_UP))
