"""Fields that read numbers as people write them: «1 234 567», «12,5»."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from kompetenslyft.core.instruments.model import Unit
from kompetenslyft.core.numbers import NumberProblem, format_fraction, natural, parse_number
from kompetenslyft.web.grants.crumbs import language


class KronorField(forms.CharField):
    """Whole kronor; None where nothing is entered."""

    def __init__(self, *, minimum: int = 0, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}))
        super().__init__(**kwargs)
        self._minimum = minimum

    def clean(self, value: Any) -> int | None:
        text = super().clean(value)
        number = parse_number(text, Unit.SEK, minimum=self._minimum)
        if isinstance(number, NumberProblem):
            raise ValidationError(number.message.in_language(language()))
        return number

    def prepare_value(self, value: Any) -> Any:
        return format_fraction(value, language(), 0) if isinstance(value, int) else value


class ShareField(forms.CharField):
    """A number with up to two decimals, as a percentage or a weight; None where nothing is entered."""

    def __init__(self, *, minimum: float = 0, maximum: float | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(**kwargs)
        self._minimum, self._maximum = minimum, maximum

    def clean(self, value: Any) -> Fraction | None:
        text = super().clean(value)
        number = parse_number(text, Unit.FTE, minimum=self._minimum, maximum=self._maximum)
        if isinstance(number, NumberProblem):
            raise ValidationError(number.message.in_language(language()))
        return None if number is None else natural(number, Unit.FTE)

    def prepare_value(self, value: Any) -> Any:
        return format_fraction(value, language()) if isinstance(value, Fraction) else value
