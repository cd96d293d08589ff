"""Names in data files: read like the strings of the distribution that has them, once its code reads data files.

So they count only where some hazard asks for names in strings of that distribution: a theme that names a class, a
template that asks objects for attributes. The project's own files count from the start, as its code does. Files that
hold Python under another ending are read as code where such code runs text that may be theirs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize_analysis.model.summary import Part, Span, Texts
from vendorize_analysis.reachability.modes import CODE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vendorize_analysis.linking import LinkedModule
    from vendorize_analysis.reachability.events import Events, OnPart
    from vendorize_analysis.reachability.modes import Mode
    from vendorize_analysis.reachability.search import Search
    from vendorize_analysis.reachability.state import State
    from vendorize_analysis.reachability.strings import StringPool


class NamesInData:
    """Puts the names of data files into the pool of strings."""

    def __init__(self, state: State, pool: StringPool) -> None:
        self._state = state
        self._pool = pool
        self._waiting = dict(state.boundaries.named_in_data)
        self._code = {key: names[2] for key, names in self._waiting.items() if names[2]}
        self._homes: dict[str, LinkedModule] = {}
        self._read_as: dict[Mode, OnPart] = {}

    def listen(self, events: Events) -> None:
        """Look at modules that run, and at what has come to light when nothing is left to look at."""
        if self._waiting:
            events.module.append(self.on_module)
            events.quiet.append(self.on_quiet)
            self._read_as = events.read_as

    def on_module(self, search: Search, linked: LinkedModule) -> None:
        """Remember a module in whose place the files of its distribution speak."""
        self._homes.setdefault(linked.distribution, linked)
        if not linked.distribution:
            self._take(search, "")

    def on_quiet(self, search: Search) -> None:
        """Take up the files of distributions whose code has turned out to read data files."""
        for key in sorted(self._state.data & self._waiting.keys() & self._homes.keys()):
            self._take(search, key)
        for key in sorted((self._state.data | {""}) & self._code.keys() & self._homes.keys()):
            if self._is_run(key):
                self._read_as[CODE](search, self._homes[key], _part_of(self._code.pop(key)))

    def _is_run(self, key: str) -> bool:
        """Tell whether text that is run may be that of the files: by the distribution, its users, or what it needs."""
        runs = self._state.runs_text
        return key in runs or any(key in self._pool.users_of(one) or one in self._pool.users_of(key) for one in runs)

    def _take(self, search: Search, key: str) -> None:
        names = self._waiting.pop(key, None)
        if names is not None:
            self._pool.take(search, self._homes[key], _part_of({*names[0], *names[1]}))


def _part_of(names: Iterable[str]) -> Part:
    """Return a statement that has some texts and nothing else."""
    texts = Texts(strings=tuple(sorted(names)))
    return Part(-1, -1, "statement", Span(1, 0, 1, 0), "", (), 0, dead=False, texts=texts)
