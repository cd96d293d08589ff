"""What runs or counts because Python reads `.pth` files when it starts, though no code of the program asks for it.

Source: the documentation of the module `site`. A line that begins with `import` is code, run in every process of the
environment; any other line is a folder that is searched for modules.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, NamedTuple, cast

from vendorize_analysis.model.hazards import imports_by_name
from vendorize_analysis.model.hazards.modules import ComputedImport, EntryPointLookup
from vendorize_analysis.model.names import absence, with_packages
from vendorize_analysis.model.summary import ModuleSummary
from vendorize_analysis.undeclared import targets_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    from vendorize_analysis.model.analysis import Liveness, LoadedModule
    from vendorize_analysis.model.environment import Distribution, Environment, PathLine
    from vendorize_analysis.model.project import EntryPoint
    from vendorize_analysis.model.summary import Part


class StartUp(NamedTuple):
    """What the start of the interpreter runs."""

    modules: tuple[tuple[str, str], ...]
    """Modules that start-up code names, each with the place of the line that does."""
    reasons: dict[str, str]
    """For each distribution whose start-up code runs, or whose modules such code names, why it stays as it is."""


def start_up(environment: Environment, absent: frozenset[str]) -> StartUp:
    """Return what lines of code in the `.pth` files of the closure start.

    Every word of a line that names a module counts as imported, in texts too: `exec` is usual there. A line does
    nothing where all that it names of its own distribution is declared absent.
    """
    owners = {
        module.name: found.key
        for found in environment.distributions
        if found.key in environment.closure
        for module in found.modules
    }
    modules: list[tuple[str, str]] = []
    reasons: dict[str, str] = {}
    for found in environment.distributions:
        for line in found.path_lines if found.key in environment.closure else ():
            names = list(_named(line, owners)) if line.runs else []
            if not line.runs or (names and all(absence(name, absent) for name in names)):
                continue
            place = f"{line.relative}:{line.line}"
            reasons[found.key] = f"{place} is code that runs when Python starts"
            for name in names:
                modules.append((name, place))
                reasons.setdefault(owners[name], f"{place} of {found.name} imports it when Python starts")
    return StartUp(tuple(modules), reasons)


def _named(line: PathLine, owners: Collection[str]) -> Iterator[str]:
    """Yield the longest name of a module that each word begins with."""
    for word in line.words:
        yield from islice((name for name in with_packages(word) if name in owners), 1)


def reached_folders(distributions: Iterable[Distribution], liveness: Liveness) -> dict[str, str]:
    """Return the keys of the distributions that run and have a `.pth` file which adds folders, each with the reason."""
    found: dict[str, str] = {}
    for one in distributions:
        line = next((line for line in one.path_lines if not line.runs), None)
        if line is not None and any(module.name in liveness.executed for module in one.modules):
            found[one.key] = f"{line.relative}:{line.line} has its modules found in a folder of its own"
    return found


def imported_early(
    first: Iterable[str],
    loaded: Mapping[str, LoadedModule],
    liveness: Liveness,
    owner: Callable[[str], str],
    distributions: Iterable[Distribution] = (),
) -> dict[str, str]:
    """Return the distributions that code which runs when Python starts imports or names in a text, with the reason.

    No moved name is served by then, and what such code changes must be what the program uses. It is all code of the
    `first` modules, what modules do when they are imported by such code, and the functions and classes that these refer
    to by name. A text of one word counts in the packages of the `first` modules, and where code imports by computed
    names; and no installed code names a module of the project in a text. Of names that are put together all count that
    may be meant, and entry points (of `distributions`) by their groups.
    """
    early = _Early(loaded, liveness, owner, {name.partition(".")[0] for name in first})
    early.points = [(found.key, one) for found in distributions for one in found.entry_points]
    for name in first:
        early.take(name, every=True)
    return early.found


class _Early:
    """Follows what runs when Python starts."""

    def __init__(
        self,
        loaded: Mapping[str, LoadedModule],
        liveness: Liveness,
        owner: Callable[[str], str],
        starters: Collection[str],
    ) -> None:
        self._starters = starters
        self.points: list[tuple[str, EntryPoint]] = []
        """All entry points, each with the key of its distribution."""
        self.found: dict[str, str] = {}
        self._loaded = loaded
        self._live = liveness.parts
        self._owner = owner
        self._seen: set[tuple[str, int]] = set()
        self._worded: dict[str, bool] = {}
        self._asked: set[tuple[str, bool, str]] = set()

    def take(self, name: str, *, every: bool = False, wanted: str = "") -> None:
        """Take in a live module: what runs when it is imported, `every` part of it, and who binds a `wanted` name."""
        waiting = [(name, every, wanted)]
        while waiting:
            # Asked again it adds nothing, and each use of a name asks.
            if (asked := waiting.pop()) in self._asked:
                continue
            self._asked.add(asked)
            name, every, wanted = asked
            module = self._loaded.get(name)
            if module is None or not isinstance(module.summary, ModuleSummary):
                continue
            parts = module.summary.parts
            live = self._live.get(name, frozenset())
            around = {part.index for part in parts if wanted and wanted in part.binds}
            for part in (parts[index] for index in sorted(live)):
                runs = every or part.kind != "def" or part.index in around or part.parent in around
                if runs and (name, part.index) not in self._seen:
                    self._seen.add((name, part.index))
                    waiting += self._follow(module, part)

    def _follow(self, module: LoadedModule, part: Part) -> Iterator[tuple[str, bool, str]]:
        """Note what a part imports and names, and yield what runs with it."""
        for line, target in targets_of(module, cast("ModuleSummary", module.summary), frozenset({part.index})):
            self._note(target, module, line)
            yield target, False, ""
            package, _, last = target.rpartition(".")
            yield package, False, last
        for text in part.texts.strings:
            target = text.partition(":")[0]
            if not ("." in target or self._counts_words(module)) or (module.distribution and self._is_own(target)):
                continue
            self._note(target, module, part.span.line)
            yield target, False, ""
        yield from self._asked_for(module, part)
        for chain, _ in part.reads.refs:
            yield module.name, False, chain[0]

    def _asked_for(self, module: LoadedModule, part: Part) -> Iterator[tuple[str, bool, str]]:
        """Note what a part may ask for by names that are put together, and by entry points; all of that runs."""
        for hazard in part.hazards:
            match hazard:
                case ComputedImport(line=line, module=pattern) if pattern.prefix:
                    for name in [name for name in self._loaded if pattern.matches(name)]:
                        self._note(name, module, line)
                        yield name, True, ""
                case EntryPointLookup(line=line, group=group) if group.useful:
                    for key, point in self.points:
                        if group.matches(point.group):
                            self._note_owner(key, module, line)
                            yield point.module, True, ""
                case _:
                    pass

    def _counts_words(self, module: LoadedModule) -> bool:
        """Tell whether a text of one word may name a module where it stands."""
        if module.name not in self._worded:
            parts = cast("ModuleSummary", module.summary).parts
            starts = module.name.partition(".")[0] in self._starters
            self._worded[module.name] = starts or imports_by_name(parts)
        return self._worded[module.name]

    def _is_own(self, name: str) -> bool:
        """Tell whether a dotted name begins with a module of the project."""
        module = self._loaded.get(name.partition(".")[0])
        return module is not None and not module.distribution

    def _note(self, target: str, module: LoadedModule, line: int) -> None:
        self._note_owner(self._owner(target), module, line)

    def _note_owner(self, key: str, module: LoadedModule, line: int) -> None:
        if key and key != module.distribution:
            owner = f" of {module.distribution}" if module.distribution else ""
            reason = f"{module.relative}:{line}{owner} needs or names it when Python starts"
            self.found.setdefault(key, reason)
