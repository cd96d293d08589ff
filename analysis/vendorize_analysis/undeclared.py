"""Imports of what is installed and not declared: the program has it, so the result has it too.

The classes are those that linters of dependencies have: *missing*, where first-party code imports a distribution that
the project does not declare nor needs through another one, and *transitive*, where some third-party distribution
imports what it does not require. Guarded imports count: what is installed is what the program runs with. Modules of
tests inside of a package count only where the program itself imports them: with what it requires they never ran. So it
is with those of a library which are there because somebody may read the files of their folder.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from vendorize_analysis.environment import REINSTALL, key_of
from vendorize_analysis.errors import UserError
from vendorize_analysis.model.closure import closure
from vendorize_analysis.model.hazards.modules import ComputedImport
from vendorize_analysis.model.names import TEST_FOLDERS, absolute, package_of
from vendorize_analysis.model.summary import ModuleSummary
from vendorize_analysis.model.undeclared import UndeclaredImport

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    from vendorize_analysis.model.analysis import LoadedModule
    from vendorize_analysis.model.environment import Environment
    from vendorize_analysis.model.project import Project
    from vendorize_analysis.model.summary import Part

Extras = tuple[tuple[str, tuple[str, ...]], ...]


def undeclared_imports(
    parts: Mapping[str, frozenset[int]],
    loaded: Mapping[str, LoadedModule],
    *,
    kind: Callable[[str], str],
    owner: Callable[[str], str],
) -> dict[str, tuple[UndeclaredImport, ...]]:
    """Return for each distribution outside the closure the imports by live parts that ask for it, in order.

    `parts` are the live parts of each module; `kind` says what a dotted name is within the closure (`missing` for what
    it does not have), `owner` which distribution has it in the whole environment (empty for none).
    """
    found: defaultdict[str, set[UndeclaredImport]] = defaultdict(set)
    for name, live in parts.items():
        module = loaded.get(name)
        if module is None or not isinstance(module.summary, ModuleSummary):
            continue
        for line, target in targets_of(module, module.summary, live):
            key = owner(target) if kind(target) == "missing" else ""
            if key and key != module.distribution:
                found[key].add(UndeclaredImport(key, str(module.path), line, target, module.distribution))
    return {key: tuple(sorted(imports)) for key, imports in sorted(found.items())}


def modules_of_tests(project: Project, loaded: Mapping[str, LoadedModule]) -> frozenset[str]:
    """Return the paths of first-party modules that are tests and that no other first-party code imports or starts."""
    names = {module.name: str(module.path) for module in project.modules}
    tests = {
        module.name for module in project.modules if any(module.path.is_relative_to(place) for place in project.tests)
    }
    tests -= {entry.module for entry in project.entry_points}
    return frozenset(names[name] for name in _unused(tests, dict.fromkeys(names), loaded))


def tests_among_files(
    files: Collection[str], reached: Mapping[str, frozenset[int]], loaded: Mapping[str, LoadedModule]
) -> frozenset[str]:
    """Return the paths of modules of libraries that are tests and that no other live code imports.

    They are among `files`, in folders of which code reads files; `reached` are the live parts of each module.
    """
    found = (loaded[name] for name in files if name in loaded and not TEST_FOLDERS.isdisjoint(name.split(".")[1:]))
    tests = {module.name for module in found if module.distribution}
    return frozenset(str(loaded[name].path) for name in (_unused(tests, reached, loaded) if tests else ()))


def _unused(
    tests: set[str], users: Mapping[str, frozenset[int] | None], loaded: Mapping[str, LoadedModule]
) -> set[str]:
    """Return those tests that users do not import, nor what they import; of a user some parts count, None is all."""
    tests = set(tests)
    waiting = [name for name in users if name not in tests]
    while waiting and tests:
        name = waiting.pop()
        for target in _imported(loaded.get(name), users.get(name)):
            used = {name for name in tests if target == name or target.startswith(f"{name}.")}
            tests -= used
            waiting += used
    return tests


def _imported(module: LoadedModule | None, live: frozenset[int] | None) -> Iterable[str]:
    if module is None or not isinstance(module.summary, ModuleSummary):
        return ()
    live = frozenset(range(len(module.summary.parts))) if live is None else live
    return sorted({target for _, target in targets_of(module, module.summary, live)})


def targets_of(module: LoadedModule, summary: ModuleSummary, live: frozenset[int]) -> Iterator[tuple[int, str]]:
    """Yield line and dotted name of all that live parts import, the names that are taken from modules included."""
    package = package_of(module.name, is_package=module.is_package)
    for index in live:
        if not module.distribution:
            yield from _listed(summary.parts[index])
        for item in summary.parts[index].imports:
            target = absolute(package, item.level, item.module)
            if target:
                yield item.line, target
            if target and item.name not in {"", ".", "*"}:
                yield item.line, f"{target}.{item.name.partition('.')[0]}"


def _listed(part: Part) -> Iterator[tuple[int, str]]:
    """Yield the names that stand beside an import by a name of which nothing else is known.

    `for name in ("ujson", "a.b"): import_module(name)`. Only the project's own code counts: a library has words for all
    that may be installed anywhere.
    """
    lines = [each.line for each in part.hazards if isinstance(each, ComputedImport) and not each.module.useful]
    for text in part.texts.strings if lines else ():
        if all(map(str.isidentifier, text.split("."))):
            yield lines[0], text


def join(environment: Environment, keys: frozenset[str]) -> Environment:
    """Return the environment with more distributions in its closure, and all that these require.

    Raises `UserError` for one whose metadata does not say what it is.
    """
    edges = {found.key: found.requires for found in environment.distributions if found.key not in environment.closure}
    added = closure(keys, edges)
    if broken := sorted(why for key, why in environment.broken.items() if key in added):
        raise UserError("\n".join(broken), hint=REINSTALL)
    return replace(environment, closure=environment.closure | added)


def describe(
    imports: tuple[UndeclaredImport, ...], environment: Environment, *, extras: Extras = (), by_tests: bool = False
) -> str:
    """Return the one warning about a distribution: the class, the first place, how many more, and the remedy.

    `extras` are those of the project. With `by_tests`, only tests inside of packages import it, and the result does
    without.
    """
    first = next((one for one in imports if one.first_party), imports[0])
    found = environment.distribution(first.key)
    count = len({(one.path, one.line) for one in imports})
    more = f" (and {count - 1} more)" if count > 1 else ""
    kind, remedy = "missing from the dependency definitions", "declare it"
    if extra := next((name for name, texts in extras if first.key in map(key_of, texts)), ""):
        kind, remedy = f"required by the extra {extra!r} alone", f"name that (--extra {extra}), declare it"
    if not first.first_party:
        kind = f"not required by {first.importer}"
        remedy = f"declare it as a requirement of the project, or tell who maintains {first.importer}"
    fate = f"installed, so the result has it; {remedy}, or name the module in tool.vendorize.absent"
    if by_tests:
        remedy = "declare it, or name the tests as a --root" if first.first_party else "declare it if they run"
        fate = f"installed, but only tests import it, so the result does without; {remedy}"
    place = f"{first.path}:{first.line}"
    return f"{place}: {first.module!r} imported but {kind}{more}: {found.name} {found.version} is {fate}"
