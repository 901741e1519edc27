"""What is said of a file of counts that cannot be protected: what is wrong, where, what to do."""

from __future__ import annotations

from collections.abc import Sequence

from kompetenslyft.core.findings import Finding, Severity
from kompetenslyft.core.text import Text

_SHOWN = 12


class DisclosureCode:
    """Findings on files of counts. D111 and D112 are of the database of the command line."""

    NO_COLUMN = "D101"
    NO_ROWS = "D102"
    NOT_A_COUNT = "D103"
    NO_CODE = "D104"
    TWO_PARENTS = "D105"
    DOES_NOT_ADD_UP = "D106"
    TOO_MANY = "D107"
    GAP = "D108"
    NOT_A_FIGURE = "D109"
    NEGATIVE = "D110"
    NOBODY = "D113"
    NO_CONTRIBUTOR = "D114"


def too_many(most: int) -> Finding:
    """The tables have more cells than can be protected."""
    return _hard(
        DisclosureCode.TOO_MANY,
        sv=f"Tabellerna har fler än {most} celler. Ta bort en variabel eller en nivå.",
        en=f"The tables have over {most} cells. Remove a variable or a level.",
    )


def no_rows() -> Finding:
    return _hard(
        DisclosureCode.NO_ROWS,
        sv="Filen har inga inre celler, bara summor eller ingenting. Lägg till delarna.",
        en="The file has no inner cells, only sums or nothing. Add the parts.",
    )


def no_code(line: int, variable: str) -> Finding:
    return _hard(
        DisclosureCode.NO_CODE,
        sv=f"Rad {line}: «{variable}» saknar kod. Fyll i den.",
        en=f"Line {line}: “{variable}” has no code. Fill it in.",
    )


def gap(line: int, variable: str) -> Finding:
    return _hard(
        DisclosureCode.GAP,
        sv=f"Rad {line}: en nivå av «{variable}» är tom men en finare är ifylld. Fyll i den.",
        en=f"Line {line}: a level of “{variable}” is blank but a finer one is not. Fill it in.",
    )


def two_parents(line: int, variable: str, code: str, first: str, second: str) -> Finding:
    return _hard(
        DisclosureCode.TWO_PARENTS,
        sv=f"Rad {line}: «{code}» i {variable} står under både {first} och {second}. Ge dem olika koder.",
        en=f"Line {line}: “{code}” in {variable} stands under both {first} and {second}. Give them different codes.",
    )


def no_columns(missing: Sequence[str], there: Sequence[str]) -> Finding:
    return _hard(
        DisclosureCode.NO_COLUMN,
        sv=f"Filen saknar {', '.join(missing)}. Den har {', '.join(there)}. "
        "Rätta definitionen eller filens rubriker.",
        en=f"The file lacks {', '.join(missing)}. It has {', '.join(there)}. "
        "Correct the definition or the file's headings.",
    )


def not_a_count(line: int, told: str) -> Finding:
    return _hard(
        DisclosureCode.NOT_A_COUNT,
        sv=f"Rad {line}: «{told[:20]}» är inget antal personer. Skriv ett heltal från 0.",
        en=f"Line {line}: “{told[:20]}” is not a number of persons. Write a whole number from 0.",
    )


def not_a_figure(line: int, column: str, told: str) -> Finding:
    if told.startswith(("-", "−")):
        return _hard(
            DisclosureCode.NEGATIVE,
            sv=f"Rad {line}: «{told[:20]}» i {column} är negativt. Negativa tal kan inte skyddas: redovisa "
            "återbetalningar och rättelser för sig, eller summera dem med det de hör till.",
            en=f"Line {line}: “{told[:20]}” in {column} is negative. Negative numbers cannot be protected: give "
            "repayments and corrections by themselves, or sum them with what they belong to.",
        )
    return _hard(
        DisclosureCode.NOT_A_FIGURE,
        sv=f"Rad {line}: «{told[:20]}» i {column} är inget heltal. Skriv hela kronor eller hundradelar, utan "
        "mellanslag och decimaler.",
        en=f"Line {line}: “{told[:20]}” in {column} is not a whole number. Write whole kronor or hundredths, without "
        "spaces and decimals.",
    )


def nobody(line: int, column: str, figure: int) -> Finding:
    return _hard(
        DisclosureCode.NOBODY,
        sv=f"Rad {line}: 0 personer men {figure} i {column}. Ange personerna bakom talet.",
        en=f"Line {line}: 0 persons but {figure} in {column}. Give the persons behind the number.",
    )


def no_contributor(line: int, column: str) -> Finding:
    return _hard(
        DisclosureCode.NO_CONTRIBUTOR,
        sv=f"Rad {line}: «{column}» är tom, så det går inte att säga vems beloppet är. Fyll i den.",
        en=f"Line {line}: “{column}” is blank, so nobody can tell whose the amount is. Fill it in.",
    )


def does_not_add_up(line: int, key: Sequence[str], stated: int, parts: Sequence[int], column: str) -> Finding:
    """``column``: what is summed, where that is not persons; else empty."""
    terms = " + ".join(map(str, parts[:_SHOWN])) or "0"
    terms += " + …" if len(parts) > _SHOWN else ""
    name = " × ".join(key) + (f" ({column})" if column else "")
    return _hard(
        DisclosureCode.DOES_NOT_ADD_UP,
        sv=f"Rad {line}: {name} anges till {stated}, men delarna är {terms} = {sum(parts)}. "
        "Rätta den siffra som är fel.",
        en=f"Line {line}: {name} is given as {stated}, but its parts are {terms} = {sum(parts)}. "
        "Correct the figure that is wrong.",
    )


def _hard(code: str, *, sv: str, en: str) -> Finding:
    return Finding(code, Severity.HARD, Text(sv=sv, en=en))
