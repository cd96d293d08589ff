"""Files that are run by paths of which the code that runs them says nothing, or whose text is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from vendorize_analysis.model.hazards.code import DynamicCode, StartedProgram
from vendorize_analysis.reachability.file_places import FilePlace, places_asked_for
from vendorize_analysis.reachability.loading import asking, below_place, in_folders, run_file
from vendorize_analysis.reachability.text_readers import TextReaders

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vendorize_analysis.linking import LinkedModule
    from vendorize_analysis.reachability.dependents import Dependents
    from vendorize_analysis.reachability.events import Events
    from vendorize_analysis.reachability.file_places import Looked
    from vendorize_analysis.reachability.import_graph import ImportGraph
    from vendorize_analysis.reachability.search import Search
    from vendorize_analysis.reachability.state import State


@dataclass(slots=True)
class _Use:
    """Whether somebody has a name of a module that runs text."""

    names: frozenset[str]
    looked: dict[str, int]
    """Modules that were looked at, each with how many parts were live then."""
    used: bool


class PathRunners:
    """Modules that run files by their path, or the text of files, and which files these may be.

    A path into a distribution is made of a folder that the runner names, or of where some file of its distribution is.
    It may come from a module that uses the runner and knows where it is itself. The text may come from a module that
    reads files of Python, and uses the runner or stands beside it: that is a runner, too.
    """

    def __init__(self, state: State, dependents: Dependents, imports: ImportGraph) -> None:
        self._state = state
        self._dependents = dependents
        self._runners: dict[str, LinkedModule] = {}
        self._paths: set[str] = set()
        """Runners that run files by their path, not the text that they have read alone."""
        self._texts: set[str] = set()
        """Runners that read the text of files."""
        self._started: set[str] = set()
        """Runners that start another process with a file."""
        self._sent: set[str] = set()
        """Modules that start another process with text."""
        self._executors: dict[str, LinkedModule] = {}
        """Modules that run text which they are given."""
        self._uses: dict[str, _Use] = {}
        """For each of them whether other code has a name of it."""
        self._followed: set[tuple[str, str]] = set()
        self._imports = imports
        self._readers = TextReaders(state)
        self._callers: dict[str, frozenset[str]] = {}
        """True until something else runs."""
        self._names: dict[str, frozenset[str]] = {}
        self._looked: Looked = {}
        self._places = frozenset[FilePlace]()
        """The places that were asked for when all was quiet the last time."""
        self._near: dict[str, set[FilePlace]] = {}
        """For each runner those of them that it may ever have something to do with."""

    def listen(self, events: Events) -> None:
        """Wait until it is known who asks for places of files."""
        events.quiet.append(self.on_quiet)

    def add(self, runner: LinkedModule, *, apart: bool) -> None:
        """Note a module that runs files by their path, in this process or `apart` from it."""
        self._runners[runner.name] = runner
        self._paths.add(runner.name)
        self._started |= {runner.name} if apart else set()

    def add_text(self, runner: LinkedModule, *, known: bool, apart: bool = False) -> None:
        """Note a module that runs text, known to be that of a file or not."""
        self._sent |= {runner.name} if apart else set()
        self._state.runs_text.add(runner.distribution)
        if known:
            self._runners.setdefault(runner.name, runner)
            self._texts.add(runner.name)
        else:
            self._executors[runner.name] = runner

    def on_quiet(self, search: Search) -> None:
        """Keep the files of runners, and of those that may hand them a path."""
        for reader, apart in self._handing():
            self.add_text(reader, known=True, apart=apart)
        if not self._runners:
            return
        self._callers.clear()
        places = places_asked_for(self._state, self._looked)
        fresh, self._places = places - self._places, places
        for runner in list(self._runners.values()):
            near = self._near.setdefault(runner.name, set())
            near.update(place for place in (fresh if near else places) if self._is_near(place, runner))
            if not self._runs_others(runner):
                self._keep_own(search, runner, near)
            for place in sorted(near):
                if (runner.name, place.module) not in self._followed and self._may_name(place, runner):
                    self._followed.add((runner.name, place.module))
                    self._follow_user(search, runner, place.module)
                if (runner.name, place.package) not in self._followed and self._may_reach(place, runner):
                    self._followed.add((runner.name, place.package))
                    self._run(search, runner, below_place(self._state, place.package))

    def _handing(self) -> Iterator[tuple[LinkedModule, bool]]:
        """Yield the modules that may hand the text of files to who runs text, and whether that may happen apart."""
        for reader in self._readers.readers() if self._executors else ():
            takers = [name for name, executor in self._executors.items() if self._may_take(executor, reader)]
            apart = not self._sent.isdisjoint(takers)
            if takers and (reader.name not in self._texts or (apart and reader.name not in self._sent)):
                yield reader, apart

    def _may_take(self, executor: LinkedModule, reader: LinkedModule) -> bool:
        """Tell whether a module may run the text that another one reads, or the same."""
        if reader.distribution != executor.distribution:
            return self._may_hand(reader, executor) and self._mentions(reader, executor)
        if self._runs_others(executor):
            return False
        return reader is executor or self._is_used(executor)

    def _runs_others(self, runner: LinkedModule) -> bool:
        return self._state.boundaries.runs_others(runner.distribution, runner.name)

    def _is_used(self, executor: LinkedModule) -> bool:
        """Tell whether code of another module may have a name by which the code that runs text is reached.

        Live code only becomes more: what was looked at without success is not looked at again.
        """
        if executor.name not in self._uses:
            names = self._readers.sure_entry_names(executor)
            self._uses[executor.name] = _Use(names or frozenset(), {}, used=names is None)
        use = self._uses[executor.name]
        if not use.used:
            fresh = [name for name in self._state.executed if use.looked.get(name) != len(self._state.live[name])]
            use.looked.update((name, len(self._state.live[name])) for name in fresh)
            others = (self._state.program.module(name) for name in fresh if name != executor.name)
            use.used = any(
                self._readers.has_any(one, use.names)
                for one in others
                if one is not None and self._may_mean(one, executor, use.names)
            )
        return use.used

    def _may_mean(self, user: LinkedModule, executor: LinkedModule, names: frozenset[str]) -> bool:
        """Tell whether names may mean those of the executor: not if a module that has nothing of it binds them."""
        if user.distribution == executor.distribution or self._may_hand(user, executor):
            return True
        return names.isdisjoint(user.names)

    def _is_near(self, place: FilePlace, runner: LinkedModule) -> bool:
        """Tell whether a place lies in the runner's distribution, or is asked for there or by who imports of it."""
        user = self._state.program.module(place.module)
        asks = user.distribution if user is not None else None
        if self._runs_others(runner):
            return user is not None and asks != runner.distribution and self._may_hand(user, runner)
        return runner.distribution in {place.distribution, asks} or (user is not None and self._may_hand(user, runner))

    def _keep_own(self, search: Search, runner: LinkedModule, places: set[FilePlace]) -> None:
        """Keep the files that a runner may find by itself."""
        if (runner.name, "") in self._followed:
            return
        known = any(self._may_place(place, runner) for place in places)
        if not (known or runner.name in self._paths):
            return
        found = in_folders(self._state, runner, unnamed=known, above=runner.name in self._texts)
        if found or known:
            self._followed.add((runner.name, ""))
        self._run(search, runner, found)

    def _may_place(self, place: FilePlace, runner: LinkedModule) -> bool:
        """Tell whether a module that asks where a distribution is may know where the runner's is."""
        user = self._state.program.module(place.module)
        if place.distribution or user is None:
            return place.distribution == runner.distribution
        return user.distribution == runner.distribution and self._may_hand(user, runner)

    def _may_name(self, place: FilePlace, runner: LinkedModule) -> bool:
        user = self._state.program.module(place.module)
        return user is not None and self._may_hand(user, runner)

    def _may_reach(self, place: FilePlace, runner: LinkedModule) -> bool:
        """Tell whether a module that asks where a package of another distribution is may hand that to the runner."""
        user = self._state.program.module(place.module)
        # Packages of the project are to each other what distributions are.
        if not place.package or user is None or (user.distribution and place.distribution == user.distribution):
            return False
        if user.distribution != runner.distribution:
            return self._may_hand(user, runner) and self._mentions(user, runner)
        return user.name in self._callers_of(runner) or runner.name in self._callers_of(user)

    def _follow_user(self, search: Search, runner: LinkedModule, name: str) -> None:
        user = self._state.program.module(name)
        if user is None:
            return
        apart = user.distribution != runner.distribution or (not user.distribution and user is not runner)
        calls = apart and self._mentions(user, runner)
        if calls or user.distribution == runner.distribution or runner.name in self._paths:
            self._run(search, runner, in_folders(self._state, user, unnamed=calls))

    def _run(self, search: Search, runner: LinkedModule, files: list[str]) -> None:
        kinds = (StartedProgram,) if runner.name in self._paths else (DynamicCode, StartedProgram)
        by = asking(self._state, runner, *kinds)
        apart = runner.name in self._started or runner.name in self._texts & self._sent
        for module in files:
            run_file(search, self._state, module, asked_by=by, way="path" if apart else "here")

    def _mentions(self, user: LinkedModule, runner: LinkedModule) -> bool:
        """Tell whether code of a module has a name by which the code that runs files is reached."""
        if runner.name not in self._names:
            self._names[runner.name] = self._readers.entry_names(runner)
        names = self._names[runner.name]
        return self._readers.hand(user, names, runner.distribution)

    def _callers_of(self, module: LinkedModule) -> frozenset[str]:
        if module.name not in self._callers:
            self._callers[module.name] = self._imports.callers_of(module)
        return self._callers[module.name]

    def _may_hand(self, user: LinkedModule, runner: LinkedModule) -> bool:
        """Tell whether a module imports the runner, or from another distribution anything of the runner's."""
        if user.distribution == runner.distribution:
            return user.name == runner.name or runner.name in self._imports.of(user.name)
        return runner.distribution in self._imports.distributions_of(user.name)
