"""Read one module of the standard library: which names it asks objects for, and which its classes have."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field

from vendorize_analysis.tables.names import NameSet, constants, pieces
from vendorize_analysis.tables.scopes import assigned, bound, dotted, stored

_LOOKUPS = frozenset({"getattr", "hasattr", "setattr", "delattr"})
_GETTERS = frozenset({"attrgetter", "methodcaller"})


@dataclass(slots=True)
class LibraryClass:
    """What a class has, and what its methods ask of `self`, `cls` and `super()`."""

    bases: set[str] = field(default_factory=set)
    """Dotted names as written in the module; resolve them with its `binds`."""
    own: NameSet = field(default_factory=NameSet)


@dataclass(slots=True)
class ModuleFacts:
    """What one module says; filled by `harvest`, merged over versions by the builder."""

    imports: set[str] = field(default_factory=set)
    """Modules that it imports at any level."""
    foreign: set[str] = field(default_factory=set)
    """Top-level names of imported modules that are not of the standard library."""
    stars: set[str] = field(default_factory=set)
    binds: dict[str, set[str]] = field(default_factory=dict)
    """Module-level name to the dotted names that it may stand for."""
    classes: dict[str, LibraryClass] = field(default_factory=dict)
    others: NameSet = field(default_factory=NameSet)


def harvest(source: bytes, module: str, *, is_package: bool, known: frozenset[str]) -> ModuleFacts:
    """Return what a module of the standard library asks of objects that others may have made."""
    reader = _FactReader(module, is_package=is_package, known=known)
    tree = ast.parse(source)
    reader.top_classes = frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef))
    reader.visit(tree)
    return reader.facts


class _FactReader(ast.NodeVisitor):
    """Walk a module, knowing at every place which class it is in and which name is the instance."""

    def __init__(self, module: str, *, is_package: bool, known: frozenset[str]) -> None:
        self.facts = ModuleFacts()
        self.top_classes: frozenset[str] = frozenset()
        self._package = module if is_package else module.rpartition(".")[0]
        self._known = known
        self._path: list[str] = []
        self._class: LibraryClass | None = None
        self._selves: frozenset[str] = frozenset()
        self._locals: frozenset[str] = frozenset()
        self._values: dict[str, list[ast.expr]] = {}

    # Imports. A name that a function imports counts for the whole module: where another function has a local
    # of that name, `_locals` hides it.

    def visit_Import(self, node: ast.Import) -> None:
        """Note the modules, and the names that stand for them."""
        for alias in node.names:
            self._imported(alias.name)
            target = alias.name if alias.asname else alias.name.partition(".")[0]
            self._bind(alias.asname or target, target)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        """Note the module, and what the names stand for."""
        base = node.module or ""
        if node.level:
            steps = self._package.split(".")[: len(self._package.split(".")) - node.level + 1]
            base = ".".join([*steps, base] if base else steps)
        self._imported(base)
        for alias in node.names:
            if alias.name == "*":
                self.facts.stars.add(base)
                continue
            if f"{base}.{alias.name}" in self._known:
                self._imported(f"{base}.{alias.name}")
            self._bind(alias.asname or alias.name, f"{base}.{alias.name}")

    def _imported(self, module: str) -> None:
        if module in self._known:
            self.facts.imports.add(module)
        elif module.partition(".")[0] not in self._known:
            self.facts.foreign.add(module.partition(".")[0])

    def _bind(self, name: str, target: str) -> None:
        self.facts.binds.setdefault(name, set()).add(target)

    # Definitions.

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        """Collect what the class body binds, then read it."""
        for outside in (*node.decorator_list, *node.bases, *node.keywords):
            self.visit(outside)
        qualified = ".".join([*self._path, node.name])
        facts = self.facts.classes.setdefault(qualified, LibraryClass())
        facts.bases.update(filter(None, map(dotted, node.bases)))
        facts.own.add(name for statement in node.body for name in bound(statement))
        outer = self._class, self._selves
        self._class = facts
        self._path.append(node.name)
        for statement in node.body:
            self.visit(statement)
        self._path.pop()
        self._class, self._selves = outer

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        """Read a function with its locals, and its first parameter as the instance in a method."""
        for outside in (*node.decorator_list, *node.args.defaults, *filter(None, node.args.kw_defaults)):
            self.visit(outside)
        arguments = [*node.args.posonlyargs, *node.args.args]
        static = any(dotted(decorator) == "staticmethod" for decorator in node.decorator_list)
        is_method = self._class is not None and self._path[-1:] == [self._innermost_class()]
        before = self._selves, self._locals, self._values
        mine = {argument.arg for argument in [*arguments, *node.args.kwonlyargs]} | stored(node)
        self._selves = self._selves - mine
        if is_method and arguments and (not static or node.name == "__new__"):
            self._selves = self._selves | {arguments[0].arg}
        self._locals = self._locals | mine
        self._values = self._values | assigned(node)
        self._path.append(node.name)
        for statement in node.body:
            self.visit(statement)
        self._path.pop()
        self._selves, self._locals, self._values = before

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        """Read it as any function."""
        self.visit_FunctionDef(node)

    def _innermost_class(self) -> str:
        """Return the last name of the path when that path is a class, else a name that no path has."""
        return self._path[-1] if ".".join(self._path) in self.facts.classes else ""

    def visit_Assign(self, node: ast.Assign) -> None:
        """Note module-level aliases, `Pickler = _Pickler` and `Mapping = _alias(collections.abc.Mapping, 2)`."""
        value = node.value.args[0] if isinstance(node.value, ast.Call) and node.value.args else node.value
        target = dotted(value)
        if not self._path and target:
            for name in node.targets:
                if isinstance(name, ast.Name) and name.id != target:
                    self._bind(name.id, target)
        self.generic_visit(node)

    # Uses.

    def visit_Attribute(self, node: ast.Attribute) -> None:
        """Note an attribute by the kind of its receiver."""
        self._asked(node.value, NameSet(names={node.attr}))
        self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        """Note names that are asked for by string."""
        callee = (dotted(node.func) or "").rpartition(".")[2]
        if callee in _LOOKUPS and len(node.args) > 1:
            self._asked(node.args[0], self._computed(node.args[1]))
        elif callee in _GETTERS and node.args:
            texts = node.args if callee == "attrgetter" else node.args[:1]
            paths = [name for text in texts for name in constants(text)]
            self.facts.others.add(part for name in paths for part in name.split("."))
        self.generic_visit(node)

    def _computed(self, name: ast.expr) -> NameSet:
        """Return the names that an expression may spell, or the ends that all of them have."""
        if isinstance(name, ast.Name):
            found = NameSet()
            for value in self._values.get(name.id, ()):
                found.merge(pieces(value))
            return found
        return pieces(name)

    def _asked(self, receiver: ast.expr, found: NameSet) -> None:
        if self._is_own(receiver):
            if self._class is not None:
                self._class.own.merge(found)
        elif not self._is_module(receiver) and not self._is_class_here(receiver):
            self.facts.others.merge(found)

    def _is_own(self, node: ast.expr) -> bool:
        """Tell whether a receiver is the instance or its class: `self`, `super()`, `type(self)`, `self.__class__`."""
        if isinstance(node, ast.Name):
            return node.id in self._selves
        if isinstance(node, ast.Attribute) and node.attr == "__class__":
            return self._is_own(node.value)
        if isinstance(node, ast.Call):
            callee = dotted(node.func)
            return callee == "super" or (callee == "type" and len(node.args) == 1 and self._is_own(node.args[0]))
        return False

    def _is_module(self, node: ast.expr) -> bool:
        return bool(self._modules(node))

    def _modules(self, node: ast.expr) -> set[str]:
        if isinstance(node, ast.Name):
            return set() if node.id in self._locals else self.facts.binds.get(node.id, set()) & self._known
        if isinstance(node, ast.Attribute):
            return {f"{base}.{node.attr}" for base in self._modules(node.value)} & self._known
        return set()

    def _is_class_here(self, node: ast.expr) -> bool:
        return isinstance(node, ast.Name) and node.id in self.top_classes and node.id not in self._locals
