"""Text that a user reads, in the two languages of the product."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

LANGUAGES = ("sv", "en")


class Text(BaseModel):
    """One text in Swedish and in English. Both are required: a missing translation is a broken definition."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sv: str = Field(min_length=1)
    en: str = Field(min_length=1)

    def in_language(self, language: str) -> str:
        """The text in ``language`` ("sv", "sv-se", "en", ...); Swedish where the language is another."""
        return self.en if language.lower().startswith("en") else self.sv

    def __str__(self) -> str:
        return self.sv
