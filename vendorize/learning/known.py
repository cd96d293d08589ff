"""What is known about the files of a trace: their modules, the symbols at their lines, the hazards there."""

from __future__ import annotations

import ast
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from vendorize_analysis.model.summary import ModuleSummary

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vendorize.model.plan import Plan
    from vendorize_analysis.model.analysis import Analysis
    from vendorize_analysis.model.hazards import SiteHazard

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True, slots=True)
class Known:
    """An analysis with the decisions that follow from it."""

    analysis: Analysis
    plan: Plan
    _modules: dict[str, str] = field(default_factory=dict)
    _trees: dict[str, ast.Module | None] = field(default_factory=dict)

    def module(self, file: str) -> str:
        """Give the dotted name of the module that a file (without symbolic links) is; empty for a foreign one."""
        if not self._modules:
            for module in self.analysis.project.modules:
                self._modules[os.path.realpath(module.path)] = module.name
            for found in self.analysis.environment.distributions:
                for installed in found.modules:
                    if installed.kind != "extension":
                        self._modules.setdefault(os.path.realpath(installed.path), installed.name)
        return self._modules.get(file, "")

    def module_of(self, symbol: str) -> str:
        """Give the longest beginning of a symbol that is an installed module."""
        self.module("")
        names = set(self._modules.values())
        module = symbol
        while module and module not in names:
            module = module.rpartition(".")[0]
        return module

    def submodules(self, package: str) -> list[str]:
        """Give the names of the installed modules directly inside a package."""
        self.module("")
        found = {name.rpartition(".")[2] for name in self._modules.values() if name.rpartition(".")[0] == package}
        return sorted(found)

    def file(self, module: str) -> str:
        """Give the file of a module; empty where there is none."""
        self.module("")
        return next((file for file, name in self._modules.items() if name == module), "")

    def symbol(self, file: str, line: int) -> str:
        """Give the dotted name of what stands at a line; the module's own where nothing there has a name."""
        tree = self.tree(file)
        names = _names_at(tree, line) if tree is not None and line > 0 else ()
        return ".".join([self.module(file), *names])

    def tree(self, file: str) -> ast.Module | None:
        """Give the syntax tree of a file; None where there is none."""
        if file not in self._trees:
            try:
                self._trees[file] = ast.parse(Path(file).read_bytes())
            except (OSError, SyntaxError, ValueError):
                self._trees[file] = None
        return self._trees[file]

    def members(self, scope: str) -> dict[str, str]:
        """Give what a module or class binds by definitions and assignments: name and kind of statement."""
        module = self.module_of(scope)
        tree = self.tree(self.file(module))
        body: list[ast.stmt] = tree.body if tree is not None else []
        for name in filter(None, scope.removeprefix(module).split(".")):
            body = next((one.body for one in _flat(body) if isinstance(one, ast.ClassDef) and one.name == name), [])
        return dict(_bound(body))

    def hazards(self, file: str, line: int) -> tuple[SiteHazard, ...]:
        """Give the hazards of the innermost part around a line, the nearest line first."""
        loaded = self.analysis.modules.get(self.module(file))
        if loaded is None or not isinstance(loaded.summary, ModuleSummary):
            return ()
        around = [part for part in loaded.summary.parts if part.span.line <= line <= part.span.end_line]
        hazards = around[-1].hazards if around else ()
        return tuple(sorted(hazards, key=lambda hazard: (abs(hazard.line - line), hazard.code)))


def _names_at(tree: ast.Module, line: int) -> tuple[str, ...]:
    names: list[str] = []
    body: list[ast.stmt] = tree.body
    while (
        found := next((one for one in _flat(body) if _first(one) <= line <= (one.end_lineno or 0)), None)
    ) is not None:
        bound = dict(_bound([found]))
        if not bound:
            break
        names.append(next(iter(bound)))
        if not isinstance(found, ast.ClassDef):
            break
        body = found.body
    return tuple(names)


def _first(statement: ast.stmt) -> int:
    decorators: list[ast.expr] = getattr(statement, "decorator_list", [])
    return min([statement.lineno, *(one.lineno for one in decorators)])


def _flat(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Yield the statements of a scope, those inside `if`, `try`, loops and `with` in the place of these."""
    for statement in body:
        inner = [
            part
            for name in ("body", "handlers", "orelse", "finalbody")
            for part in getattr(statement, name, ())
            if not isinstance(statement, (ast.ClassDef, *_FUNCTIONS))
        ]
        blocks = [one for part in inner for one in (part.body if isinstance(part, ast.ExceptHandler) else [part])]
        if blocks:
            yield from _flat(blocks)
        else:
            yield statement


def _bound(body: list[ast.stmt]) -> Iterator[tuple[str, str]]:
    for statement in _flat(body):
        if isinstance(statement, (ast.ClassDef, *_FUNCTIONS)):
            yield statement.name, "class" if isinstance(statement, ast.ClassDef) else "function"
        elif isinstance(statement, (ast.Assign, ast.AnnAssign)):
            targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
            for target in targets:
                if isinstance(target, ast.Name):
                    yield target.id, "value"
