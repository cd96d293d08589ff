"""A function that first-party code uses of a distribution, with all that is behind it, from the analysis."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vendorize.rewrites import by_module, options_alone, probe_for, refuse_effects, upstream_of
from vendorize.rewrites.splicing import DoesNotSplice, function_in, parsed
from vendorize_analysis.errors import UserError
from vendorize_analysis.model.events import Silent
from vendorize_analysis.model.summary import ModuleSummary
from vendorize_analysis.pipeline import analyze
from vendorize_analysis.reading import read_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from vendorize.model.rewrite import Upstream
    from vendorize.rewrites import KeptFunction
    from vendorize_analysis.model.analysis import Analysis
    from vendorize_analysis.model.options import AnalysisOptions

    Kept = tuple[KeptFunction, ...]

_MOST_LINES = 400


@dataclass(frozen=True, slots=True)
class Surface:
    """One function that may be rewritten, and what it needs."""

    module: str
    name: str
    distribution: str
    version: str
    relative: str
    """POSIX path of its module inside the distribution's location."""
    text: str
    """Its module."""
    source: str
    """The function."""
    behind: tuple[tuple[str, str], ...]
    """What it leads to, by symbol."""
    upstream: tuple[Upstream, ...]
    raised: frozenset[str]
    """Exceptions that the code names in `raise`."""
    constants: tuple[object, ...]
    probe: Path
    """A program that uses nothing but the function."""
    options: AnalysisOptions
    """For analyses of that program."""
    kept: tuple[KeptFunction, ...] = ()
    """Functions of distributions that stay in the result without this one: a replacement may use them."""

    @property
    def importable(self) -> Mapping[str, frozenset[str]]:
        """Return the names of these functions by module."""
        return by_module(one.symbol for one in self.kept)

    @property
    def symbol(self) -> str:
        """Return `module:name`."""
        return f"{self.module}:{self.name}"

    @property
    def signature(self) -> str:
        """Return the head of the function, with its types."""
        node = function_in(parsed(self.source), self.name)
        said = f"{self.name}({ast.unparse(node.args)})"
        return said if node.returns is None else f"{said} -> {ast.unparse(node.returns)}"

    @property
    def lines(self) -> int:
        """Return the most lines that a replacement may have."""
        behind = sum(text.count("\n") for _, text in self.behind)
        return min(_MOST_LINES, max(3, self.source.count("\n") + behind - 1))

    @property
    def size(self) -> int:
        """Return the bytes of the function and all behind it."""
        return len(self.source) + sum(len(text) for _, text in self.behind)


def surface_of(
    analysis: Analysis, place: tuple[str, str], folder: Path, options: AnalysisOptions, kept: Kept = ()
) -> Surface:
    """Return a function with all behind it, found by an analysis of a program that uses nothing else.

    `folder` is an empty one for that program, `kept` are functions that stay without it. Raises `UserError` for what
    calls cannot compare.
    """
    module, name = place
    loaded = analysis.modules[module]
    distribution = analysis.environment.distribution(loaded.distribution)
    text, node = _read(loaded.path, place)
    alone, probe = options_alone(analysis, options), probe_for(place, folder)
    found = analyze(probe, alone, Silent())
    _refuse(found, f"{module}.{name}")
    parts = {label: part for label, part in _parts(found) if label != f"{module}:{name}"}
    trees: list[ast.AST] = [node, *(parsed(_dedented(one)) for one in parts.values())]
    return Surface(
        *place,
        *(distribution.key, distribution.version, loaded.relative),
        text=text,
        source=_lines(text, node.lineno, node.end_lineno or node.lineno),
        behind=tuple(sorted(parts.items())),
        upstream=upstream_of(found),
        raised=_raised(trees),
        constants=constants_of(trees),
        probe=probe,
        options=alone,
        kept=kept,
    )


def _read(path: Path, place: tuple[str, str]) -> tuple[str, ast.FunctionDef]:
    """Return the text of a module, and a function in it; raises `UserError` where that cannot be replaced."""
    try:
        text = read_bytes(path).decode("utf-8")
        return text, function_in(parsed(text), place[1])
    except (DoesNotSplice, UnicodeDecodeError) as error:
        raise UserError(f"{'.'.join(place)} cannot be rewritten: {error}", hint="it stays as it is") from error


def _raised(trees: list[ast.AST]) -> frozenset[str]:
    raises = (one for tree in trees for one in ast.walk(tree) if isinstance(one, ast.Raise))
    return frozenset(_named(one.exc) for one in raises if one.exc is not None) - {""}


def constants_of(trees: Sequence[ast.AST]) -> tuple[object, ...]:
    """Return the texts, bytes and numbers that stand in some code, each once: what inputs are made near to."""
    values = (one.value for tree in trees for one in ast.walk(tree) if isinstance(one, ast.Constant))
    found = {(type(one), one): one for one in values if isinstance(one, str | bytes | int | float)}
    return tuple(found.values())


def _refuse(found: Analysis, symbol: str) -> None:
    refuse_effects(found, symbol)
    for name, text in _parts(found):
        if any(isinstance(one, ast.Global) for one in ast.walk(_or_empty(text))):
            raise UserError(f"{symbol} leads to {name}, which changes names of its module", hint="it stays as it is")


def _or_empty(text: str) -> ast.Module:
    try:
        return parsed(_dedented(text))
    except DoesNotSplice:
        return ast.Module([], [])


def _dedented(text: str) -> str:
    return "if 1:\n" + text if text[:1] in " \t" else text


def _parts(found: Analysis) -> Iterator[tuple[str, str]]:
    for name, live in sorted(found.liveness.parts.items()):
        loaded = found.modules[name]
        if not loaded.distribution or not isinstance(loaded.summary, ModuleSummary):
            continue
        text = read_bytes(loaded.path).decode("utf-8", "replace")
        for index in sorted(live):
            part = loaded.summary.parts[index]
            if part.parent == -1 and part.kind != "import":
                label = part.name or ", ".join(part.binds) or f"line {part.span.line}"
                yield f"{name}:{label}", _lines(text, part.span.line, part.span.end_line)


def _lines(text: str, first: int, last: int) -> str:
    return "\n".join(text.replace("\r\n", "\n").split("\n")[first - 1 : last]) + "\n"


def _named(node: ast.expr) -> str:
    node = node.func if isinstance(node, ast.Call) else node
    return node.id if isinstance(node, ast.Name) else ""
