"""Key figures from Kolada, the open data base of key figures on municipalities, through koladapy (API v3).

Kolada's figures are free to use without agreement. Where they are shown as they are, the source is named («Källa:
Kolada»); what is computed from them, an allocation for one, does not name Kolada as its source. Key figures may be
revised or withdrawn without notice, so they are kept as they were on the day that they were fetched.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any, Protocol

from kompetenslyft.core.findings import Finding, Severity
from kompetenslyft.core.numbers import parse_exact, quoted
from kompetenslyft.core.text import Text

TERMS = Text(
    sv="Källa: Kolada. Nyckeltalen får användas fritt; de kan ändras eller tas bort av Kolada utan förvarning.",
    en="Source: Kolada. The key figures are free to use; Kolada may revise or withdraw them without notice.",
)

_ID = re.compile(r"[NU][0-9]{5}", re.ASCII)
_MUNICIPALITY = re.compile(r"(?!00)[0-9]{4}", re.ASCII)
_TOTAL_GENDER = "T"


class KoladaCode(StrEnum):
    """Why there is no key from Kolada. A number is never reused for something else."""

    NO_SUCH_ID = "A501"
    UNKNOWN_KPI = "A502"
    UNREACHABLE = "A503"
    NO_VALUES = "A504"
    """No municipality has a number in that year."""
    UNREADABLE = "A505"
    """An answer of another shape than Kolada's."""


class KoladaRefused(Exception):
    """There is no key to be had. ``finding`` says why and what to do."""

    def __init__(self, code: KoladaCode, *, sv: str, en: str) -> None:
        self.finding = Finding(code, Severity.HARD, Text(sv=sv, en=en))
        super().__init__(sv)


class Client(Protocol):
    """What is asked of koladapy's ``KoladaAPI``."""

    def get_kpi(self, kpi_id: str) -> Mapping[str, Any]: ...

    def get_values(self, *, kpi_id: str, years: list[int]) -> list[dict[str, Any]]: ...

    def get_municipality_groups(self, query: str) -> list[dict[str, Any]]: ...


@dataclass(frozen=True, slots=True)
class KoladaKey:
    """A key figure of one year: numbers by municipality code, as Kolada gives them, both sexes together.

    ``source`` names Kolada, the key figure and the year; it is shown wherever the numbers are.
    """

    kpi: str
    year: int
    title: str
    description: str
    values: Mapping[str, Fraction]

    @property
    def source(self) -> str:
        """«Kolada, N01951 Invånare totalt, antal, 2012»."""
        return f"Kolada, {self.kpi} {self.title}, {self.year}"


@dataclass(frozen=True, slots=True)
class KoladaSeries:
    """A key figure over years: numbers by municipality code and year, as Kolada gives them, both sexes together."""

    kpi: str
    title: str
    description: str
    values: Mapping[tuple[str, int], Fraction]


def fetch_key(kpi: str, year: int, *, client: Client | None = None) -> KoladaKey:
    """The key figure ``kpi`` («N01951») of ``year``. Municipalities without a number are left out: ``check_key`` tells.

    Raises KoladaRefused (A5xx) where the id is none, the net or Kolada is down, or there are no numbers.
    """
    try:
        series = fetch_series(kpi, [year], client=client)
    except KoladaRefused as refused:
        raise _or_as_a_file(refused) from refused.__cause__
    values = {code: value for (code, _year), value in series.values.items()}
    return KoladaKey(kpi, year, series.title, series.description, values)


def fetch_series(kpi: str, years: Sequence[int], *, client: Client | None = None) -> KoladaSeries:
    """The key figure ``kpi`` of all the years. Years and municipalities without a number are left out.

    Raises KoladaRefused (A5xx) where the id is none, the net or Kolada is down, or there are no numbers at all.
    """
    if not _ID.fullmatch(kpi):
        raise KoladaRefused(
            KoladaCode.NO_SUCH_ID,
            sv=f"«{quoted(kpi)}» är inget nyckeltal i Kolada. Ett nyckeltal skrivs med N eller U och fem siffror, "
            "till exempel N01951.",
            en=f"“{quoted(kpi)}” is no key figure of Kolada. A key figure is N or U and five digits, "
            "for example N01951.",
        )
    about, answers = _asked(kpi, years, new_client() if client is None else client)
    try:
        values = dict(number for answer in answers for number in _numbers(answer))
        title, description = str(about["title"]), str(about.get("description") or "")
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise unreadable(kpi) from error
    if not values:
        when = _span(years)
        raise KoladaRefused(
            KoladaCode.NO_VALUES,
            sv=f"{kpi} «{title}» har inga tal för kommuner {when}. Välj ett annat år eller nyckeltal.",
            en=f"{kpi} “{title}” has no numbers for municipalities in {when}. Choose another year or key figure.",
        )
    return KoladaSeries(kpi, title, description, values)


