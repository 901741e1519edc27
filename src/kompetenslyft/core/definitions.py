"""Reading definitions: YAML with line numbers, and errors that say file, line and remedy.

YAML 1.2 rules hold (``no`` and ``on`` are text). Aliases are allowed and bounded, tags are not. Everything that is
wrong with a file is collected and told at once, as far as the file can be read.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from kompetenslyft.core.definition_messages import field_names, told
from kompetenslyft.core.text import Text

Path = tuple[str | int, ...]
"""Where in a document: keys and positions from the top."""

Data = dict[str, "Data"] | list["Data"] | str | int | float | bool | None

LARGEST_FILE = 1_000_000
"""Characters in a definition file."""
_MOST_NODES = 100_000
_DEEPEST = 30
_TAG = "tag:yaml.org,2002:"
_PLAIN_TAGS = {"map", "seq", "str", "int", "float", "bool", "null", "timestamp", "value", "merge"}

M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class DefinitionProblem:
    """One thing wrong with a definition file: line (from 1), path within the document, what, and what to do."""

    file: str
    line: int
    path: Path
    what: Text
    remedy: Text

    def in_language(self, language: str) -> str:
        """``file:line: what remedy``."""
        return (
            f"{self.file}:{self.line}: {self.what.in_language(language)} {self.remedy.in_language(language)}"
        )

    def __str__(self) -> str:
        return self.in_language("sv")


class DefinitionError(Exception):
    """A definition cannot be used. ``problems`` has at least one, in the order of the file."""

    def __init__(self, problems: Iterable[DefinitionProblem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda problem: problem.line))
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def in_language(self, language: str) -> str:
        """One problem a line."""
        return "\n".join(problem.in_language(language) for problem in self.problems)


@dataclass(frozen=True)
class Document:
    """A definition file as plain data, and the line that each part of it stands on."""

    file: str
    data: Data
    lines: Mapping[Path, int]

    def line(self, path: Sequence[str | int]) -> int:
        """The line of that part, or of the innermost part around it that is written out."""
        for length in range(len(path), 0, -1):
            line = self.lines.get(tuple(path[:length]))
            if line is not None:
                return line
        return 1

    def problem(self, path: Sequence[str | int], what: Text, remedy: Text) -> DefinitionProblem:
        """What is wrong at ``path``, with the line it stands on."""
        return DefinitionProblem(self.file, self.line(path), tuple(path), what, remedy)

    def build(self, model: type[M], data: Data) -> M:
        """``data`` (the document's, perhaps completed) as ``model``; DefinitionError with every mismatch."""
        try:
            return model.model_validate(data)
        except ValidationError as error:
            known = field_names(model)
            problems = []
            for detail in error.errors(include_url=False):
                what, remedy = told(detail, known)
                problems.append(self.problem(self._written(detail["loc"]), what, remedy))
            raise DefinitionError(problems) from None

    def _written(self, place: Path) -> Path:
        """A place in a model as a path in the document, without what pydantic adds: the kind of a tagged part."""
        path: Path = ()
        for index, step in enumerate(place):
            if (*path, step) in self.lines or index == len(place) - 1:
                path = (*path, step)
        return path


def read_document(source: str | bytes, file: str) -> Document:
    """The one document in a YAML file; DefinitionError where it cannot be read."""
    text = _decoded(source, file)
    if len(text) > LARGEST_FILE:
        raise _unreadable(
            file,
            1,
            Text(
                sv=f"Filen är större än {LARGEST_FILE} tecken.",
                en=f"The file has over {LARGEST_FILE} characters.",
            ),
            Text(sv="Dela upp den.", en="Split it."),
        )
    root = _composed(text, file)
    reader = _Reader(file)
    data = reader.read(root, ()) if root is not None else None
    if not isinstance(data, dict):
        reader.add(
            root,
            (),
            Text(sv="Filen har inga fält på översta nivån.", en="The file has no fields at its top level."),
            Text(
                sv="Börja med «id:», «version:» och «title:».",
                en="Start with “id:”, “version:” and “title:”.",
            ),
        )
    if reader.problems:
        raise DefinitionError(reader.problems)
    return Document(file, data, reader.lines)


def _decoded(source: str | bytes, file: str) -> str:
    if isinstance(source, str):
        return source.removeprefix("\ufeff")
    try:
        return source.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _unreadable(
            file,
            source.count(b"\n", 0, error.start) + 1,
            Text(sv="Filen är inte UTF-8.", en="The file is not UTF-8."),
            Text(sv="Spara den på nytt som UTF-8.", en="Save it again as UTF-8."),
        ) from None


def _composed(text: str, file: str) -> Node | None:
    try:
        node: Node | None = YAML(typ="safe", pure=True).compose(text)
        return node
    except RecursionError:
        raise _unreadable(
            file,
            1,
            Text(sv="Filen har för många nivåer.", en="The file is nested too deeply."),
            Text(sv="Kontrollera parenteserna.", en="Check the brackets."),
        ) from None
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        position = getattr(error, "position", 0)
        line = mark.line + 1 if mark is not None else text.count("\n", 0, position) + 1
        detail = getattr(error, "problem", None) or getattr(error, "reason", None) or "?"
        raise _unreadable(
            file,
            min(line, text.count("\n") + 1),
            Text(sv=f"Filen är inte giltig YAML ({detail}).", en=f"The file is not valid YAML ({detail})."),
            Text(
                sv="Kontrollera indrag, citattecken, kolon och parenteser på raden och raden före.",
                en="Check indentation, quotes, colons and brackets on the line and the line before.",
            ),
        ) from None


def _unreadable(file: str, line: int, what: Text, remedy: Text) -> DefinitionError:
    return DefinitionError([DefinitionProblem(file, line, (), what, remedy)])


class _Reader:
    """Turns YAML nodes into plain data, noting lines and what is wrong."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.lines: dict[Path, int] = {}
        self.problems: list[DefinitionProblem] = []
        self._nodes = 0

    def add(self, node: Node | None, path: Path, what: Text, remedy: Text) -> None:
        line = node.start_mark.line + 1 if node is not None else 1
        self.problems.append(DefinitionProblem(self.file, line, path, what, remedy))

    def read(self, node: Node, path: Path) -> Data:
        self._nodes += 1
        if self._nodes > _MOST_NODES or len(path) > _DEEPEST:
            raise _unreadable(
                self.file,
                node.start_mark.line + 1,
                Text(
                    sv="Filen växer utan gräns genom alias (*).",
                    en="The file grows without bound through aliases (*).",
                ),
                Text(sv="Skriv ut innehållet i stället.", en="Write the content out instead."),
            )
        self.lines.setdefault(path, node.start_mark.line + 1)
        self._refuse_tag(node, path)
        if isinstance(node, MappingNode):
            return self._mapping(node, path)
        if isinstance(node, SequenceNode):
            return [self.read(item, (*path, position)) for position, item in enumerate(node.value)]
        return self._scalar(node, path)

    def _mapping(self, node: MappingNode, path: Path) -> Data:
        result: dict[str, Data] = {}
        for key_node, value_node in node.value:
            key = key_node.value
            if not isinstance(key_node, ScalarNode) or not isinstance(key, str):
                self.add(
                    key_node,
                    path,
                    Text(sv="Ett fältnamn är inte ett enkelt ord.", en="A field name is not a plain word."),
                    Text(sv="Skriv namnet före ett kolon.", en="Write the name before a colon."),
                )
                continue
            if key in result:
                first = self.lines[(*path, key)]
                self.add(
                    key_node,
                    (*path, key),
                    Text(
                        sv=f"«{key}» står två gånger, först på rad {first}.",
                        en=f"“{key}” stands twice, first on line {first}.",
                    ),
                    Text(sv="Ta bort en av dem.", en="Remove one of them."),
                )
                continue
            self._refuse_tag(key_node, (*path, key))
            self.lines[(*path, key)] = key_node.start_mark.line + 1
            result[key] = self.read(value_node, (*path, key))
        return result

    def _refuse_tag(self, node: Node, path: Path) -> None:
        tag = str(node.tag)
        if tag.removeprefix(_TAG) not in _PLAIN_TAGS:
            self.add(
                node,
                path,
                Text(
                    sv=f"Märket «{tag[:60]}» kan inte användas här.",
                    en=f"The tag “{tag[:60]}” cannot be used here.",
                ),
                Text(sv="Ta bort det.", en="Remove it."),
            )

    def _scalar(self, node: Node, path: Path) -> Data:
        kind = str(node.tag).removeprefix(_TAG)
        text: str = node.value
        if kind in {"str", "timestamp", "value", "merge"}:
            return text
        if kind == "null":
            return None
        if kind == "bool":
            return text.lower() == "true" if text.lower() in {"true", "false"} else text
        number = _number(text) if kind in {"int", "float"} else None
        if number is None and kind in _PLAIN_TAGS:
            self.add(
                node,
                path,
                Text(sv=f"«{text[:40]}» kan inte användas här.", en=f"“{text[:40]}” cannot be used here."),
                Text(
                    sv="Skriv ett vanligt tal, eller text inom citattecken.",
                    en="Write a plain number, or text within quotes.",
                ),
            )
        return number


def _number(text: str) -> int | float | None:
    try:
        return int(text)
    except ValueError:
        pass
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None
