"""What users are told of their code and its dependencies beside the answer: each function yields messages."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from vendorize_analysis.errors import more_than_first
from vendorize_analysis.model.summary import ModuleSummary, Unreadable

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    from vendorize_analysis.model.analysis import Analysis, LoadedModule
    from vendorize_analysis.model.environment import Interpreter
    from vendorize_analysis.model.project import SourceModule

    Loaded = Mapping[str, LoadedModule]


def warnings_of(found: Analysis, kind: Callable[[str], str]) -> Iterator[str]:
    """Yield all that users are told of an analysis; `kind` says what a dotted name is, installed or not."""
    own = [module for module in found.project.modules if not found.project.is_vendored(module.path)]
    yield from missing_imports(own, found.modules, kind)
    yield from comments_without_effect(found.liveness.executed, found.modules)
    yield from unreadable_modules(found.liveness.unread, found.modules, found.environment.interpreter)
    yield from files_elsewhere(found)


def missing_imports(modules: Collection[SourceModule], loaded: Loaded, kind: Callable[[str], str]) -> Iterator[str]:
    """Name what first-party code imports, outside `try` and functions, and nothing installed answers.

    There is one message for each top-level name, with its first place. `kind` says what a dotted name is; `missing` is
    one that nothing has.
    """
    found: dict[str, list[tuple[str, str]]] = {}
    own = {module.name.partition(".")[0] for module in modules}
    for module in modules:
        for line, name in _plain_imports(_summary(loaded, module.name)):
            if name != "__future__" and kind(name) == "missing" and not _makes_its_own(name, loaded):
                found.setdefault(name.partition(".")[0], []).append((f"{module.path}:{line}", name))
    for top, places in found.items():
        where, name = places[0]
        lacks = "the project does not have" if top in own else "is not among the project's installed requirements"
        yield f"{where}: imports {name}{more_than_first(len(places))}, which {lacks}"


def _makes_its_own(name: str, loaded: Loaded) -> bool:
    """Tell whether a module is asked of one that is no package: such a one makes it when it runs, as `six.moves`."""
    parts = name.split(".")
    above = (loaded.get(".".join(parts[:end])) for end in range(1, len(parts)))
    return any(module is not None and not module.is_package for module in above)


def comments_without_effect(executed: Iterable[str], loaded: Loaded) -> Iterator[str]:
    """Name the comments to us in modules that run which say nothing that we understand."""
    for name in sorted(executed):
        summary = _summary(loaded, name)
        for line, message in summary.complaints if summary is not None else ():
            yield f"{_place(loaded, name)}:{line}: {message}"


def newer_target(target: Interpreter, ours: tuple[int, ...] = sys.version_info[:2]) -> Iterator[str]:
    """Say, before anything is read, which interpreter to run with where the analysed one is newer than `ours`."""
    if target.version[:2] > ours:
        version = "{}.{}".format(*target.version)
        yield (
            f"{target.executable} is Python {version}, and Python {'.'.join(map(str, ours))} runs vendorize: source in "
            f"newer syntax takes longer to read, and what cannot be read stays, with all that it may need (VZ701); "
            f"run vendorize with Python {version}: {target.executable} -m vendorize, once it is installed there"
        )


def unreadable_modules(
    unread: Collection[str], loaded: Loaded, target: Interpreter, ours: tuple[int, ...] = sys.version_info[:2]
) -> Iterator[str]:
    """Say which files could not be read, and for which of them (`unread`) more was kept.

    Those that the parser of a newer interpreter reads, and that of `ours`, a version, does not, are not named one by
    one: `newer_target` has said what mends that, and the report has each of them.
    """
    for name, module in sorted(loaded.items()):
        summary = module.summary
        if not isinstance(summary, Unreadable):
            continue
        if name in unread and summary.broken and target.version[:2] > ours:
            continue
        place = f"{module.path}:{summary.line}" if summary.line else f"{module.path}"
        kept = f"; what it needs cannot be told ({summary.code}), so that all it may need is kept"
        more = kept if name in unread else ""
        yield f"{place}: {summary.message}; the file is kept as it is{more}"


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


def files_elsewhere(found: Analysis) -> Iterator[str]:
    """Name what distributions have outside of site-packages, where live code may look for such a file.

    A result has it, or requires the distribution, and finds it only where the prefix or the path of the system leads
    there. There is one message for each distribution.
    """
    by_key = {one.key: one for one in found.environment.distributions}
    for key, sought in sorted(found.sought.items()):
        one, more = by_key[key], f" (and {sought.others} more)" if sought.others else ""
        folder = sought.name.partition("/")[0]
        without = "put the folder of programs on PATH"
        if folder not in {"bin", "Scripts"}:
            without = f"copy {folder} of the result below the sys.prefix of the interpreter there"
        yield (
            f"{sought.place}: may look for {sought.name}{more}, which {one.name} {one.version} installs outside of "
            f"site-packages: the layout site has that in the result, where neither the interpreter nor PATH leads; "
            f"install {one.name} where the program runs, or {without}"
        )
