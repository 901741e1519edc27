"""What pydantic finds wrong with a definition, said so that its author knows what to do."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, get_args

from pydantic import BaseModel

from kompetenslyft.core.text import Text

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

_LANGUAGES = {"sv": Text(sv="svenska", en="Swedish"), "en": Text(sv="engelska", en="English")}
_ID = Text(
    sv="Skriv små bokstäver a–z, siffror och understreck, med en bokstav först.",
    en="Use lower-case letters a–z, digits and underscores, a letter first.",
)
_CODE = Text(
    sv="Skriv en stor bokstav och tre siffror, till exempel K101.",
    en="Write a capital letter and three digits, for example K101.",
)
_REMEDIES: Mapping[str, Text] = {
    "both_languages": Text(
        sv='Skriv texten på båda språken: {sv: "…", en: "…"}.',
        en='Write the text in both languages: {sv: "…", en: "…"}.',
    ),
    "string_type": Text(
        sv="Skriv text; ett tal som ska vara text sätts inom citattecken.",
        en="Write text; put a number that is meant as text within quotes.",
    ),
    "string_too_short": Text(sv="Skriv en text.", en="Write a text."),
    "date": Text(sv="Skriv datumet som 2016-01-31.", en="Write the date as 2016-01-31."),
    "bool": Text(sv="Skriv true eller false.", en="Write true or false."),
    "int": Text(sv="Skriv ett heltal.", en="Write a whole number."),
    "float": Text(sv="Skriv ett tal med decimalpunkt.", en="Write a number with a decimal point."),
    "tuple": Text(sv="Skriv en lista: [a, b].", en="Write a list: [a, b]."),
    "list": Text(sv="Skriv en lista: [a, b].", en="Write a list: [a, b]."),
    "dict": Text(sv="Skriv namn och värde: {namn: värde}.", en="Write name and value: {name: value}."),
    "model": Text(
        sv="Skriv fälten var för sig: {id: …, label: …}.", en="Write its fields: {id: …, label: …}."
    ),
}
_BOUNDS: Mapping[str, Text] = {
    "ge": Text(sv="minst", en="at least"),
    "gt": Text(sv="mer än", en="more than"),
    "le": Text(sv="högst", en="at most"),
    "lt": Text(sv="mindre än", en="less than"),
}
_OTHER = Text(sv="Jämför med en definition som fungerar.", en="Compare with a definition that works.")


def told(detail: ErrorDetails, known: Collection[str]) -> tuple[Text, Text]:
    """What is wrong and what to do, for one of pydantic's error details; ``known`` are the fields there are."""
    kind, place = detail["type"], detail["loc"]
    name = str(place[-1]) if place else "?"
    context: dict[str, Any] = detail.get("ctx", {})
    if kind == "extra_forbidden":
        return _unknown_field(name, known)
    if kind in _TOLD:
        return _TOLD[kind](name, str(detail["input"])[:40], context)
    if bound := context.keys() & _BOUNDS.keys():
        (limit,) = bound
        return _out_of_bounds(name, _BOUNDS[limit], context[limit])
    if kind == "model_type" and context.get("class_name") == "Text":
        kind = "both_languages"
    remedy = _REMEDIES.get(kind) or _REMEDIES.get(kind.split("_", maxsplit=1)[0], _OTHER)
    return _wrong(name), remedy


def field_names(model: type[BaseModel]) -> set[str]:
    """The fields of a model and of all models within it."""
    names: set[str] = set()
    seen: set[type[BaseModel]] = set()
    waiting: list[Any] = [model]
    while waiting:
        kind = waiting.pop()
        waiting += get_args(kind)
        if isinstance(kind, type) and issubclass(kind, BaseModel) and kind not in seen:
            seen.add(kind)
            names |= kind.model_fields.keys()
            waiting += [field.annotation for field in kind.model_fields.values()]
    return names


def _missing(name: str) -> tuple[Text, Text]:
    language = _LANGUAGES.get(name)
    if language is not None:
        return (
            Text(sv=f"Texten saknas på {language.sv}.", en=f"The text is missing in {language.en}."),
            Text(sv=f"Lägg till «{name}:» med översättningen.", en=f"Add “{name}:” with the translation."),
        )
    return (
        Text(sv=f"Fältet «{name}» saknas.", en=f"The field “{name}” is missing."),
        Text(sv=f"Lägg till «{name}:».", en=f"Add “{name}:”."),
    )


def _unknown_field(name: str, known: Collection[str]) -> tuple[Text, Text]:
    what = Text(sv=f"Fältet «{name}» finns inte här.", en=f"There is no field “{name}” here.")
    close = get_close_matches(name, known, n=1)
    if close and close[0] != name:
        return what, Text(sv=f"Menas «{close[0]}»?", en=f"Is “{close[0]}” meant?")
    return what, Text(sv="Ta bort det eller kontrollera indraget.", en="Remove it or check the indentation.")


def _misformed(name: str, entry: str) -> tuple[Text, Text]:
    what = Text(sv=f"«{entry}» kan inte vara {name}.", en=f"“{entry}” cannot be a {name}.")
    return what, _CODE if name == "code" else _ID


def _unknown_value(name: str, entry: str, expected: str) -> tuple[Text, Text]:
    values = expected.replace("'", "")
    return (
        Text(sv=f"«{entry}» är inget värde som «{name}» kan ha.", en=f"“{entry}” is no value of “{name}”."),
        Text(sv=f"Skriv något av {values.replace(' or ', ' eller ')}.", en=f"Write one of {values}."),
    )


def _tag(context: Mapping[str, Any]) -> str:
    """The field that tells what kind of thing is defined."""
    return str(context["discriminator"]).strip("'")


def _out_of_bounds(name: str, limit: Text, number: object) -> tuple[Text, Text]:
    return (
        Text(
            sv=f"Värdet av «{name}» är utanför sina gränser.",
            en=f"The value of “{name}” is out of its bounds.",
        ),
        Text(sv=f"Skriv {limit.sv} {number}.", en=f"Write {limit.en} {number}."),
    )


def _too_long(name: str, most: int) -> tuple[Text, Text]:
    return (
        Text(sv=f"«{name}» har för många delar.", en=f"“{name}” has too many parts."),
        Text(sv=f"Ange högst {most}.", en=f"Give {most} at most."),
    )


def _wrong(name: str) -> Text:
    return Text(sv=f"Värdet av «{name}» är av fel slag.", en=f"The value of “{name}” is of the wrong kind.")


_TOLD: Mapping[str, Callable[[str, str, dict[str, Any]], tuple[Text, Text]]] = {
    "missing": lambda name, entry, context: _missing(name),
    "string_pattern_mismatch": lambda name, entry, context: _misformed(name, entry),
    "enum": lambda name, entry, context: _unknown_value(name, entry, context["expected"]),
    "literal_error": lambda name, entry, context: _unknown_value(name, entry, context["expected"]),
    "union_tag_not_found": lambda name, entry, context: _missing(_tag(context)),
    "union_tag_invalid": lambda name, entry, context: _unknown_value(
        _tag(context), str(context["tag"])[:40], context["expected_tags"]
    ),
    "too_long": lambda name, entry, context: _too_long(name, context["max_length"]),
}
"""By pydantic's own code: from the field's name, what stands there, and what pydantic tells besides."""
