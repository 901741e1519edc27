"""A report from its YAML text, checked against the tables it draws on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kompetenslyft.core.definitions import DefinitionError, DefinitionProblem, Document, Path, read_document
from kompetenslyft.core.instruments.expressions import Expression, ExpressionError, parse
from kompetenslyft.core.reports.figures import ROUND_FIGURES, known, table_name
from kompetenslyft.core.reports.model import Block, Chart, ReportDefinition
from kompetenslyft.core.reports.placeholders import PlaceholderError, placeholders
from kompetenslyft.core.tabulation.model import TableDefinition, TableSet
from kompetenslyft.core.text import Text

_FIX = Text(sv="Rätta platshållaren.", en="Correct the placeholder.")


def load_report(source: str | bytes, file: str, table_sets: Mapping[str, TableSet]) -> ReportDefinition:
    """The report in ``source``; DefinitionError that names ``file``, lines and remedies where it is broken.

    ``table_sets`` are the loaded table sets by ``id@version``.
    """
    document = read_document(source, file)
    definition = document.build(ReportDefinition, document.data)
    problems = list(_Checker(document, definition, table_sets).problems())
    if problems:
        raise DefinitionError(problems)
    return definition


class _Checker:
    def __init__(
        self, document: Document, definition: ReportDefinition, sets: Mapping[str, TableSet]
    ) -> None:
        self._document = document
        self._definition = definition
        self._sets = sets
        self._tables: dict[str, TableDefinition] = {}
        self._figures: set[str] = set()

    def problems(self) -> Iterator[DefinitionProblem]:
        for position, ref in enumerate(self._definition.tables):
            if ref not in self._sets:
                yield self._problem(
                    ("tables", position),
                    Text(sv=f"Tabellerna «{ref}» finns inte.", en=f"There are no tables “{ref}”."),
                    Text(sv=f"Välj bland {_listed(self._sets)}.", en=f"Choose among {_listed(self._sets)}."),
                )
                continue
            for table in self._sets[ref].tables:
                self._tables[table_name(table.number)] = table
        yield from self._ids()
        for path, _, section in self._definition.walk():
            if section.when is not None:
                yield from self._source((*path, "when"), section.when)
            for position, block in enumerate(section.blocks):
                yield from self._block((*path, "blocks", position), block)

    def _ids(self) -> Iterator[DefinitionProblem]:
        seen: set[str] = set()
        for path, _, section in self._definition.walk():
            named: list[tuple[Path, str]] = [((*path, "id"), section.id)]
            for position, block in enumerate(section.blocks):
                figure = block.chart or block.map
                if figure is not None:
                    kind = "chart" if block.chart else "map"
                    named.append(((*path, "blocks", position, kind, "id"), figure.id))
                    self._figures.add(figure.id)
            for where, name in named:
                if name in seen:
                    yield self._problem(
                        where,
                        Text(sv=f"«{name}» står två gånger.", en=f"“{name}” stands twice."),
                        Text(
                            sv="Ge varje avsnitt och figur ett eget id.",
                            en="Give each section and figure its own id.",
                        ),
                    )
                seen.add(name)

    def _block(self, path: Path, block: Block) -> Iterator[DefinitionProblem]:
        for below, sentence in block.texts():
            for position, alternative in enumerate(sentence.alternatives):
                where = (*path, *below, *(("choose", position) if sentence.choose else ()))
                yield from self._text(where, alternative.text)
                if alternative.when is not None:
                    yield from self._source((*where, "when"), alternative.when)
        if block.table is not None and table_name(block.table) not in self._tables:
            yield self._unknown((*path, "table"), block.table)
        if block.chart is not None:
            yield from self._chart((*path, "chart"), block.chart)

    def _chart(self, path: Path, chart: Chart) -> Iterator[DefinitionProblem]:
        for position, number in enumerate(chart.tables):
            table = self._tables.get(table_name(number))
            if table is None:
                yield self._unknown((*path, "tables", position), number)
                continue
            for index, column in enumerate(chart.columns):
                if column not in {each.id for each in table.columns}:
                    yield self._unknown((*path, "columns", index), f"{table_name(number)}.{column}")
        for position, line in enumerate(chart.lines):
            for index, source in enumerate(line.values):
                yield from self._source((*path, "lines", position, "values", index), source)

    def _text(self, path: Path, text: str) -> Iterator[DefinitionProblem]:
        try:
            found = list(placeholders(text))
        except (PlaceholderError, ExpressionError) as error:
            what = error.what if isinstance(error, ExpressionError) else Text(sv=str(error), en=str(error))
            yield self._problem(path, what, _FIX)
            return
        for placeholder in found:
            for expression in placeholder.expressions:
                yield from self._names(path, expression)
            if placeholder.kind == "figure":
                missing = [name for name in placeholder.names if name not in self._figures]
            elif placeholder.kind == "table":
                missing = [name for name in placeholder.names if table_name(name) not in self._tables]
            else:
                missing = [name for name in placeholder.names if not self._is_column(name)]
            for name in missing:
                yield self._unknown(path, name)

    def _source(self, path: Path, source: str) -> Iterator[DefinitionProblem]:
        try:
            expression = parse(source)
        except ExpressionError as error:
            yield self._problem(path, error.what, error.remedy)
            return
        yield from self._names(path, expression)

    def _names(self, path: Path, expression: Expression) -> Iterator[DefinitionProblem]:
        for reference in sorted(expression.references - ROUND_FIGURES):
            table_part, _, rest = reference.partition(".")
            table = self._tables.get(table_part)
            if table is None or not known(table, _row_ids(table), rest):
                yield self._unknown(path, reference)

    def _is_column(self, name: str) -> bool:
        table_part, _, column = name.partition(".")
        table = self._tables.get(table_part)
        return table is not None and column in {each.id for each in table.columns if not each.is_label}

    def _unknown(self, path: Path, name: str) -> DefinitionProblem:
        return self._problem(
            path,
            Text(sv=f"«{name}» finns inte bland tabellerna.", en=f"“{name}” is not among the tables."),
            Text(
                sv="Skriv tabell, rad och kolumn som de heter i tabelldefinitionen, "
                "till exempel t5.family_law.lacking_pct.",
                en="Write table, row and column as the table definition calls them, such as t5.family_law.lacking_pct.",
            ),
        )

    def _problem(self, path: Path, what: Text, remedy: Text) -> DefinitionProblem:
        return self._document.problem(path, what, remedy)


def _row_ids(table: TableDefinition) -> tuple[str, ...]:
    return tuple(item.id for item in table.rows.items) or ("all",)


def _listed(names: Mapping[str, TableSet]) -> str:
    return ", ".join(sorted(names)) or "–"
