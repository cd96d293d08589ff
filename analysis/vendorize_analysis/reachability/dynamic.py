"""What each hazard keeps, and how far: one dynamic call never keeps everything."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from vendorize_analysis.model.hazards import (
    AttributeHazard,
    CodeHazard,
    FileHazard,
    MemberHazard,
    ModuleHazard,
    NamespaceHazard,
)
from vendorize_analysis.model.hazards.attributes import AttributeGetter, ComputedAttribute
from vendorize_analysis.model.hazards.code import DoctestExamples, DynamicCode, EvaluatedAnnotations, StartedProgram
from vendorize_analysis.model.hazards.files import DataFileRead, MetadataRead
from vendorize_analysis.model.hazards.members import DynamicClass, MemberListing, SubclassListing
from vendorize_analysis.model.hazards.modules import ComputedImport, EntryPointLookup, ImportHook, ModuleListing
from vendorize_analysis.model.hazards.namespaces import ModuleGetattr, NamespaceRead, ReplacedModule
from vendorize_analysis.model.names import absolute
from vendorize_analysis.reachability import texts
from vendorize_analysis.reachability.joined import Joined
from vendorize_analysis.reachability.state import Edge

if TYPE_CHECKING:
    from vendorize_analysis.linking import LinkedModule
    from vendorize_analysis.model.hazards import SiteHazard
    from vendorize_analysis.model.patterns import Pattern
    from vendorize_analysis.model.project import EntryPoint
    from vendorize_analysis.model.summary import Part
    from vendorize_analysis.reachability.engine import Engine


class Dynamic:
    """Meets the hazards of live parts."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.program = engine.program
        self.state = engine.state
        self.joined = Joined(engine)

    def meet(self, linked: LinkedModule, part: Part, hazard: SiteHazard) -> None:
        """Keep what a hazard may need, and report it."""
        if not isinstance(hazard, DoctestExamples):
            self.state.hazards[linked.name].append(hazard)
        if isinstance(hazard, ModuleHazard):
            self._modules(linked, part, hazard)
        elif isinstance(hazard, AttributeHazard):
            self._attributes(linked, part, hazard)
        elif isinstance(hazard, NamespaceHazard):
            self._namespaces(linked, hazard)
        elif isinstance(hazard, MemberHazard):
            self._members(linked, part, hazard)
        elif isinstance(hazard, CodeHazard):
            self._codes(linked, hazard)
        elif isinstance(hazard, FileHazard):
            self._files(linked, hazard)
        else:
            assert_never(hazard)

    # -- imports --------------------------------------------------------------------------------------------

    def _modules(self, linked: LinkedModule, part: Part, hazard: ModuleHazard) -> None:
        match hazard:
            case ComputedImport():
                self._computed_import(linked, part, hazard)
            case ImportHook():
                pass
            case EntryPointLookup(group=group):
                self._entry_points(linked, group)
            case ModuleListing(package=package, own=own):
                self._listed_modules(linked, part, package, own=own)
            case _:
                assert_never(hazard)

    def _computed_import(self, linked: LinkedModule, part: Part, hazard: ComputedImport) -> None:
        pattern = hazard.module.placed(linked.name, linked.package)
        if not pattern.prefix.strip("."):
            self.engine.texts.demand(texts.MODULES, linked.distribution)
            if hazard.joined:
                self.engine.texts.demand(texts.ENDINGS, linked.distribution)
            others = (text for other in linked.parts for text in self.engine.tables.strings(linked, other))
            for text in dict.fromkeys((*part.texts.strings, *others)):
                # `import_module(name, package)` takes ".name" as well.
                bare = text.lstrip(".")
                candidates = (text, absolute(linked.package, len(text) - len(bare) or 1, bare) if bare else "")
                found = next((name for name in candidates if name and self.program.exists(name)), "")
                if found:
                    self.load(found, linked.distribution)
                else:
                    self.joined.name_ending(text, linked.distribution, linked.name)
            return
        if pattern.exact:
            self.load(pattern.prefix, linked.distribution)
            return
        asked_by_name = any(isinstance(other, ComputedAttribute) and not other.name.useful for other in part.hazards)
        for module in self.program.catalogue.matching(pattern.prefix):
            if module.endswith(pattern.suffix):
                self.load(module, linked.distribution)
                if asked_by_name:
                    # Neither the module's name nor what is taken from it stands in the program.
                    self.engine.keep_whole(module, Edge("hazard", "taken from by a computed name"))

    def load(self, module: str, by: str) -> None:
        """Run a module that is found by its name at run time; it is a value from the start."""
        self.joined.name_package(module)
        edge = Edge("hazard", f"imported by a computed name: {module}", certain=False)
        self.engine.state.point(module, "", edge)
        self.engine.execute(module, edge)
        self.engine.modules.escape(module)
        self.engine.modules.hand_out(module, by, loaded=True)

    def unpickle(self, distribution: str) -> None:
        """Keep what pickles among a distribution's data files are made of: its code reads pickles."""
        for module, name in self.state.boundaries.pickled.get(distribution, ()):
            edge = Edge("hazard", f"a pickled file names {module}", certain=False)
            if name:
                self.engine.want(module, name, edge)
            else:
                self.engine.keep_whole(module, edge)

    def _listed_modules(self, linked: LinkedModule, part: Part, package: str, *, own: bool) -> None:
        named = self._module_named(linked, package) if package else ""
        packages = {named} if named else {linked.package}
        if not named:
            self.joined.note_lister(linked.name)
        if not named and not own:
            packages |= {target.module for target in linked.imports.get(part.index, ())}
        for listed in sorted(packages):
            for module in self.program.catalogue.matching(f"{listed}."):
                self.load(module, linked.distribution)

    def _module_named(self, linked: LinkedModule, dotted: str) -> str:
        found, rest = self.program.follow(linked.name, tuple(dotted.split(".")))
        return next((entity.module for entity in found if entity.kind == "module" and not rest), "")

    def _entry_points(self, linked: LinkedModule, group: Pattern) -> None:
        if not group.useful:
            self.engine.texts.demand(texts.GROUPS, linked.distribution)
            return
        for entry in self.state.boundaries.entry_points:
            if group.matches(entry.group):
                self.load_entry(entry, linked.distribution)

    def load_entry(self, entry: EntryPoint, by: str) -> None:
        """Run the target of an entry point and hand it to whoever asked for its group."""
        self.load(entry.module, by)
        if entry.attribute:
            names = tuple(entry.attribute.split("."))
            self.engine.references.descend(self.program.as_module(entry.module), names, by)

    # -- attributes -----------------------------------------------------------------------------------------

    def _attributes(self, linked: LinkedModule, part: Part, hazard: AttributeHazard) -> None:
        match hazard:
            case ComputedAttribute():
                self._computed_attribute(linked, part, hazard)
            case AttributeGetter():
                self.engine.texts.demand(texts.ATTRIBUTES, linked.distribution)
            case _:
                assert_never(hazard)

    def _computed_attribute(self, linked: LinkedModule, part: Part, hazard: ComputedAttribute) -> None:
        around, name = linked.around[part.index], hazard.name
        if not name.useful:
            self.engine.texts.demand(texts.ATTRIBUTES, linked.distribution)
            if hazard.joined:
                self.engine.texts.demand(texts.PIECES, linked.distribution)
        elif hazard.own and around >= 0:
            self.engine.classes.ask_own_pattern((linked.name, around), name.prefix, name.suffix)
        else:
            self.engine.mention_pattern(name.prefix, name.suffix)

    # -- namespaces -----------------------------------------------------------------------------------------

    def _namespaces(self, linked: LinkedModule, hazard: NamespaceHazard) -> None:
        match hazard:
            case NamespaceRead(elsewhere=True):
                # Whoever needs the namespace of code that it was given, evaluates names in that code's annotations.
                self.engine.texts.demand(texts.ANNOTATIONS, linked.distribution)
            case NamespaceRead(names=names) if names.useful:
                edge = Edge("hazard", "asked for by a computed name")
                for name in filter(names.matches, linked.names):
                    self.engine.want(linked.name, name, edge)
            case NamespaceRead():
                self.engine.keep_whole(linked.name, Edge("hazard", "its namespace is read as a dictionary"))
            case ReplacedModule() | ModuleGetattr():
                pass
            case _:
                assert_never(hazard)

    # -- members --------------------------------------------------------------------------------------------

    def _members(self, linked: LinkedModule, part: Part, hazard: MemberHazard) -> None:
        match hazard:
            case MemberListing():
                self._listed_members(linked, part, hazard)
            case SubclassListing(base=base):
                self._listed_subclasses(linked, part, base)
            case DynamicClass():
                self.engine.classes.open_families(linked.distribution)
            case _:
                assert_never(hazard)

    def _listed_members(self, linked: LinkedModule, part: Part, hazard: MemberListing) -> None:
        edge = Edge("hazard", "its members are listed at run time")
        match hazard.of:
            case "own":
                around = linked.around[part.index]
                if around >= 0:
                    self.engine.classes.give_all((linked.name, around))
            case "imported":
                self.engine.modules.list_modules(linked.distribution, edge, by_others=False)
            case "class":
                self._list_classes(linked)
            case "unknown":
                self._list_classes(linked)
                self.engine.modules.list_modules(linked.distribution, edge)
            case "named":
                self._list_named(linked, hazard.receiver, edge)
            case _:
                assert_never(hazard.of)

    def _list_named(self, linked: LinkedModule, receiver: str, edge: Edge) -> None:
        found, rest = self.program.follow(linked.name, tuple(receiver.split(".")))
        for entity in found:
            if entity.kind == "module" and not rest:
                self.engine.keep_whole(entity.module, edge)
            elif entity.kind == "class":
                self.engine.classes.give_all((entity.module, entity.part))

    def _list_classes(self, linked: LinkedModule) -> None:
        """Keep the members of what an unknown receiver may be: a class of this module."""
        for part in linked.parts:
            if part.kind == "class" and not part.dead:
                self.engine.classes.give_all((linked.name, part.index))

    def _listed_subclasses(self, linked: LinkedModule, part: Part, base: str) -> None:
        around = linked.around[part.index]
        classes = self.engine.hierarchy.class_of(linked, tuple(base.split("."))) if base else []
        if not classes and around >= 0:
            classes = [(linked.name, around)]
        for identity in classes or [(linked.name, item.index) for item in linked.parts if item.kind == "class"]:
            self.engine.classes.list_subclasses(identity)

    # -- code and texts -------------------------------------------------------------------------------------

    def _codes(self, linked: LinkedModule, hazard: CodeHazard) -> None:
        match hazard:
            case DynamicCode(from_file=from_file):
                if not from_file:
                    self.engine.texts.demand(texts.CODE, linked.distribution)
            case StartedProgram():
                self._program(linked, hazard)
            case EvaluatedAnnotations():
                self.engine.texts.demand(texts.ANNOTATIONS, linked.distribution)
            case DoctestExamples():
                pass  # `doctest_used` turns them into code when somebody runs them
            case _:
                assert_never(hazard)

    def doctest_used(self) -> None:
        """Read the examples of all modules that are passed around: `doctest` is used."""
        for distribution in sorted({self.state.distribution(module) for module in self.state.escaped}):
            self.engine.texts.demand(texts.EXAMPLES, distribution)
        for module in sorted(self.state.escaped):
            self.engine.keep_whole(module, Edge("hazard", "doctest runs its examples"))

    def _program(self, linked: LinkedModule, hazard: StartedProgram) -> None:
        pattern = hazard.module.placed(linked.name, linked.package)
        if pattern.exact and pattern.prefix:
            names: set[str] = {pattern.prefix}
        elif pattern.prefix.strip("."):
            found = self.program.catalogue.matching(pattern.prefix)
            names = {name for name in found if name.endswith(pattern.suffix)}
        else:
            names = {linked.package}
            self.engine.texts.demand(texts.PROGRAMS, linked.distribution)
            self._scripts(linked)
        for name in sorted(names):
            if self.program.exists(name):
                self.engine.run_as_program(name, Edge("hazard", f"started as `-m {name}`"))

    def _scripts(self, linked: LinkedModule) -> None:
        """Keep files of the distribution that are run by their path, as far as strings name them."""
        files = {text.rpartition("/")[2] for part in linked.parts for text in (*part.texts.strings, *part.texts.words)}
        for module in self.state.boundaries.modules_of.get(linked.distribution, ()):
            if f"{module.rpartition('.')[2]}.py" in files:
                self.engine.run_as_program(module, Edge("hazard", f"run by its path: {module}"))

    # -- files ----------------------------------------------------------------------------------------------

    def _files(self, linked: LinkedModule, hazard: FileHazard) -> None:
        match hazard:
            case DataFileRead(package=package):
                self._data(linked, package)
            case MetadataRead(distribution=name):
                self.state.metadata.add(name.lower().replace("_", "-").replace(".", "-") or linked.distribution)
            case _:
                assert_never(hazard)

    def _data(self, linked: LinkedModule, module: str) -> None:
        named = (
            module if module and self.program.exists(module) else self._module_named(linked, module) if module else ""
        )
        self.state.data.add(self.state.distribution(named) if named else linked.distribution)
