"""What the operators and functions of the expression language do with figures, answers and blanks.

None is blank. No operation raises: what makes no sense (a text plus a number, a division by zero) is blank.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction

Operand = Fraction | int | bool | str | tuple[str, ...] | None
"""A figure in the unit as read, a truth value, a chosen option or text, several chosen options, or blank."""

_Number = Fraction | int


def conjunction(values: Iterable[Operand]) -> bool | None:
    """False if any is false, else blank if any is blank, else true."""
    result: bool | None = True
    for value in values:
        if value is False:
            return False
        if value is not True:
            result = None
    return result


def disjunction(values: Iterable[Operand]) -> bool | None:
    """True if any is true, else blank if any is blank, else false."""
    result: bool | None = False
    for value in values:
        if value is True:
            return True
        if value is not False:
            result = None
    return result


def negation(value: Operand) -> bool | None:
    """The other truth value; blank stays blank."""
    return not value if isinstance(value, bool) else None


def negative(value: Operand) -> _Number | None:
    """The figure with its sign turned."""
    number = _number(value)
    return None if number is None else -number


def _number(value: Operand) -> _Number | None:
    return value if isinstance(value, Fraction | int) and not isinstance(value, bool) else None


def _arithmetic(operate: Callable[[_Number, _Number], _Number]) -> Callable[[Operand, Operand], Operand]:
    def apply(left: Operand, right: Operand) -> Operand:
        one, other = _number(left), _number(right)
        return None if one is None or other is None else operate(one, other)

    return apply


def _divide(left: Operand, right: Operand) -> Operand:
    one, other = _number(left), _number(right)
    return None if one is None or not other else Fraction(one) / other


def _ordering(compare: Callable[[_Number, _Number], bool]) -> Callable[[Operand, Operand], Operand]:
    def apply(left: Operand, right: Operand) -> Operand:
        one, other = _number(left), _number(right)
        return None if one is None or other is None else compare(one, other)

    return apply


def _equal(left: Operand, right: Operand) -> Operand:
    if left is None or right is None:
        return None
    one, other = _number(left), _number(right)
    if one is not None and other is not None:
        return one == other
    return left == right if type(left) is type(right) else None


def _contains(member: Operand, group: Operand) -> Operand:
    if not isinstance(member, str) or not isinstance(group, tuple):
        return None
    return member in group


def _sum(values: Sequence[Operand]) -> Operand:
    numbers = _answered_numbers(values)
    return sum(numbers[1:], numbers[0]) if numbers else None


def _least(values: Sequence[Operand]) -> Operand:
    return min(_answered_numbers(values), default=None)


def _greatest(values: Sequence[Operand]) -> Operand:
    return max(_answered_numbers(values), default=None)


def _answered_numbers(values: Sequence[Operand]) -> list[_Number]:
    return [number for value in values if (number := _number(value)) is not None]


def _size(values: Sequence[Operand]) -> Operand:
    number = _number(values[0])
    return None if number is None else abs(Fraction(number))


def _all_answered(values: Sequence[Operand]) -> Operand:
    return all(value is not None for value in values)


def _within(values: Sequence[Operand]) -> Operand:
    one, other, percent = _number(values[0]), _number(values[1]), _number(values[2])
    if one is None or other is None or percent is None:
        return None
    return abs(Fraction(one - other)) * 100 <= percent * abs(Fraction(other))


ARITHMETIC: Mapping[type[ast.operator], Callable[[Operand, Operand], Operand]] = {
    ast.Add: _arithmetic(operator.add),
    ast.Sub: _arithmetic(operator.sub),
    ast.Mult: _arithmetic(operator.mul),
    ast.Div: _divide,
}
COMPARISONS: Mapping[type[ast.cmpop], Callable[[Operand, Operand], Operand]] = {
    ast.Eq: _equal,
    ast.NotEq: lambda left, right: negation(_equal(left, right)),
    ast.Lt: _ordering(operator.lt),
    ast.LtE: _ordering(operator.le),
    ast.Gt: _ordering(operator.gt),
    ast.GtE: _ordering(operator.ge),
    ast.In: _contains,
    ast.NotIn: lambda left, right: negation(_contains(left, right)),
}
FUNCTIONS: Mapping[str, Callable[[Sequence[Operand]], Operand]] = {
    "sum": _sum,
    "min": _least,
    "max": _greatest,
    "abs": _size,
    "answered": _all_answered,
    "within": _within,
}
