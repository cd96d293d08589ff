"""What import statements load and bind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize_analysis.reachability.state import Edge

if TYPE_CHECKING:
    from vendorize_analysis.linking import ImportTarget, LinkedModule
    from vendorize_analysis.model.summary import Part
    from vendorize_analysis.reachability.engine import Engine


class Imports:
    """Follows imports; at module level an alias is followed only when somebody asks for its name."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.program = engine.program

    def run(self, linked: LinkedModule, part: Part) -> None:
        """Run an import statement outside functions."""
        bound = part.execution.effect or linked.name in self.engine.state.whole or linked.around[part.index] >= 0
        for target in linked.imports.get(part.index, ()):
            self.load(target, linked.distribution, importer=linked.name)
            if bound or target.binds in self.engine.state.wanted[linked.name]:
                self.take(target, linked.distribution, bare=not target.binds)

    def inside(self, linked: LinkedModule, part: Part) -> None:
        """Run the imports of a function, or those that a literal call makes."""
        for target in linked.imports.get(part.index, ()):
            self.load(target, linked.distribution, importer=linked.name)
            if target.name == "*":
                self.want_exports(target.module, Edge("import", f"{target.module}.*"))
            self.take(target, linked.distribution, bare=not target.binds)

    def bind(self, linked: LinkedModule, index: int, name: str) -> None:
        """Follow the alias of an import whose name somebody asks for."""
        for target in linked.imports.get(index, ()):
            if target.binds == name:
                self.take(target, linked.distribution)

    def load(self, target: ImportTarget, distribution: str, *, importer: str) -> None:
        """Run the module that an import names, and the submodule that it takes from there."""
        module = target.module
        kind = self.program.kind(module) if module else "missing"
        edge = Edge("import", module)
        if kind == "stdlib":
            self.engine.use_standard(module, distribution)
            return
        if kind != "missing":  # nobody owns it, and first-party code has no name
            self.engine.texts.relate(distribution, self.program.catalogue.owner(module))
        self.engine.execute(module, edge)
        if kind == "missing":
            self._load_known_part(module, edge)
        name = target.name.partition(".")[0]
        below = f"{module}.{name}"
        if name and name != "*" and self.program.exists(below):
            found = self.program.look_up(module, name)
            inside = importer == module or importer.startswith(f"{module}.")
            # While a package still runs, the submodule may be what its own code gets, whatever it binds later.
            if inside or any(entity.kind in {"module", "opaque"} and entity.module == below for entity in found):
                self.engine.execute(below, edge)
        if target.name == "*":
            self._read_exports(module, Edge("import", f"{module}.*"))

    def _load_known_part(self, module: str, edge: Edge) -> None:
        """Run the packages of a module that only appears at run time."""
        while module:
            module = module.rpartition(".")[0]
            if module and self.program.exists(module):
                self.engine.execute(module, edge)
                return

    def _read_exports(self, module: str, edge: Edge) -> None:
        """Run what a star import reads of a module: all that makes its `__all__`, and the submodules that this names.

        Every name in `__all__` is asked for. Where all names are literal, those that nobody needs are taken out of the
        lists as they are written; else whatever it may name stays (The import statement, Python's reference).
        """
        linked = self.program.module(module)
        if linked is None:
            return
        for part in linked.parts:
            if linked.around[part.index] < 0 and ("__all__" in part.binds or "__all__" in part.execution.mutates):
                self.engine.enliven(linked, part.index, edge)
        if linked.open_exports:
            self.want_exports(module, edge)
        for name in linked.exports or ():
            if name not in linked.names and self.program.exists(f"{module}.{name}"):
                self.engine.execute(f"{module}.{name}", edge)

    def take(self, target: ImportTarget, distribution: str, *, bare: bool = False) -> None:
        """Follow what an import takes from its module."""
        if not target.module or target.name in {"", "*"}:
            return
        if target.name == ".":
            if bare:
                self.engine.references.descend(self.program.as_module(target.module), (), distribution)
            return
        names = tuple(target.name.split("."))
        if bare or len(names) > 1:
            self.engine.references.descend(self.program.as_module(target.module), names, distribution)
            return
        self.take_name(target.module, names[0], distribution)

    def take_name(self, module: str, name: str, distribution: str) -> None:
        """Make one imported name alive; a module that is imported by name is no value yet."""
        found = self.program.as_module(module)
        if found[0].kind == "module":
            self.engine.want(module, name, Edge("import", f"{module}.{name}"))
            found = self.program.look_up(module, name)
            for entity in found:
                if entity.kind == "module":
                    self.engine.execute(entity.module, Edge("import", entity.module))
            if not found:
                # Only the module's `__getattr__` can give it, from wherever it takes it (PEP 562).
                self.engine.insist(name)
        elif found[0].kind == "stdlib":
            self.engine.use_standard(f"{module}.{name}", distribution)
        else:
            # The module only appears at run time (`sys.modules`), or is compiled: whoever it is, it is asked for this.
            self.engine.insist(name)

    def want_exports(self, module: str, edge: Edge) -> None:
        """Make everything alive that `from module import *` gives."""
        linked = self.program.module(module)
        if linked is None:
            return
        self.engine.tables.open_for(linked)
        if linked.open_exports:  # what is listed is known only when it runs
            self.engine.want(module, "__all__", edge)
        names = set(linked.exports or ()) if linked.exports is not None else set()
        if linked.exports is None or linked.open_exports:
            names |= {name for name in linked.names if not name.startswith("_")}
            for star, _ in linked.stars:
                self.want_exports(star, edge)
        for name in sorted(names):
            self.engine.want(module, name, edge)
            if name not in linked.names and self.program.exists(f"{module}.{name}"):
                self.engine.execute(f"{module}.{name}", edge)

    def implied(self, package: str) -> None:
        """Keep a package that the standard library loads by itself, with its data."""
        if not self.program.exists(package):
            return
        state = self.engine.state
        edge = Edge("import", f"the standard library loads {package}")
        for module in self.program.catalogue.matching(package):
            if module == package or module.startswith(f"{package}."):
                self.engine.keep_whole(module, edge)
                state.data.add(state.distribution(module))
