"""What each hazard keeps, and how far: one dynamic call never keeps everything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize_analysis.model.names import absolute, fits
from vendorize_analysis.model.summary import DOTTED, ELSEWHERE, IMPORTED_HERE, SOME_CLASS
from vendorize_analysis.reachability import texts
from vendorize_analysis.reachability.joined import Joined
from vendorize_analysis.reachability.state import Edge

if TYPE_CHECKING:
    from collections.abc import Callable

    from vendorize_analysis.linking import LinkedModule
    from vendorize_analysis.model.project import EntryPoint
    from vendorize_analysis.model.summary import Hazard, Part
    from vendorize_analysis.reachability.engine import Engine


class Dynamic:
    """Meets the hazards of live parts."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.program = engine.program
        self.state = engine.state
        self.joined = Joined(engine)
        self._treatments: dict[str, Callable[[LinkedModule, Part, Hazard], None]] = {
            "VZ101": self._computed_import,
            "VZ103": self._entry_points,
            "VZ104": self._listed_modules,
            "VZ201": self._computed_attribute,
            "VZ202": self._namespace,
            "VZ203": self._listed_members,
            "VZ204": self._listed_subclasses,
            "VZ205": self._made_class,
            "VZ301": self._code,
            "VZ302": self._strings_as_attributes,
            "VZ303": self._examples,
            "VZ304": self._annotations,
            "VZ403": self._program,
            "VZ501": self._data,
            "VZ502": self._metadata,
        }

    def meet(self, linked: LinkedModule, part: Part, hazard: Hazard) -> None:
        """Keep what a hazard may need, and report it."""
        if hazard.code != "VZ303":
            self.state.hazards[linked.name].append(hazard)
        treatment = self._treatments.get(hazard.code)
        if treatment is not None:
            treatment(linked, part, hazard)

    # -- imports --------------------------------------------------------------------------------------------

    def _computed_import(self, linked: LinkedModule, part: Part, hazard: Hazard) -> None:
        pattern = hazard.argument.replace("<name>", linked.name).replace("<package>", linked.package)
        prefix, star, suffix = pattern.partition("*")
        if not prefix.strip("."):
            self.engine.texts.demand(texts.MODULES, linked.distribution)
            if pattern == DOTTED:
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
        if not star:
            self.load(prefix, linked.distribution)
            return
        asked_by_name = any(other.code == "VZ201" and other.argument.endswith(":") for other in part.hazards)
        for module in self.program.catalogue.matching(prefix):
            if module.endswith(suffix):
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

    def _listed_modules(self, linked: LinkedModule, part: Part, hazard: Hazard) -> None:
        named = self._module_named(linked, hazard.argument) if hazard.argument not in {"", "<package>"} else ""
        packages = {named} if named else {linked.package}
        if not named:
            self.joined.note_lister(linked.name)
        if not named and hazard.argument != "<package>":
            packages |= {target.module for target in linked.imports.get(part.index, ())}
        for package in sorted(packages):
            for module in self.program.catalogue.matching(f"{package}."):
                self.load(module, linked.distribution)

    def _module_named(self, linked: LinkedModule, dotted: str) -> str:
        found, rest = self.program.follow(linked.name, tuple(dotted.split(".")))
        return next((entity.module for entity in found if entity.kind == "module" and not rest), "")

    def _entry_points(self, linked: LinkedModule, _part: Part, hazard: Hazard) -> None:
        if hazard.argument in {"", "*"}:
            self.engine.texts.demand(texts.GROUPS, linked.distribution)
        for entry in self.state.boundaries.entry_points:
            if fits(hazard.argument, entry.group):
                self.load_entry(entry, linked.distribution)

    def load_entry(self, entry: EntryPoint, by: str) -> None:
        """Run the target of an entry point and hand it to whoever asked for its group."""
        self.load(entry.module, by)
        if entry.attribute:
            names = tuple(entry.attribute.split("."))
            self.engine.references.descend(self.program.as_module(entry.module), names, by)

    # -- attributes -----------------------------------------------------------------------------------------

    def _computed_attribute(self, linked: LinkedModule, part: Part, hazard: Hazard) -> None:
        where, _, pattern = hazard.argument.partition(":")
        prefix, _, suffix = pattern.partition("*")
        around = linked.around[part.index]
        if not pattern:
            self._strings_as_attributes(linked, part, hazard)
            if where == "pieces":
                self.engine.texts.demand(texts.PIECES, linked.distribution)
        elif where == "own" and around >= 0:
            self.engine.classes.ask_own_pattern((linked.name, around), prefix, suffix)
        else:
            self.engine.mention_pattern(prefix, suffix)

    def _strings_as_attributes(self, linked: LinkedModule, _part: Part, _hazard: Hazard) -> None:
        self.engine.texts.demand(texts.ATTRIBUTES, linked.distribution)

    def _namespace(self, linked: LinkedModule, _part: Part, hazard: Hazard) -> None:
        some, _, pattern = hazard.argument.partition(":")
        if some == ELSEWHERE:
            # Whoever needs the namespace of code that it was given, evaluates names in that code's annotations.
            self.engine.texts.demand(texts.ANNOTATIONS, linked.distribution)
            return
        if some == "names":
            prefix, star, suffix = pattern.partition("*")
            edge = Edge("hazard", "asked for by a computed name")
            for name in linked.names:
                if name == prefix or (star and name.startswith(prefix) and name.endswith(suffix)):
                    self.engine.want(linked.name, name, edge)
            return
        module = self._module_named(linked, hazard.argument) if hazard.argument else linked.name
        if module:
            self.engine.keep_whole(module, Edge("hazard", "its namespace is read as a dictionary"))

    def _listed_members(self, linked: LinkedModule, part: Part, hazard: Hazard) -> None:
        edge = Edge("hazard", "its members are listed at run time")
        around = linked.around[part.index]
        if hazard.argument == "own" and around >= 0:
            self.engine.classes.give_all((linked.name, around))
            return
        if hazard.argument == IMPORTED_HERE:
            self.engine.modules.list_modules(linked.distribution, edge, by_others=False)
            return
        if hazard.argument in {"", SOME_CLASS}:
            self._list_classes(linked)
            if not hazard.argument:
                self.engine.modules.list_modules(linked.distribution, edge)
            return
        chain = tuple(hazard.argument.split("."))
        found, rest = self.program.follow(linked.name, chain)
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

    def _listed_subclasses(self, linked: LinkedModule, part: Part, hazard: Hazard) -> None:
        around = linked.around[part.index]
        classes = self.engine.hierarchy.class_of(linked, tuple(hazard.argument.split("."))) if hazard.argument else []
        if not classes and around >= 0:
            classes = [(linked.name, around)]
        for identity in classes or [(linked.name, item.index) for item in linked.parts if item.kind == "class"]:
            self.engine.classes.list_subclasses(identity)

    def _made_class(self, linked: LinkedModule, _part: Part, _hazard: Hazard) -> None:
        self.engine.classes.open_families(linked.distribution)

    # -- code and texts -------------------------------------------------------------------------------------

    def _code(self, linked: LinkedModule, _part: Part, hazard: Hazard) -> None:
        if hazard.argument == "file":
            return
        self.engine.texts.demand(texts.CODE, linked.distribution)

    def _annotations(self, linked: LinkedModule, _part: Part, _hazard: Hazard) -> None:
        self.engine.texts.demand(texts.ANNOTATIONS, linked.distribution)

    def _examples(self, _linked: LinkedModule, _part: Part, _hazard: Hazard) -> None:
        """Leave the examples alone; `doctest_used` turns them into code when somebody runs them."""

    def doctest_used(self) -> None:
        """Read the examples of all modules that are passed around: `doctest` is used."""
        for distribution in sorted({self.state.distribution(module) for module in self.state.escaped}):
            self.engine.texts.demand(texts.EXAMPLES, distribution)
        for module in sorted(self.state.escaped):
            self.engine.keep_whole(module, Edge("hazard", "doctest runs its examples"))

    def _program(self, linked: LinkedModule, _part: Part, hazard: Hazard) -> None:
        pattern = hazard.argument.replace("<name>", linked.name).replace("<package>", linked.package)
        prefix, star, suffix = pattern.partition("*")
        if pattern and not star:
            names: set[str] = {pattern}
        elif prefix.strip("."):
            names = {name for name in self.program.catalogue.matching(prefix) if name.endswith(suffix)}
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

    def _data(self, linked: LinkedModule, _part: Part, hazard: Hazard) -> None:
        module = hazard.argument
        named = (
            module if module and self.program.exists(module) else self._module_named(linked, module) if module else ""
        )
        self.state.data.add(self.state.distribution(named) if named else linked.distribution)

    def _metadata(self, linked: LinkedModule, _part: Part, hazard: Hazard) -> None:
        self.state.metadata.add(hazard.argument.lower().replace("_", "-").replace(".", "-") or linked.distribution)
