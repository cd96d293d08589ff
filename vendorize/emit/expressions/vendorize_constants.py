"""Work out constant expressions from their syntax trees as Python would (Python 3.8+); no code runs.

Known are texts and numbers, lists and dictionaries of them, names that are bound to such, a few operators, and methods
of texts that make texts. Sets are not: the order of what they hold differs.
"""

from __future__ import annotations

import ast
import operator
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    Values = dict[str, Any]
    """Names by which a value is known."""

_LONGEST = 100_000
"""Signs of a text, and items of a list, that are worked out at most."""
_MOST_WORK = 10_000_000
"""Signs that a form may make, at most, of what it is given."""
_MOST_TURNS = 10_000
"""Of all comprehensions of a module."""
_METHODS = frozenset({"encode", "format", "join", "lower", "lstrip", "replace", "rstrip", "strip", "upper"})
_OPERATORS: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.BitOr: operator.or_,
    ast.Mod: operator.mod,
}
_SIZED = (str, bytes, list, dict)
_WIDE = re.compile(r"%(\([^)]*\))?[-#0 +\d.]*(\*|\d{4})|\{[^}]*[:.\[]")
"""A form that can ask for more text than there is memory, or look into what it is given."""


class UnknownValueError(Exception):
    """An expression has no value that can be worked out."""


class Compiled:
    """What `re.compile` gives, as far as its text goes."""

    def __init__(self, pattern: str | bytes) -> None:
        self.pattern = pattern


class Constants:
    """Works expressions out; `of_re` tells what of the module `re` an expression names, by its own name there."""

    def __init__(self, of_re: Callable[[ast.expr], str]) -> None:
        self._of_re = of_re
        self._turns = _MOST_TURNS

    def value(self, node: ast.AST | None, values: Values) -> Any:
        """Return the value of an expression; raises `UnknownValueError`."""
        try:
            found = self._worked_out(node, values)
        except UnknownValueError:
            raise
        except Exception as error:  # what Python would raise, too
            raise UnknownValueError from error
        if not isinstance(found, (*_SIZED, int, type(None), Compiled)) or (
            isinstance(found, _SIZED) and len(found) > _LONGEST
        ):
            raise UnknownValueError
        return found

    def turns(
        self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp, values: Values
    ) -> Iterator[Values]:
        """Yield what is known in each turn of a comprehension over something known; nothing for another."""
        loop = node.generators[0]
        if len(node.generators) > 1 or loop.ifs or loop.is_async:
            return
        try:
            items = self.value(loop.iter, values)
        except UnknownValueError:
            return
        for item in items if isinstance(items, (list, dict)) else ():
            self._turns -= 1
            if self._turns < 0:
                return
            if isinstance(loop.target, ast.Name):
                yield {**values, loop.target.id: item}
            elif isinstance(loop.target, ast.Tuple) and isinstance(item, list):
                names = [one.id for one in loop.target.elts if isinstance(one, ast.Name)]
                if len(names) == len(loop.target.elts) == len(item):
                    yield {**values, **dict(zip(names, item))}

    def _worked_out(self, node: ast.AST | None, values: Values) -> Any:  # noqa: C901, PLR0911 - a case a line
        if isinstance(node, ast.Constant):
            return node.value
        if isinstance(node, ast.Name) and node.id in values:
            return values[node.id]
        if isinstance(node, (ast.Tuple, ast.List)):
            return [self.value(one, values) for one in node.elts]
        if isinstance(node, ast.Dict):
            return {self.value(key, values): self.value(one, values) for key, one in zip(node.keys, node.values)}
        if isinstance(node, ast.BinOp):
            return self._operated(node, values)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            return -self.value(node.operand, values)
        if isinstance(node, ast.JoinedStr):
            return self._formatted(node, values)
        if isinstance(node, ast.Subscript):
            return self.value(node.value, values)[self._place(node.slice, values)]
        if isinstance(node, ast.Call):
            return self._called(node, values)
        if isinstance(node, (ast.ListComp, ast.GeneratorExp)):
            return [self.value(node.elt, turn) for turn in self.turns(node, values)]
        if isinstance(node, ast.Attribute) and node.attr == "pattern":
            return self.value(node.value, values).pattern
        if isinstance(node, ast.expr) and self._of_re(node).isupper():
            return int(getattr(re, self._of_re(node)))
        raise UnknownValueError

    def _operated(self, node: ast.BinOp, values: Values) -> Any:
        left, right = self.value(node.left, values), self.value(node.right, values)
        if isinstance(node.op, ast.Mod):
            if not isinstance(left, str) or _WIDE.search(left):
                raise UnknownValueError
            right = tuple(right) if isinstance(right, list) else right
            pieces = right if isinstance(right, tuple) else [right]
            _bound(left.count("%"), right.values() if isinstance(right, dict) else pieces)
        return _OPERATORS[type(node.op)](left, right)

    def _formatted(self, node: ast.JoinedStr, values: Values) -> str:
        found = ""
        for one in node.values:
            found += self._piece(one, values)
            _bound(1, [found])
        return found

    def _piece(self, node: ast.expr, values: Values) -> str:
        """Return a piece of a formatted text."""
        if not isinstance(node, ast.FormattedValue):
            return str(self.value(node, values))
        found = self.value(node.value, values)
        if node.conversion != -1 or node.format_spec is not None or not isinstance(found, (str, int)):
            raise UnknownValueError
        return str(found)

    def _place(self, node: ast.AST, values: Values) -> Any:
        """Return what stands between brackets."""
        if isinstance(node, ast.Slice):
            ends = (node.lower, node.upper, node.step)
            return slice(*(None if one is None else self.value(one, values) for one in ends))
        if type(node).__name__ == "Index":  # around it before Python 3.9
            node = getattr(node, "value", node)
        return self.value(node, values)

    def _called(self, node: ast.Call, values: Values) -> Any:
        given = [self.value(one, values) for one in node.args]
        named = {one.arg or "": self.value(one.value, values) for one in node.keywords}
        if self._of_re(node.func) == "compile":
            return Compiled(self.value(node.args[0], values))
        if self._of_re(node.func) == "escape":
            return re.escape(*given, **named)
        if not isinstance(node.func, ast.Attribute) or "" in named:
            raise UnknownValueError
        owner, method = self.value(node.func.value, values), node.func.attr
        if method == "items" and isinstance(owner, dict):
            return list(map(list, owner.items()))
        if method not in _METHODS or not isinstance(owner, (str, bytes)):
            raise UnknownValueError
        if method == "format" and (not isinstance(owner, str) or _WIDE.search(owner)):
            raise UnknownValueError
        pieces = [*given, *named.values()]
        if method == "join":
            pieces = [owner, *given[0]]
        _bound(max(len(owner), len(pieces)) + 1, pieces)
        return getattr(owner, method)(*given, **named)


def _bound(times: int, pieces: Iterable[Any]) -> None:
    """Raise `UnknownValueError` for pieces that may make more than there is memory, if each is taken so many times."""
    for one in pieces:
        if (
            not isinstance(one, (str, bytes, int))
            or times * len(str(one) if isinstance(one, int) else one) > _MOST_WORK
        ):
            raise UnknownValueError
