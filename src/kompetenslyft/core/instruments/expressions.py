"""The small language of checks and table columns.

An expression names cells by their key (``caseworkers.women``, ``level_law.family_law.total``) and knows numbers,
texts in quotes, ``+ - * /``, comparisons, ``and or not``, ``in``, and these functions:

=========================  ==================================================================================
``sum(a, b, …)``           the sum of those that are answered; blank if none is
``min(…)``, ``max(…)``     the smallest, the largest of those that are answered; blank if none is
``abs(a)``                 the size without its sign
``answered(a, …)``         true when all are answered; never blank
``previous(a)``            the figure of the return before; ``a`` is a cell
``within(a, b, percent)``  true when ``a`` differs from ``b`` by at most ``percent`` per cent of ``b``
=========================  ==================================================================================

Figures are exact fractions in the unit as read (5390.5 FTE). Logic has three values, since blank is not
zero: what depends on a blank cell is itself blank (None), unless the rest decides (``false and blank`` is
false, ``true or blank`` is true). A division by zero and a comparison of a text with a number are blank too.
Evaluation never raises.

The source is read with Python's own parser and compiled from a whitelist of its nodes; nothing is executed.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise

from kompetenslyft.core.instruments.operations import (
    ARITHMETIC,
    COMPARISONS,
    FUNCTIONS,
    Operand,
    conjunction,
    disjunction,
    negation,
    negative,
)
from kompetenslyft.core.text import Text

Lookup = Callable[[str], Operand]
"""The figure or answer of a cell by its key, None where it is blank."""

_Compiled = Callable[[Lookup, Lookup], Operand]

LONGEST = 4000
"""Characters in an expression."""
_DEEPEST = 40
_LARGEST_LITERAL = 10**12
_ARGUMENTS = {"abs": (1, 1), "within": (3, 3), "previous": (1, 1)}
NAMES = frozenset({*FUNCTIONS, "previous"})
"""What the language calls its functions; no question may be called so."""


class ExpressionError(ValueError):
    """The source is no expression: ``position`` (a character, from 1), what is wrong, and what to do."""

    def __init__(self, position: int, what: Text, remedy: Text) -> None:
        super().__init__(f"{position}: {what.sv} {remedy.sv}")
        self.position = position
        self.what = what
        self.remedy = remedy


@dataclass(frozen=True, slots=True)
class Expression:
    """A compiled expression."""

    source: str
    references: frozenset[str]
    """The cells it names."""
    literals: frozenset[tuple[str, str]]
    """(cell, text) for each text that a cell is compared with, so that a loader can tell a misspelt option."""
    _run: _Compiled = field(repr=False, compare=False)

    def evaluate(self, lookup: Lookup, previous_lookup: Lookup | None = None) -> Operand:
        """The value; None where it depends on what is blank. Without ``previous_lookup`` all before is blank."""
        value = self._run(lookup, previous_lookup or _blank)
        return Fraction(value) if isinstance(value, int) and not isinstance(value, bool) else value


def parse(source: str) -> Expression:
    """The expression that ``source`` is; ExpressionError where it is none."""
    text = source.strip().replace("\n", " ")
    if len(text) > LONGEST:
        raise _error(
            LONGEST,
            (
                f"Uttrycket är längre än {LONGEST} tecken.",
                f"The expression is longer than {LONGEST} characters.",
            ),
            ("Dela upp det.", "Split it."),
        )
    try:
        tree = ast.parse(text, mode="eval")
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        position = getattr(error, "offset", None) or 1
        raise _error(
            position,
            (
                f"Uttrycket går inte att läsa vid tecken {position}.",
                f"The expression breaks at character {position}.",
            ),
            ("Kontrollera parenteser, citattecken och räknesätt.", "Check brackets, quotes and operators."),
        ) from None
    compiler = _Compiler()
    run = compiler.compile(tree.body, 0)
    return Expression(
        text,
        frozenset(compiler.references),
        frozenset(compiler.literals),
        run,
    )


class _Compiler:
    def __init__(self) -> None:
        self.references: set[str] = set()
        self.literals: set[tuple[str, str]] = set()

    def compile(self, node: ast.expr, depth: int) -> _Compiled:
        if depth > _DEEPEST:
            raise _error(
                _position(node),
                ("Uttrycket har för många nivåer.", "The expression is nested too deeply."),
                ("Förenkla det.", "Simplify it."),
            )
        match node:
            case ast.Constant():
                return _constant(node)
            case ast.Name() | ast.Attribute():
                return self._cell(node)
            case ast.Tuple() | ast.List():
                return _texts(node)
            case ast.Call():
                return self._call(node, depth)
            case ast.Compare() if all(type(op) in COMPARISONS for op in node.ops):
                return self._comparison(node, depth)
        return self._operation(node, depth)

    def _operation(self, node: ast.expr, depth: int) -> _Compiled:
        match node:
            case ast.BoolOp():
                parts = [self.compile(value, depth + 1) for value in node.values]
                combine = conjunction if isinstance(node.op, ast.And) else disjunction
                return lambda now, before: combine(part(now, before) for part in parts)
            case ast.UnaryOp(op=ast.Not() | ast.USub()):
                part = self.compile(node.operand, depth + 1)
                turn = negation if isinstance(node.op, ast.Not) else negative
                return lambda now, before: turn(part(now, before))
            case ast.BinOp() if type(node.op) in ARITHMETIC:
                operate = ARITHMETIC[type(node.op)]
                left, right = self.compile(node.left, depth + 1), self.compile(node.right, depth + 1)
                return lambda now, before: operate(left(now, before), right(now, before))
        raise _unknown(node)

    def _cell(self, node: ast.expr) -> _Compiled:
        key = _key(node)
        if key is None:
            raise _unknown(node)
        if key in NAMES:
            raise _error(
                _position(node),
                (
                    f"«{key}» är en funktion och saknar parentes.",
                    f"“{key}” is a function and lacks its brackets.",
                ),
                (f"Skriv {key}(…).", f"Write {key}(…)."),
            )
        self.references.add(key)
        return lambda now, before: now(key)

    def _comparison(self, node: ast.Compare, depth: int) -> _Compiled:
        operands = [node.left, *node.comparators]
        for one, other in pairwise(operands):
            self._note_literals(one, other)
            self._note_literals(other, one)
        parts = [self.compile(operand, depth + 1) for operand in operands]
        compares = [COMPARISONS[type(op)] for op in node.ops]
        if len(compares) == 1:
            (left, right), compare = parts, compares[0]
            return lambda now, before: compare(left(now, before), right(now, before))

        def chain(now: Lookup, before: Lookup) -> Operand:
            values = [part(now, before) for part in parts]
            return conjunction(
                compare(*pair) for compare, pair in zip(compares, pairwise(values), strict=True)
            )

        return chain

    def _note_literals(self, cell: ast.expr, text: ast.expr) -> None:
        key = _key(cell)
        literals = text.elts if isinstance(text, ast.Tuple | ast.List) else [text]
        for literal in literals:
            if key is not None and isinstance(literal, ast.Constant) and isinstance(literal.value, str):
                self.literals.add((key, literal.value))

    def _call(self, node: ast.Call, depth: int) -> _Compiled:
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        if name not in NAMES:
            known = ", ".join(sorted(NAMES))
            raise _error(
                _position(node),
                (f"Funktionen «{name}» finns inte.", f"There is no function “{name}”."),
                (f"Använd någon av {known}.", f"Use one of {known}."),
            )
        fewest, most = _ARGUMENTS.get(name, (1, None))
        count = len(node.args)
        if node.keywords or count < fewest or (most is not None and count > most):
            wanted = str(fewest) if most else f"{fewest}…"
            raise _error(
                _position(node),
                (
                    f"«{name}» har {count} värden inom parentesen.",
                    f"“{name}” has {count} values in its brackets.",
                ),
                (f"Ge den {wanted}, åtskilda av kommatecken.", f"Give it {wanted}, separated by commas."),
            )
        if name == "previous":
            return self._previous(node.args[0])
        parts = [self.compile(argument, depth + 1) for argument in node.args]
        function = FUNCTIONS[name]
        return lambda now, before: function([part(now, before) for part in parts])

    def _previous(self, node: ast.expr) -> _Compiled:
        key = _key(node)
        if key is None:
            raise _error(
                _position(node),
                (
                    "«previous» tar en uppgift, inte ett uttryck.",
                    "“previous” takes a cell, not an expression.",
                ),
                (
                    "Skriv till exempel previous(caseworkers.total).",
                    "Write for example previous(caseworkers.total).",
                ),
            )
        self.references.add(key)
        return lambda now, before: before(key)


def _constant(node: ast.Constant) -> _Compiled:
    value = node.value
    if isinstance(value, str):
        return lambda now, before: value
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= _LARGEST_LITERAL:
        exact = Fraction(repr(value))
        return lambda now, before: exact
    raise _unknown(node)


def _texts(node: ast.Tuple | ast.List) -> _Compiled:
    texts = [
        part.value for part in node.elts if isinstance(part, ast.Constant) and isinstance(part.value, str)
    ]
    if len(texts) != len(node.elts):
        raise _unknown(node)
    members = tuple(texts)
    return lambda now, before: members


def _key(node: ast.expr) -> str | None:
    parts: list[str] = []
    while isinstance(node, ast.Attribute) and len(parts) < _DEEPEST:
        parts.append(node.attr)
        node = node.value
    return ".".join([node.id, *reversed(parts)]) if isinstance(node, ast.Name) else None


def _blank(_key: str) -> None:
    return None


def _unknown(node: ast.expr) -> ExpressionError:
    return _error(
        _position(node),
        (
            f"Det som står vid tecken {_position(node)} ingår inte i språket.",
            f"What stands at character {_position(node)} is not part of the language.",
        ),
        (
            "Använd uppgifter, tal, + − * /, jämförelser, and, or, not, in och funktionerna.",
            "Use cells, numbers, + − * /, comparisons, and, or, not, in and the functions.",
        ),
    )


def _position(node: ast.expr) -> int:
    return node.col_offset + 1


def _error(position: int, what: tuple[str, str], remedy: tuple[str, str]) -> ExpressionError:
    return ExpressionError(position, Text(sv=what[0], en=what[1]), Text(sv=remedy[0], en=remedy[1]))
