"""A key is complete and plausible before anything is divided by it."""

from __future__ import annotations

from fractions import Fraction

from kompetenslyft.core.allocation.keys import check_key
from kompetenslyft.core.findings import Finding, Severity
from kompetenslyft.core.numbers import NBSP

NAMES = {"0114": "Upplands Väsby", "0180": "Stockholm", "2080": "Falun"}
SOUND = {"0114": Fraction(10), "0180": Fraction(70), "2080": Fraction(20)}


def told(findings: tuple[Finding, ...]) -> list[tuple[str, Severity, tuple[str, ...], str]]:
    return [(one.code, one.severity, one.cells, one.message.sv.replace(NBSP, " ")) for one in findings]


def test_a_sound_key_has_no_findings() -> None:
    assert check_key(SOUND, codes=NAMES) == ()
    assert check_key(SOUND, codes=NAMES, previous=SOUND) == ()


def test_missing_unknown_and_negative_numbers_stop_a_key() -> None:
    values = {"0114": Fraction(-1), "0180": Fraction(70), "9999": Fraction(3)}
    assert told(check_key(values, codes=NAMES)) == [
        (
            "A301",
            Severity.HARD,
            ("2080",),
            "Tal saknas för 1 av 3: Falun (2080). Lägg till dem; är talet noll, skriv 0.",
        ),
        ("A302", Severity.HARD, ("9999",), "Koder som ingen kommun har: 9999. Rätta eller ta bort dem."),
        (
            "A303",
            Severity.HARD,
            ("0114",),
            "Tal som är mindre än noll: Upplands Väsby (0114). Rätta dem.",
        ),
    ]


def test_all_zero_stops_a_key() -> None:
    assert [one.code for one in check_key(dict.fromkeys(NAMES, Fraction(0)), codes=NAMES)] == ["A304"]


def test_a_share_that_doubled_or_halved_is_asked_about_with_the_figures() -> None:
    values = SOUND | {"2080": Fraction(80)}
    found = told(check_key(values, codes=NAMES, previous=SOUND))
    assert found == [
        (
            "A311",
            Severity.SOFT,
            ("2080",),
            "Falun (2080) har gått från 20 till 80 sedan förra året, från 20 % till 50 % av alla. Kontrollera talet.",
        )
    ]
    assert check_key(SOUND | {"2080": Fraction(39)}, codes=NAMES, previous=SOUND) == ()


def test_all_rising_together_is_plausible_until_the_unit_is_another() -> None:
    doubled = {code: 2 * value for code, value in SOUND.items()}
    assert check_key(doubled, codes=NAMES, previous=SOUND) == ()
    thousands = {code: value / 1000 for code, value in SOUND.items()}
    ((code, severity, cells, text),) = told(check_key(thousands, codes=NAMES, previous=SOUND))
    assert (code, severity, cells) == ("A312", Severity.SOFT, ())
    assert "från 100 till 0,1" in text


def test_small_numbers_jump_without_being_asked_about() -> None:
    before = {"0114": Fraction(1), "0180": Fraction(700), "2080": Fraction(299)}
    assert check_key(before | {"0114": Fraction(3)}, codes=NAMES, previous=before) == ()