def unreadable(what: str) -> KoladaRefused:
    """A505: Kolada has answered, but not as it does."""
    return KoladaRefused(
        KoladaCode.UNREADABLE,
        sv=f"Koladas svar om {what} går inte att läsa. Försök igen senare.",
        en=f"Kolada's answer on {what} cannot be read. Try again later.",
    )


def unreachable() -> KoladaRefused:
    """A503: the net or Kolada is down, or asks for patience."""
    return KoladaRefused(
        KoladaCode.UNREACHABLE,
        sv="Kolada går inte att nå just nu. Försök igen senare.",
        en="Kolada cannot be reached at the moment. Try again later.",
    )


def _or_as_a_file(refused: KoladaRefused) -> KoladaRefused:
    """The same, with the other way to a key where Kolada is what fails."""
    code, message = KoladaCode(refused.finding.code), refused.finding.message
    if code not in {KoladaCode.UNREACHABLE, KoladaCode.UNREADABLE}:
        return refused
    return KoladaRefused(
        code,
        sv=f"{message.sv} Talen kan också hämtas från kolada.se och läsas in som fil.",
        en=f"{message.en} The numbers can also be downloaded from kolada.se and loaded as a file.",
    )


def _span(years: Sequence[int]) -> str:
    return str(years[0]) if len(years) == 1 else f"{min(years)}–{max(years)}"


def new_client() -> Client:
    """koladapy's client, which here says at once that Kolada asks for patience: somebody waits for the answer.

    By itself it would sleep a minute, up to five times.
    """
    # Loaded when it is used: it brings pandas, which takes half a second.
    from koladapy import KoladaAPI

    client = KoladaAPI(timeout=15)
    client.session.hooks["response"].append(_not_waiting)
    found: Client = client
    return found


def _not_waiting(response: Any, **_: Any) -> None:
    from requests.exceptions import RequestException

    if response.status_code == 429:
        raise RequestException("Kolada asks to be asked more slowly")


def _asked(kpi: str, years: Sequence[int], client: Client) -> tuple[Mapping[str, Any], list[dict[str, Any]]]:
    from koladapy.exceptions import KoladaAPIError
    from requests.exceptions import RequestException

    try:
        return client.get_kpi(kpi), client.get_values(kpi_id=kpi, years=list(years))
    except (KoladaAPIError, RequestException) as error:
        if _says_unknown(error):
            raise KoladaRefused(
                KoladaCode.UNKNOWN_KPI,
                sv=f"Kolada har inget nyckeltal {kpi}; det kan ha tagits bort. Sök efter ett annat på kolada.se.",
                en=f"Kolada has no key figure {kpi}; it may have been withdrawn. Look for another at kolada.se.",
            ) from error
        raise unreachable() from error


def _says_unknown(error: Exception) -> bool:
    """Kolada answered and has no such key figure: status 404, or an answer without any."""
    cause = error.__cause__
    if cause is None:
        return "not found" in str(error)
    return getattr(getattr(cause, "response", None), "status_code", None) == 404


def _numbers(answer: Mapping[str, Any]) -> list[tuple[tuple[str, int], Fraction]]:
    """The municipality's number, both sexes together; nothing for regions, groups and the nation."""
    code = str(answer["municipality"])
    if not _MUNICIPALITY.fullmatch(code):
        return []
    numbers = []
    for value in answer["values"]:
        if value["gender"] != _TOTAL_GENDER or value.get("isdeleted") or value["value"] is None:
            continue
        exact = parse_exact(value["value"])
        if not isinstance(exact, Fraction):
            raise ValueError(f"{code}: {value['value']!r} is no number")
        numbers.append(((code, int(answer["period"])), exact))
    return numbers
