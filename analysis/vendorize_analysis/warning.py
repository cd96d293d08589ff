"""What users are told of their code and its dependencies beside the answer: each function yields messages."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from vendorize_analysis.model.summary import ModuleSummary

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from vendorize_analysis.model.analysis import Analysis, LoadedModule
    from vendorize_analysis.model.project import SourceModule

    Loaded = Mapping[str, LoadedModule]


def warnings_of(found: Analysis, kind: Callable[[str], str]) -> Iterator[str]:
    """Yield all that users are told of an analysis; `kind` says what a dotted name is, installed or not."""
    yield from missing_imports(found.project.modules, found.modules, kind)
    yield from comments_without_effect(found.liveness.executed, found.modules)
    yield from unreadable_modules(found.liveness.unread, found.modules, found.environment.interpreter.version)


def missing_imports(modules: Iterable[SourceModule], loaded: Loaded, kind: Callable[[str], str]) -> Iterator[str]:
    """Name first-party imports, outside `try` and functions, that nothing installed answers.

    `kind` says what a dotted name is; `missing` is one that nothing has.
    """
    for module in modules:
        for line, name in _plain_imports(_summary(loaded, module.name)):
            if name != "__future__" and kind(name) == "missing":
                where = f"{module.path}:{line}"
                yield f"{where}: imports {name}, which is not among the project's installed requirements"


def comments_without_effect(executed: Iterable[str], loaded: Loaded) -> Iterator[str]:
    """Name the comments to us in modules that run which say nothing that we understand."""
    for name in sorted(executed):
        summary = _summary(loaded, name)
        for line, message in summary.complaints if summary is not None else ():
            yield f"{_place(loaded, name)}:{line}: {message}"


def unreadable_modules(
    unread: Iterable[str], loaded: Loaded, python: tuple[int, ...], ours: tuple[int, ...] = sys.version_info[:2]
) -> Iterator[str]:
    """Say for which files more was kept because they could not be read, and what mends that.

    `python` is the analysed interpreter's version; another than `ours` may read what we cannot.
    """
    remedy = ""
    if python[:2] != ours:
        remedy = "; run vendorize with Python {}.{}, for which it is written".format(*python)
    for name in sorted(unread):
        yield (f"{_place(loaded, name)}: what it needs cannot be told (VZ701), so that all it may need is kept{remedy}")


def _plain_imports(summary: ModuleSummary | None) -> Iterator[tuple[int, str]]:
    """Yield line and absolute module of each import that surely runs; a statement that binds five names is one."""
    for part in summary.parts if summary is not None else ():
        if part.kind == "import" and part.parent < 0 and not part.dead and not part.execution.effect:
            yield from dict.fromkeys((one.line, one.module) for one in part.imports if not one.level)


def _summary(loaded: Loaded, name: str) -> ModuleSummary | None:
    module = loaded.get(name)
    return module.summary if module is not None and isinstance(module.summary, ModuleSummary) else None


def _place(loaded: Loaded, name: str) -> object:
    module = loaded.get(name)
    return module.path if module is not None else name
