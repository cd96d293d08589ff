"""Top-level packages that strings name by one word, where somebody imports by a name of which nothing is known.

`import_module(entry)` with the entries of a setting: `"plug"` is a package there, and a word elsewhere. So words count
only in strings of the distribution that imports and of those that need it, and in the data files that these read; and
there only for packages that these need themselves: any word may be the name of something.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from vendorize_analysis.reachability.loading import load

if TYPE_CHECKING:
    from vendorize_analysis.linking import LinkedModule
    from vendorize_analysis.reachability.dependents import Dependents
    from vendorize_analysis.reachability.search import Search
    from vendorize_analysis.reachability.state import State


class WordedPackages:
    """The words, who says them, and who imports by unknown names."""

    def __init__(self, state: State, dependents: Dependents) -> None:
        self._state = state
        self._dependents = dependents
        self._words: dict[str, set[str]] = defaultdict(set)
        """For each word that is a package the distributions that have it."""
        self._importing: set[str] = set()
        self._loaded: set[str] = set()

    def add_word(self, linked: LinkedModule, word: str) -> None:
        """Note a word that a live string is; what is no top-level package is none."""
        if self._state.program.exists(word) and word.isidentifier():
            self._words[word].add(linked.distribution)

    def add_importing(self, linked: LinkedModule) -> None:
        """Note that code imports by a name of which nothing is known."""
        self._importing.add(linked.distribution)

    def executed(self) -> set[str]:
        """Return the words that are packages which run."""
        return self._words.keys() & self._state.executed

    def on_quiet(self, search: Search) -> None:
        """Load the packages that somebody may import by a word, as far as that is known by now."""
        for word in sorted(self._words.keys() - self._loaded):
            owner = self._state.program.catalogue.owner(word)
            users = {user for user in self._words[word] if self._dependents.has(user, owner)}
            for importer in sorted(self._importing):
                if any(self._dependents.has(user, importer) for user in users):
                    self._loaded.add(word)
                    load(search, self._state, word, importer)
                    break
