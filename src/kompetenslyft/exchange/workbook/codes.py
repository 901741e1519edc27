"""The numbered codes of what can be wrong with a workbook: W1xx the file, W2xx the form in it, W3xx single cells."""

from __future__ import annotations

from enum import StrEnum


class WorkbookCode(StrEnum):
    """A finding's code. A number is never reused for something else."""

    EMPTY_FILE = "W101"
    TOO_LARGE = "W102"
    OLD_FORMAT = "W103"
    ENCRYPTED = "W104"
    DAMAGED = "W105"
    ZIP_BOMB = "W106"
    MACROS = "W107"
    NOT_A_WORKBOOK = "W108"
    UNSAFE_XML = "W109"

    NO_STAMP = "W201"
    """Not downloaded from here, or the hidden stamp sheet was lost."""
    OTHER_FORMAT = "W202"
    """Made by another version of the workbook format."""
    OTHER_ROUND = "W203"
    OTHER_UNIT = "W204"
    OTHER_INSTRUMENT = "W205"
    SHEET_MISSING = "W206"
    SHEET_RENAMED = "W207"
    CELLS_MISSING = "W208"
    """Rows or columns of the form were removed."""
    ROW_DUPLICATED = "W209"
    LABEL_CHANGED = "W210"

    FORMULA_REFUSED = "W301"
    FORMULA_READ = "W302"
    """Plain arithmetic such as =12+3,5: the result is read."""
    ERROR_VALUE = "W303"
    TRUTH_VALUE = "W304"
    DATE = "W305"
    PERCENT = "W306"
    MERGED = "W307"
    OUTSIDE_FORM = "W308"
    OTHER_SHEET = "W309"
    TOTAL_OVERWRITTEN = "W311"
    GIVEN_OVERWRITTEN = "W312"
    """Another figure where one is given, or a name where a file is attached: not read."""
    UNCLEAR_MARK = "W310"
