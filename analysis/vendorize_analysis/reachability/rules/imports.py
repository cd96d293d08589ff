"""What import statements load and bind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize_analysis.reachability.edges import Edge

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from vendorize_analysis.linking import ImportTarget, LinkedModule
    from vendorize_analysis.model.summary import Part
    from vendorize_analysis.reachability.events import Events
    from vendorize_analysis.reachability.search import Search
    from vendorize_analysis.reachability.state import State
    from vendorize_analysis.reachability.strings import StringPool


class Imports:
    """Follows imports; at module level an alias is followed only when somebody asks for its name."""

    def __init__(self, state: State, pool: StringPool) -> None:
        self._state = state
        self._program = state.program
        self._pool = pool
        self._late_imports: Sequence[Callable[[Search, LinkedModule, Part], tuple[ImportTarget, ...]]] = ()

    def listen(self, events: Events) -> None:
        """Look at live parts, and at names that imports bind."""
        events.part.append(self.on_part)
        events.binding.append(self.on_binding)
        self._late_imports = events.late_imports

    def on_part(self, search: Search, linked: LinkedModule, part: Part) -> None:
        """Run an import statement, the imports of a function, or those that a literal call makes."""
        if part.index not in linked.imports:
            return
        if part.kind == "import":
            self._run(search, linked, part)
            return
        late = [one for each in self._late_imports for one in each(search, linked, part)] if part.hook.branches else ()
        self.on_function(search, linked, tuple(one for one in linked.imports[part.index] if one not in late))

    def on_function(self, search: Search, linked: LinkedModule, targets: tuple[ImportTarget, ...]) -> None:
        """Follow imports of a function, or those that a literal call makes."""
        for target in targets:
            self._load(search, target, linked)
            if target.name == "*":
                search.require_exports(target.module, Edge("import", f"{target.module}.*"))
            self._take(search, target, linked.distribution, bare=not target.binds)

    def _run(self, search: Search, linked: LinkedModule, part: Part) -> None:
        """Run an import statement outside functions."""
        state = self._state
        bound = part.execution.acts or linked.name in state.whole or linked.around[part.index] >= 0
        for target in linked.imports[part.index]:
            self._load(search, target, linked)
            if bound or target.binds in state.required[linked.name]:
                self._take(search, target, linked.distribution, bare=not target.binds)

    def on_binding(self, search: Search, linked: LinkedModule, index: int, name: str) -> None:
        """Follow the alias of an import whose name somebody requires."""
        for target in linked.imports.get(index, ()):
            if target.binds == name:
                self._take(search, target, linked.distribution)

    # -- the module ---------------------------------------------------------------------------------------------

    def _load(self, search: Search, target: ImportTarget, importer: LinkedModule) -> None:
        """Run the module that an import names, and the submodule that it takes from there."""
        module = target.module
        kind = self._program.kind(module) if module else "missing"
        edge = Edge("import", module)
        if kind == "stdlib":
            search.use_standard(module, importer.distribution)
            return
        if kind != "missing":  # nobody owns it, and first-party code has no name
            self._pool.relate(search, importer.distribution, self._program.catalogue.owner(module))
        search.execute(module, edge)
        if kind == "missing":
            self._load_known_part(search, module, edge)
        self._load_submodule(search, target, importer.name, edge)
        if target.name == "*":
            self._read_exports(search, module, Edge("import", f"{module}.*"))

    def _load_submodule(self, search: Search, target: ImportTarget, importer: str, edge: Edge) -> None:
        module, name = target.module, target.name.partition(".")[0]
        below = f"{module}.{name}"
        if name and name != "*" and self._program.exists(below):
            found = self._program.look_up(module, name)
            inside = importer == module or importer.startswith(f"{module}.")
            # While a package still runs, the submodule may be what its own code gets, whatever it binds later.
            if inside or any(entity.kind in {"module", "opaque"} and entity.module == below for entity in found):
                search.execute(below, edge)

    def _load_known_part(self, search: Search, module: str, edge: Edge) -> None:
        """Run the packages of a module that only appears at run time."""
        while module:
            module = module.rpartition(".")[0]
            if module and self._program.exists(module):
                search.execute(module, edge)
                return

    def _read_exports(self, search: Search, module: str, edge: Edge) -> None:
        """Run what a star import reads of a module: all that makes its `__all__`, and the submodules that this names.

        Every name in `__all__` is asked for. Where all names are literal, those that nobody needs are taken out of the
        lists as they are written; else whatever it may name stays (The import statement, Python's reference).
        """
        linked = self._program.module(module)
        if linked is None:
            return
        for part in linked.parts:
            if linked.around[part.index] < 0 and ("__all__" in part.binds or "__all__" in part.execution.mutates):
                search.mark_live(linked, part.index, edge)
        if linked.open_exports:
            search.require_exports(module, edge)
        for name in linked.exports or ():
            if name not in linked.names and self._program.exists(f"{module}.{name}"):
                search.execute(f"{module}.{name}", edge)

    # -- what is taken from it ----------------------------------------------------------------------------------

    def _take(self, search: Search, target: ImportTarget, distribution: str, *, bare: bool = False) -> None:
        """Follow what an import takes from its module."""
        if not target.module or target.name in {"", "*"}:
            return
        if target.name == ".":
            if bare:
                search.follow_from(self._program.as_module(target.module), (), distribution)
            return
        names = tuple(target.name.split("."))
        if bare or len(names) > 1:
            search.follow_from(self._program.as_module(target.module), names, distribution)
            return
        self._take_name(search, target.module, names[0], distribution)

    def _take_name(self, search: Search, module: str, name: str, distribution: str) -> None:
        """Make one imported name live; a module that is imported by name is no value yet."""
        (found, *_) = self._program.as_module(module)
        if found.kind == "module":
            search.require_name(module, name, Edge("import", f"{module}.{name}"))
            entities = self._program.look_up(module, name)
            for entity in entities:
                if entity.kind == "module":
                    search.execute(entity.module, Edge("import", entity.module))
            if not entities:
                # Only the module's `__getattr__` can give it, from wherever it takes it (PEP 562).
                search.force_attribute_name(name)
        elif found.kind == "stdlib":
            search.use_standard(f"{module}.{name}", distribution)
        else:
            # The module only appears at run time (`sys.modules`), or is compiled: whoever it is, it is asked for this.
            search.force_attribute_name(name)
