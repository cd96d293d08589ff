"""Code and annotations that are evaluated from text, and code that is run as a program (VZ301, VZ303, VZ304, VZ403)."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never, get_args

from vendorize_analysis.model.analysis import Node
from vendorize_analysis.model.hazards import CodeHazard
from vendorize_analysis.model.hazards.code import DoctestExamples, DynamicCode, EvaluatedAnnotations, StartedProgram
from vendorize_analysis.reachability.edges import Edge
from vendorize_analysis.reachability.loading import follow_string, keep_scripts
from vendorize_analysis.reachability.modes import ANNOTATIONS, CODE, EXAMPLES, NAMES_OF_CODE, PROGRAMS, WHOLE_PROGRAMS
from vendorize_analysis.reachability.path_runners import PathRunners
from vendorize_analysis.reachability.strings import spelled

if TYPE_CHECKING:
    from vendorize_analysis.linking import LinkedModule
    from vendorize_analysis.model.summary import Part
    from vendorize_analysis.reachability.dependents import Dependents
    from vendorize_analysis.reachability.events import Events
    from vendorize_analysis.reachability.import_graph import ImportGraph
    from vendorize_analysis.reachability.search import Search
    from vendorize_analysis.reachability.state import State


class CodeTreatment:
    """Reads text as the code that it becomes."""

    def __init__(self, state: State, dependents: Dependents, imports: ImportGraph, *, dotted: bool = True) -> None:
        self._state = state
        self._program = state.program
        self._dotted = dotted
        """`package.module.name` in code takes that name alone, and does not pass the module around."""
        self._runners = PathRunners(state, dependents, imports)

    def listen(self, events: Events) -> None:
        """Treat the hazards of code, and read strings as code."""
        events.hazard.update(dict.fromkeys(get_args(CodeHazard), self.treat))
        events.read_as[CODE] = self._read_code
        events.read_as[NAMES_OF_CODE] = self._read_names
        events.read_as[EXAMPLES] = self._read_examples
        events.read_as[ANNOTATIONS] = self._read_annotations
        events.read_as[PROGRAMS] = self._read_programs
        events.read_as[WHOLE_PROGRAMS] = self._read_whole_programs
        events.new_standard.append(self.on_standard)
        self._runners.listen(events)

    def treat(self, search: Search, linked: LinkedModule, part: Part, hazard: CodeHazard) -> None:
        """Keep what a hazard may need."""
        match hazard:
            case DynamicCode():
                self._make(search, linked, hazard)
            case StartedProgram():
                self._start(search, linked, part, hazard)
            case EvaluatedAnnotations():
                search.read_strings(ANNOTATIONS, linked.distribution)
            case DoctestExamples():
                pass  # `on_standard` turns them into code when somebody runs them
            case _:
                assert_never(hazard)

    # -- code ---------------------------------------------------------------------------------------------------

    def _make(self, search: Search, linked: LinkedModule, hazard: DynamicCode) -> None:
        """Keep what code that is made may name; in the module's own namespace that is all that it binds."""
        if hazard.text != "file":
            search.read_strings(CODE, linked.distribution)
        if hazard.text != "made":
            self._runners.add_text(linked, known=hazard.text != "given")
        for name in linked.names if hazard.bare else ():
            search.require_name(linked.name, name, Edge("hazard", "code that is made may name it", certain=False))

    def _read_code(self, search: Search, linked: LinkedModule, part: Part) -> None:
        packages = sorted({linked.package, linked.name.partition(".")[0]} - {""})
        for text in part.texts.all:
            self._follow_code(search, linked, text)
            for package in packages:
                # Code that is made may say `from package import text`. Few texts are modules: that is asked first.
                module = f"{package}.{text}"
                if self._program.exists(module) and self._program.kind(module) == "source":
                    search.execute(module, Edge("hazard", f"named in code: {text}", certain=False))
                    search.escape(module)

    def _read_names(self, search: Search, linked: LinkedModule, part: Part) -> None:
        for text in part.texts.strings:
            self._follow_code(search, linked, text)

    def _read_examples(self, search: Search, linked: LinkedModule, part: Part) -> None:
        for hazard in part.hazards:
            if isinstance(hazard, DoctestExamples):
                for word in hazard.names:
                    self._follow_code(search, linked, word)

    def _follow_code(self, search: Search, linked: LinkedModule, text: str) -> None:
        """Read a name as generated code would: an attribute, a global of the module, an imported module."""
        names = spelled(text)
        for name in names:
            search.force_attribute_name(name)
        if names and names[0] in linked.names:
            search.follow(linked, tuple(names))
        if len(names) > 1 and self._program.exists(names[0]):
            follow_string(search, self._state, linked, ".".join(names), escaping=not self._dotted)

    def _read_annotations(self, search: Search, linked: LinkedModule, part: Part) -> None:
        for chain, _line in part.reads.lazy:
            search.follow(linked, chain)

    # -- doctest ------------------------------------------------------------------------------------------------

    def on_standard(self, _search: Search, dotted: str) -> None:
        """Look for `doctest`."""
        if dotted.partition(".")[0] == "doctest":
            self._state.later(self._run_examples, node=self._state.current or Node("", -1))

    def _run_examples(self, search: Search) -> None:
        """Read the examples of all modules that are passed around: `doctest` is used."""
        escaped = self._state.escaped
        for distribution in sorted({self._state.distribution(module) for module in escaped}):
            search.read_strings(EXAMPLES, distribution)
        for module in sorted(escaped):
            search.keep_whole(module, Edge("hazard", "doctest runs its examples"))

    # -- programs -----------------------------------------------------------------------------------------------

    def _start(self, search: Search, linked: LinkedModule, part: Part, hazard: StartedProgram) -> None:
        if hazard.form in {"text", "given"}:
            self._runners.add_text(linked, known=hazard.form == "text", apart=True)
            return
        if hazard.form == "code":
            self._start_code(search, linked)
            return
        pattern = hazard.module.placed(linked.name, linked.package)
        if pattern.exact and pattern.prefix:
            names: set[str] = {pattern.prefix}
        elif pattern.prefix.strip("."):
            found = self._program.catalogue.matching(pattern.prefix)
            names = {name for name in found if name.endswith(pattern.suffix)}
        else:
            # A module that asks itself for the name (`self.__module__`) means itself.
            names = {linked.package, *([linked.name] if linked.mains else ())}
            search.read_strings(WHOLE_PROGRAMS if hazard.whole else PROGRAMS, linked.distribution)
            if not keep_scripts(search, self._state, linked, linked.parts) and hazard.form in {"file", "script"}:
                self._runners.add(linked, apart=hazard.form == "script")
            for word in (pattern.suffix.strip("."), *(part.texts.words if hazard.form == "started" else ())):
                names.update(_near(linked, word))
            if pattern.suffix.startswith("."):  # the package may be in a text of the module
                names.update(f"{text}{pattern.suffix}" for one in linked.parts for text in one.texts.strings)
            if hazard.asked:
                names.update(entity.module for entity in self._program.follow(linked.name, hazard.asked)[0])
        for name in sorted(names):
            self._start_module(search, name, whole=hazard.whole)

    def _start_module(self, search: Search, name: str, *, whole: bool = False) -> None:
        if self._program.exists(name):
            search.run_as_program(name, Edge("hazard", f"started as `-m {name}`"))
            if whole and self._program.catalogue.kind(name) == "source":
                search.keep_whole(name, Edge("hazard", "who runs it takes all that it binds"))

    def _start_code(self, search: Search, linked: LinkedModule) -> None:
        """Import what the texts of a module name that starts another Python with code, and ask for their words."""
        edge = Edge("hazard", "named in code for another Python")
        for part in linked.parts:
            words = {word.strip(".") for word in part.texts.all}
            found = sorted({name for word in words for name in _near(linked, word) if self._program.exists(name)})
            asked = {piece for word in words for piece in word.split(".")} if found else set()
            for name in found:
                search.execute(name, edge)
                if "runpy" in words:
                    self._start_module(search, name)
                module = self._program.module(name)
                for word in sorted(asked.intersection(module.names) if module is not None else ()):
                    search.require_name(name, word, edge)
            for word in sorted(asked):
                search.force_attribute_name(word)

    def _read_programs(self, search: Search, linked: LinkedModule, part: Part) -> None:
        for text in part.texts.strings:
            for name in _near(linked, text.strip(".")):
                self._start_module(search, name)

    def _read_whole_programs(self, search: Search, linked: LinkedModule, part: Part) -> None:
        for text in part.texts.strings:
            for name in _near(linked, text.strip(".")):
                self._start_module(search, name, whole=True)


def _near(linked: LinkedModule, name: str) -> tuple[str, ...]:
    """Return the modules that a name in a text may mean: one from the top, or one below its module or package."""
    return (name, f"{linked.name}.{name}", f"{linked.package}.{name}") if name else ()
