"""The numbered codes of everything the machinery itself can find wrong with an answer, in one place.

Codes of a definition's own checks (K1xx) stand in its file. Every other code says where in the pipeline it
was found: K2xx keys, S3xx the return as a whole, V4xx single values.
"""

from __future__ import annotations

from enum import StrEnum


class Code(StrEnum):
    """A finding's code. A number is never reused for something else."""

    UNKNOWN_KEY = "K201"
    """The instrument has no such cell."""
    DERIVED_KEY = "K202"
    """The cell is a total: it is computed, nobody enters it."""
    UNKNOWN_CHECK = "K203"
    """The instrument has no such check to explain."""
    GIVEN_KEY = "K204"
    """The cell is filled by the agency or worked out elsewhere: no respondent enters it."""
    FILE_KEY = "K205"
    """The answer is a document: it is attached, not written."""
    NO_FILE_KEY = "K206"
    """The answer is written, no document is attached."""

    ROW_INCOMPLETE = "S301"
    """A row is answered in part."""
    MANDATORY_MISSING = "S302"
    """An answer that is demanded is missing."""

    NOT_A_NUMBER = "V401"
    """Letters or signs in a number."""
    AMBIGUOUS_SEPARATOR = "V402"
    """A point or comma that can be read as thousands or as decimals."""
    TOO_MANY_DECIMALS = "V403"
    """More than two decimals in full-time equivalents."""
    NOT_WHOLE = "V404"
    """Decimals in a head count, kronor or on a scale."""
    NEGATIVE = "V405"
    """Below zero."""
    BELOW_MINIMUM = "V406"
    """Below the smallest figure that the question takes."""
    ABOVE_MAXIMUM = "V407"
    """Above the largest figure that the question takes."""

    UNKNOWN_OPTION = "V411"
    """Not one of the answers to choose from."""
    NOT_TEXT = "V412"
    """Something other than text where text is asked for."""
    TEXT_TOO_LONG = "V413"
    """Longer than a text answer may be."""
    CONTROL_CHARACTERS = "V414"
    """Invisible control characters in a text."""

    FILE_EMPTY = "V415"
    """An attached file without content."""
    FILE_TYPE = "V416"
    """An attached file of a kind that is not taken."""
    FILE_TOO_LARGE = "V417"
    """An attached file above the largest size."""
