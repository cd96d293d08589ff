"""Which distributions stay as they are installed, and of which all code counts as run, after each search."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from vendorize_analysis.compiled import imported_back, reached_compiled, tops_named
from vendorize_analysis.folders import ambiguous, clashing, listed
from vendorize_analysis.model.summary import ModuleSummary
from vendorize_analysis.policy import external_distributions, opaque_distributions
from vendorize_analysis.scanning import CompiledTexts
from vendorize_analysis.setting import loaded_by
from vendorize_analysis.sought import sought_on_path, sought_outside
from vendorize_analysis.starting import imported_early, reached_folders

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vendorize_analysis.model.analysis import Liveness, Sought
    from vendorize_analysis.model.environment import Distribution
    from vendorize_analysis.scanning import Scanner
    from vendorize_analysis.setting import Setting


class Staying:
    """What is found of that by one search after the other; it only grows.

    A distribution that stays is searched as any other one is. It is *opaque*, so that all of it counts as run, where
    what it uses cannot be read (compiled code), or where its files run that no import names.
    """

    def __init__(
        self,
        setting: Setting,
        scanner: Scanner,
        pure: frozenset[str],
        modules: Iterable[tuple[str, str]],
        started: dict[str, str],
    ) -> None:
        """Take the distributions that go without their compiled modules, and what Python starts (`start_up`)."""
        self.texts = CompiledTexts(setting.known, scanner.cache)
        self._setting = setting
        self._scanner = scanner
        self._pure = pure
        self._first = tuple(module for module, _ in modules)
        self._compiled: dict[str, str] = {}
        self._unread = frozenset[str]()
        self._entered: dict[str, str] = {}
        self._named = dict(started)
        self._sought: dict[str, Sought] = {}
        self._imported: dict[str, set[str]] = {}
        """Whose modules each distribution imports, where names move: what it declares or not, it needs them."""
        # Tools of the tests are installed beside a result, whatever is found about them.
        self._distributions = tuple(
            one for one in setting.known.distributions if one.key in setting.environment.closure
        )

    @property
    def opaque(self) -> frozenset[str]:
        """The keys of the distributions of which all code counts as run."""
        setting = self._setting
        return opaque_distributions(setting.known.distributions, self._unread, self._entered, setting.options)

    def found(self) -> tuple[frozenset[str], dict[str, str], dict[str, str], dict[str, Sought]]:
        """Return what is external, what is compiled, what else stays and why, and what is looked for elsewhere."""
        setting, started = self._setting, {**self._entered, **self._named}
        # Where names stay, compiled modules can stay where they are, and what was read around them can be cut.
        whole = self._unread if setting.options.on_path else self._compiled
        external = external_distributions(self._with_imports(), whole, started, setting.options)
        return external, dict(self._compiled), started, dict(self._sought)

    def look(self, liveness: Liveness) -> None:
        """Take in what a search has found live."""
        known = self._setting.known.distributions
        self._compiled |= reached_compiled(known, liveness, settled={*self._compiled, *self._pure})
        self._compiled |= imported_back(known, self._compiled, self._tops)
        self._unread |= self._find_unread(liveness)
        self._entered = {**self._find_entered(liveness), **self._entered}
        if self._setting.options.whole_names:
            for user, used in liveness.imported:
                self._imported.setdefault(user, set()).add(used)
            self._named = {**self._find_named(liveness), **self._named}

    def _with_imports(self) -> tuple[Distribution, ...]:
        """Return the distributions, each with what it imports among what it requires."""
        return tuple(
            replace(one, requires=tuple(sorted({*one.requires, *self._imported.get(one.key, ())} - {one.key})))
            for one in self._setting.known.distributions
        )

    def _find_entered(self, liveness: Liveness) -> dict[str, str]:
        """Return the distributions whose files live code finds by their place, with the reasons."""
        distributions, loaded = self._distributions, loaded_by(self._scanner)
        beside = reached_folders(distributions, liveness) | ambiguous(distributions, loaded, liveness)
        for key, found in sought_outside(distributions, loaded, liveness).items():
            self._sought.setdefault(key, found)
        beside |= {key: f"{found.place} may look for {found.name}" for key, found in self._sought.items()}
        if not self._setting.options.on_path:
            beside |= sought_on_path(distributions, loaded, liveness)
        return beside

    def _find_named(self, liveness: Liveness) -> dict[str, str]:
        """Return the distributions whose top-level names must stay where names move, with the reasons."""
        loaded, owner = loaded_by(self._scanner), self._scanner.index.distribution_of
        early = imported_early(self._first, loaded, liveness, owner, self._distributions)
        return {**clashing(self._distributions), **listed(self._distributions, liveness), **early}

    def _find_unread(self, liveness: Liveness) -> frozenset[str]:
        """Return the keys of those with compiled code that is reached and cannot be read, and of its users.

        Programs are not read: who knows what they start. Shared libraries that code opens know nothing of Python.
        """
        known = self._setting.known.distributions
        found = {one.key for one in known if one.key in self._compiled and self._is_unread(one, liveness)}
        return frozenset({*found, *imported_back(known, found, self._tops)})

    def _is_unread(self, one: Distribution, liveness: Liveness) -> bool:
        running = (each.name for each in one.modules if each.kind == "extension" and each.name in liveness.executed)
        return bool(one.programs) or any(self.texts.of(one.key, name) is None for name in running)

    def _tops(self, name: str) -> frozenset[str]:
        """Return the top-level names that a module names, none for one without source."""
        known, module = self._setting.carried.tops, self._scanner.load(name)
        if module is None or not isinstance(module.summary, ModuleSummary):
            return frozenset()
        key = module.distribution, module.relative
        if key not in known:
            known[key] = tops_named(module.summary.parts)
        return known[key]
