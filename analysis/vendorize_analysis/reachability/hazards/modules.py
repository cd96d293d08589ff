"""Modules that are imported or listed by a name that is a value (VZ1xx), and strings that name modules."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, assert_never, get_args

from vendorize_analysis.model.analysis import Node
from vendorize_analysis.model.hazards import ModuleHazard, imports_by_name
from vendorize_analysis.model.hazards.attributes import ComputedAttribute
from vendorize_analysis.model.hazards.modules import ComputedImport, EntryPointLookup, ImportHook, ModuleListing
from vendorize_analysis.model.names import absolute, with_packages
from vendorize_analysis.model.patterns import Pattern, beginning
from vendorize_analysis.reachability.edges import Edge
from vendorize_analysis.reachability.listings import PackageListings, TopListings
from vendorize_analysis.reachability.loading import computed, follow_string, keep_on_path, load, load_told, module_named
from vendorize_analysis.reachability.modes import ENDINGS, GROUPS, MODULES
from vendorize_analysis.reachability.own_names import OwnNames, own_names, says_where
from vendorize_analysis.reachability.words import WordedPackages

if TYPE_CHECKING:
    from vendorize_analysis.linking import LinkedModule
    from vendorize_analysis.model.project import EntryPoint
    from vendorize_analysis.model.summary import Part
    from vendorize_analysis.reachability.dependents import Dependents
    from vendorize_analysis.reachability.events import Events
    from vendorize_analysis.reachability.import_graph import ImportGraph
    from vendorize_analysis.reachability.search import Search
    from vendorize_analysis.reachability.state import State


class ModuleTreatment:
    """Loads what computed imports, listings and entry points may name.

    Packages that strings name are completed with what computed imports put behind them: in
    `import_module(f"{package}.{PART}")` of a framework the packages stand in the settings of a program, the parts in
    the framework. Only modules that exist are loaded.
    """

    def __init__(self, state: State, dependents: Dependents, imports: ImportGraph) -> None:
        self._state = state
        self._program = state.program
        self._endings: dict[str, set[tuple[str, str]]] = defaultdict(set)
        """Names that computed imports may put last, with the distribution and the module that they stand in."""
        self._relative: set[tuple[Pattern, str, str]] = set()
        """What is known of names below packages that computed imports are given beside them, from where as above."""
        self._groups = frozenset(entry.group for entry in state.boundaries.entry_points)
        self._matching: dict[str, tuple[int, frozenset[tuple[str, str]]]] = {}
        """By the last name of a module how many these were, which become more, and from where of them it is given."""
        self._words = WordedPackages(state, dependents)
        self._joined: set[tuple[str, str, str]] = set()
        """Modules that were put together, and with a name from where."""
        self._own_names: dict[str, OwnNames] = {}
        """What is known of the name of a module in that module."""
        self._listers: set[str] = set()
        """Modules that list the submodules of packages which are not known."""
        self._packages = PackageListings(state, dependents, imports)
        self._tops = TopListings(state, dependents)

    def listen(self, events: Events) -> None:
        """Treat the hazards of modules, and read strings as names of modules."""
        events.hazard.update(dict.fromkeys(get_args(ModuleHazard), self.treat))
        events.read_as[MODULES] = self._read_modules
        events.read_as[GROUPS] = self._read_groups
        events.read_as[ENDINGS] = self._read_endings
        events.quiet.append(self._words.on_quiet)
        events.quiet.append(self.on_quiet)
        self._packages.listen(events)
        self._tops.listen(events)

    def treat(self, search: Search, linked: LinkedModule, part: Part, hazard: ModuleHazard) -> None:
        """Keep what a hazard may need."""
        match hazard:
            case ComputedImport():
                self._computed_import(search, linked, part, hazard)
            case ImportHook():
                keep_on_path(search, self._state, linked, hazard)
            case EntryPointLookup(group=group):
                self._entry_points(search, linked, group)
            case ModuleListing():
                self._listed_modules(search, linked, part, hazard)
            case _:
                assert_never(hazard)

    # -- computed imports ---------------------------------------------------------------------------------------

    def _computed_import(self, search: Search, linked: LinkedModule, part: Part, hazard: ComputedImport) -> None:
        pattern = hazard.module.placed(linked.name, linked.package)
        if not pattern.prefix.strip(".") or pattern.prefix.startswith("."):
            if pattern.prefix.strip("."):
                below = pattern._replace(prefix=pattern.prefix.lstrip("."))
                self._relative.add((below, linked.distribution, linked.name))
            else:
                self._words.add_importing(linked)
            self._packages.add_importing(linked)
            search.read_strings(MODULES, linked.distribution)
            if hazard.joined:
                search.read_strings(ENDINGS, linked.distribution)
            self._load_named(search, linked, part)
        elif pattern.exact:
            load_told(search, self._state, pattern.prefix, linked.distribution)
        else:
            self._load_matching(search, linked, part, pattern)

    def _load_named(self, search: Search, linked: LinkedModule, part: Part) -> None:
        """Load what strings of the module name, wherever in it they stand."""
        others = (text for other in linked.parts for text in self._state.strings_of(linked, other))
        for text in dict.fromkeys((*part.texts.strings, *others)):
            # `import_module(name, package)` takes ".name" as well.
            bare = text.lstrip(".")
            candidates = (text, absolute(linked.package, len(text) - len(bare) or 1, bare) if bare else "")
            found = next((name for name in candidates if name and self._program.exists(name)), "")
            if found:
                load(search, self._state, found, linked.distribution)
            elif text.endswith(".") and any(other.texts.joins for other in linked.parts):
                for module in self._program.catalogue.matching(text):
                    load(search, self._state, module, linked.distribution)
            else:
                self._note_ending(text, linked)

    def _load_matching(self, search: Search, linked: LinkedModule, part: Part, pattern: Pattern) -> None:
        asked_by_name = any(isinstance(other, ComputedAttribute) and not other.name.useful for other in part.hazards)
        for module in self._program.catalogue.matching(pattern.prefix):
            if module.endswith(pattern.suffix):
                (load_told if pattern.prefix else load)(search, self._state, module, linked.distribution)
                if asked_by_name:
                    # Neither the module's name nor what is taken from it stands in the program.
                    search.keep_whole(module, Edge("hazard", "taken from by a computed name"))

    def _listed_modules(self, search: Search, linked: LinkedModule, part: Part, hazard: ModuleListing) -> None:
        if hazard.everywhere and (not hazard.of_metadata or imports_by_name(linked.parts)):
            self._tops.add(linked, part.index)
        if hazard.of_metadata:
            return
        named = module_named(self._program, linked, hazard.package) if hazard.package else ""
        packages = {named} if named else {linked.package}
        if not named:
            self._listers.add(linked.name)
        if not named and not hazard.own:
            packages |= {target.module for target in linked.imports.get(part.index, ())}
            self._packages.add(linked, folder=hazard.folder)
        for listed in sorted(packages):
            for module in self._program.catalogue.matching(f"{listed}."):
                load(search, self._state, module, linked.distribution)

    def _read_modules(self, search: Search, linked: LinkedModule, part: Part) -> None:
        for text in part.texts.strings:
            bare = text.lstrip(".")
            if bare != text and says_where(part):
                # Who takes relative names from others is told where they start (`__name__`).
                dotted = absolute(linked.package, len(text) - len(bare), bare)
                follow_string(search, self._state, linked, dotted)
            elif "." in text.strip(".") or ":" in text:
                follow_string(search, self._state, linked, text)
                if self._is_beside_own_name(linked, part):
                    self._read_relative(search, linked, text)
            else:
                self._words.add_word(linked, text)

    def _is_beside_own_name(self, linked: LinkedModule, part: Part) -> bool:
        """Tell whether a part hands on the name of its module, or reads a name that such a part binds."""
        known = self._own_names.get(linked.name)
        if known is None:
            known = self._own_names[linked.name] = own_names(self._program, linked)
        return part.index in known.parts or any(chain[0] in known.bound for chain, _ in part.reads.refs)

    def _read_relative(self, search: Search, linked: LinkedModule, text: str) -> None:
        """Follow a name that starts at the package where it stands, or at one around it.

        Whoever registers plugins hands in the name of the module (`__name__`) and names below it, which the importing
        code puts together.
        """
        first = text.partition(":")[0].partition(".")[0]
        for package in with_packages(linked.package) if first else ():
            if self._program.exists(f"{package}.{first}"):
                follow_string(search, self._state, linked, f"{package}.{text}")

    # -- entry points -------------------------------------------------------------------------------------------

    def _entry_points(self, search: Search, linked: LinkedModule, group: Pattern) -> None:
        if not group.useful:
            search.read_strings(GROUPS, linked.distribution)
            group = beginning(linked.name.partition(".")[0])  # how such groups are named, where a text is put together
        for entry in self._state.boundaries.entry_points:
            if group.matches(entry.group):
                self._load_entry(search, entry, linked.distribution)

    def _read_groups(self, search: Search, linked: LinkedModule, part: Part) -> None:
        for entry in () if self._groups.isdisjoint(part.texts.strings) else self._state.boundaries.entry_points:
            if entry.group in part.texts.strings:
                self._load_entry(search, entry, linked.distribution)

    def _load_entry(self, search: Search, entry: EntryPoint, by: str) -> None:
        """Run the target of an entry point and hand it to whoever asked for its group."""
        load(search, self._state, entry.module, by)
        if entry.attribute:
            search.follow_from(self._program.as_module(entry.module), tuple(entry.attribute.split(".")), by)

    # -- names that are put together ----------------------------------------------------------------------------

    def _read_endings(self, search: Search, linked: LinkedModule, part: Part) -> None:
        for text in part.texts.strings:
            self._note_ending(text, linked)
            below = f"{linked.package}.{text}"
            if text.isidentifier() and self._program.exists(below) and self._is_beside_own_name(linked, part):
                load(search, self._state, below, linked.distribution)

    def _note_ending(self, text: str, linked: LinkedModule) -> None:
        name = text.removeprefix(".")
        if name.isidentifier():
            self._endings[name].add((linked.distribution, linked.name))

    def on_quiet(self, search: Search) -> None:
        """Load what can be put together, and what is below that where the same module lists submodules."""
        while fresh := sorted(self._possible() - self._joined):
            self._joined.update(fresh)
            for module, distribution, beside in fresh:
                load(search, self._state, module, distribution, computed(module, Node(beside, -1)))
        for package, distribution, beside in sorted(self._joined):
            if beside in self._listers:
                for module in self._program.catalogue.submodules(package):
                    if module not in self._state.executed:
                        load(search, self._state, module, distribution, computed(module, Node(beside, -1)))

    def _possible(self) -> set[tuple[str, str, str]]:
        catalogue = self._program.catalogue
        return {
            (module, distribution, beside)
            for package in self._state.named.keys() | self._words.executed()
            for module in catalogue.submodules(package)
            for distribution, beside in self._ending_in(module.rpartition(".")[2])
            if catalogue.kind(module) == "source"
        }

    def _ending_in(self, name: str) -> set[tuple[str, str]]:
        """Return from where a name may be put behind that of a package."""
        found = self._endings.get(name, set())
        if not self._relative:
            return found
        count, matching = self._matching.get(name, (0, frozenset[tuple[str, str]]()))
        if count != len(self._relative):
            matching = frozenset(
                (distribution, beside) for each, distribution, beside in self._relative if each.matches(name)
            )
            self._matching[name] = len(self._relative), matching
        return found | matching
