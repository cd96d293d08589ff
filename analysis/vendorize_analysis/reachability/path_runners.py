"""Files that are run by paths of which the code that runs them says nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize_analysis.model.hazards.files import DataFileRead
from vendorize_analysis.reachability.loading import keep_folders, module_named, uses

if TYPE_CHECKING:
    from vendorize_analysis.linking import LinkedModule
    from vendorize_analysis.reachability.events import Events
    from vendorize_analysis.reachability.search import Search
    from vendorize_analysis.reachability.state import State


class PathRunners:
    """Modules that run files by their path, and what they may run.

    A path into a distribution is made of a folder that the runner names, or of where some file of its distribution is.
    It may come from a module that uses the runner and knows where it is itself, if that names the folder.
    """

    def __init__(self, state: State) -> None:
        self._state = state
        self._runners: dict[str, LinkedModule] = {}
        self._followed: set[tuple[str, str]] = set()

    def listen(self, events: Events) -> None:
        """Wait until it is known who asks for places of files."""
        events.quiet.append(self.on_quiet)

    def add(self, runner: LinkedModule) -> None:
        """Note a module that runs files by their path."""
        self._runners[runner.name] = runner

    def on_quiet(self, search: Search) -> None:
        """Keep the files of runners, and of those that may hand them a path."""
        if not self._runners:
            return
        places = self._places()
        for runner in list(self._runners.values()):
            whole = any(self._may_place(module, distribution, runner) for module, distribution in places)
            if (runner.name, "") not in self._followed and keep_folders(search, self._state, runner, unnamed=whole):
                self._followed.add((runner.name, ""))
            for user in sorted({module for module, _ in places}):
                if (runner.name, user) not in self._followed:
                    self._followed.add((runner.name, user))
                    self._follow_user(search, runner, user)

    def _places(self) -> set[tuple[str, str]]:
        """Return the modules that ask where files of a distribution are, with that distribution, or none for any."""
        program, found = self._state.program, set[tuple[str, str]]()
        for module, met in self._state.hazards.items():
            linked = program.module(module)
            for hazard in met:
                if isinstance(hazard, DataFileRead) and linked is not None:
                    package = hazard.package
                    named = module if not package or program.exists(package) else module_named(program, linked, package)
                    named = package if program.exists(package) else named
                    # A module that the code has as a value may be any.
                    found.add((module, self._state.distribution(named) if named else ""))
        return found

    def _may_place(self, module: str, distribution: str, runner: LinkedModule) -> bool:
        """Tell whether a module that asks where a distribution is may know where the runner's is."""
        user = self._state.program.module(module)
        if distribution or user is None:
            return distribution == runner.distribution
        return user.distribution == runner.distribution and self._may_hand(user, runner)

    def _follow_user(self, search: Search, runner: LinkedModule, user: str) -> None:
        linked = self._state.program.module(user)
        if linked is not None and self._may_hand(linked, runner):
            keep_folders(search, self._state, linked, unnamed=False)

    def _may_hand(self, user: LinkedModule, runner: LinkedModule) -> bool:
        """Tell whether a module imports the runner, or from another distribution anything of the runner's."""
        if user.distribution == runner.distribution:
            return uses(self._state.program, user.name, runner.name)
        modules = {target.module for targets in user.imports.values() for target in targets}
        return any(self._state.distribution(module) == runner.distribution for module in modules)
