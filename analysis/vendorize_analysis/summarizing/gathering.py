"""Walk the code of one part and gather what it mentions: names, attributes, imports, strings, hazards.

This is the hot loop of a cold analysis, hence the dispatch by class and the few look-ups per node.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any, Final

from vendorize_analysis.model.summary import Chain, Hazard, ImportRef
from vendorize_analysis.summarizing.chains import chain_of
from vendorize_analysis.summarizing.folding import Target, outcome
from vendorize_analysis.summarizing.scope import Scope
from vendorize_analysis.summarizing.strings import format_attributes, is_name, names_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_LONGEST_NAME: Final = 200
"""No dotted name is longer; longer strings are texts."""


class Gatherer:
    """Collects over one part; mutable, never leaves the summarizing stage."""

    def __init__(self, target: Target, *, future_annotations: bool, class_names: tuple[str, ...] = ()) -> None:
        self.target = target
        self.future_annotations = future_annotations
        self.class_names = class_names
        """Classes around the part, outermost first: names with two leading underscores are mangled with the last."""
        self.attributes: dict[str, int] = {}
        self.own: dict[str, int] = {}
        self.imports: list[ImportRef] = []
        self.strings: set[str] = set()
        self.words: set[str] = set()
        self.hazards: list[Hazard] = []
        self.lazy: dict[Chain, int] = {}
        self.deferred: dict[Chain, int] = {}
        """Global names read by code that runs later, when it is called."""
        self.functions = 0
        self.top = Scope()
        """The scope that the part stands in; its `loads` are read when the part runs."""
        self.scope = self.top
        self.depth = 0
        """Functions around the current node, inside the part."""
        self.owner = ""
        self._stack: list[Scope] = []

    # -- walking --------------------------------------------------------------------------------------------

    def visit(self, node: ast.AST) -> None:
        """Gather from a node and everything below it."""
        handler = _HANDLERS.get(node.__class__)
        if handler is None:
            self.children(node)
        else:
            handler(self, node)

    def children(self, node: ast.AST) -> None:
        """Gather from all nodes directly below."""
        handlers = _HANDLERS
        for field in node._fields:
            value = getattr(node, field, None)
            if value.__class__ is list:
                for item in value:  # type: ignore[union-attr]
                    handler = handlers.get(item.__class__)
                    if handler is not None:
                        handler(self, item)
                    elif isinstance(item, ast.AST):
                        self.children(item)
            else:
                handler = handlers.get(value.__class__)
                if handler is not None:
                    handler(self, value)
                elif isinstance(value, ast.AST):
                    self.children(value)

    def visit_all(self, nodes: Iterable[ast.AST | None]) -> None:
        """Gather from each node that is there."""
        for node in nodes:
            if node is not None:
                self.visit(node)

    def hazard(self, code: str, line: int, argument: str, message: str) -> None:
        """Note code whose needs cannot be read off it."""
        found = Hazard(code, line, argument, message)
        if found not in self.hazards:
            self.hazards.append(found)

    # -- names ----------------------------------------------------------------------------------------------

    def load(self, chain: Chain, line: int) -> None:
        """Note that a dotted name is read."""
        loads = self.scope.loads
        if chain not in loads:
            loads[chain] = line
            root = chain[0]
            if root[:2] == "__" and self.class_names and root[-2:] != "__":
                loads[(f"_{self.class_names[-1].lstrip('_')}{root}", *chain[1:])] = line

    def attribute(self, name: str, line: int) -> None:
        """Note an attribute of a receiver that is not known."""
        if name not in self.attributes:
            self.attributes[name] = line

    def is_local(self, name: str) -> bool:
        """Tell whether a name is known to be a variable of a function around (as far as it was read)."""
        return any(
            name in scope.bound and name not in scope.declared and not scope.is_class
            for scope in (*self._stack[1:], *((self.scope,) if self.depth else ()))
        )

    def name(self, node: ast.Name) -> None:
        if node.ctx.__class__ is not ast.Store:
            self.load((node.id,), node.lineno)
            if node.id in {"__file__", "__path__", "__spec__", "__loader__"}:
                self.hazard("VZ501", node.lineno, "", f"reads {node.id}")
        else:
            self.scope.bind(node.id)

    def dotted(self, node: ast.Attribute) -> None:
        names = [node.attr]
        value: ast.expr = node.value
        while value.__class__ is ast.Attribute:
            names.append(value.attr)  # type: ignore[attr-defined]
            value = value.value  # type: ignore[attr-defined]
        for name in names:
            if name in WATCHED_ATTRIBUTES:
                inspect_attribute(self, name, node)
        if value.__class__ is ast.Name:
            names.append(value.id)  # type: ignore[attr-defined]
            names.reverse()
            self.load(tuple(names), node.lineno)
            return
        names.reverse()
        if value.__class__ is ast.Call and self._is_own_receiver(value):  # type: ignore[arg-type]
            self.own.setdefault(names.pop(0), node.lineno)
        for name in names:
            self.attribute(name, node.lineno)
        self.visit(value)

    def _is_own_receiver(self, call: ast.Call) -> bool:
        """Recognise `super()`, `super(A, self)` and `type(self)` in a method of a class part."""
        match call.func:
            case ast.Name(id="super"):
                return bool(self.owner)
            case ast.Name(id="type"):
                return bool(self.owner) and [getattr(item, "id", "") for item in call.args] == [self.owner]
            case _:
                return False

    # -- scopes ---------------------------------------------------------------------------------------------

    def function(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        """Gather from a function inside the part."""
        self.scope.bind(node.name)
        self.define(node, "")

    def define(self, node: ast.FunctionDef | ast.AsyncFunctionDef, owner: str) -> None:
        """Gather from a function: what runs at its definition here, its body when it is called."""
        self.functions += 1
        self.visit_all(node.decorator_list)
        self._signature(node.args, node.returns)
        previous, self.owner = self.owner, owner or self.owner
        self._enter(node.args, owner)
        self._type_parameters(node)
        self._documented(node.body)
        self._leave_function()
        self.owner = previous

    def _signature(self, args: ast.arguments, returns: ast.expr | None) -> None:
        self.visit_all(args.defaults)
        self.visit_all(args.kw_defaults)
        for argument in (*args.posonlyargs, *args.args, *args.kwonlyargs, args.vararg, args.kwarg):
            if argument is not None and argument.annotation is not None:
                self.annotation(argument.annotation)
        if returns is not None:
            self.annotation(returns)

    def _enter(self, args: ast.arguments, owner: str) -> None:
        scope = Scope(owner=owner)
        for argument in (*args.posonlyargs, *args.args, *args.kwonlyargs, args.vararg, args.kwarg):
            if argument is not None:
                scope.bound.add(argument.arg)
        self._push(scope)
        self.depth += 1

    def _push(self, scope: Scope) -> None:
        self._stack.append(self.scope)
        self.scope = scope

    def _leave_function(self) -> None:
        self.depth -= 1
        self._close(deferred=self._stack[-1] is self.top)

    def _close(self, *, deferred: bool) -> None:
        """Close a scope: what it did not bind itself is read from the scope around it."""
        scope = self.scope
        self.scope = outer = self._stack.pop()
        into = self.deferred if deferred else outer.loads
        for chain, line in scope.loads.items():
            root = chain[0]
            if root in scope.declared:
                self.deferred.setdefault(chain, line)
            elif root not in scope.bound:
                into.setdefault(chain, line)
            elif root == scope.owner and root not in scope.rebound:
                self._own_chain(chain, line)
            elif root in scope.imported and root not in scope.rebound:
                self._imported_chain(scope.imported[root], chain, line)
            else:
                for name in chain[1:]:
                    self.attribute(name, line)
                if scope.is_class:
                    into.setdefault(chain, line)

    def _own_chain(self, chain: Chain, line: int) -> None:
        names = chain[2:] if chain[1:2] == ("__class__",) else chain[1:]
        if names:
            self.own.setdefault(names[0], line)
            for name in names[1:]:
                self.attribute(name, line)

    def _imported_chain(self, references: list[ImportRef], chain: Chain, line: int) -> None:
        """Resolve a use of a name that a function imported to a use of what was imported."""
        for reference in references:
            rest = chain[1:]
            module, name = reference.module, reference.name
            if name == "":
                module = module.partition(".")[0]
            elif name != ".":
                rest = (name, *rest)
            self.imports.append(ImportRef(reference.level, module, ".".join(rest) or ".", "", line))

    def lambda_(self, node: ast.Lambda) -> None:
        self._signature(node.args, None)
        self._enter(node.args, "")
        self.visit(node.body)
        self._leave_function()

    def class_(self, node: ast.ClassDef) -> None:
        """Gather from a class inside a function: it is not cut, so its body is plain code."""
        self.scope.bind(node.name)
        self.visit_all(node.decorator_list)
        self.visit_all(node.bases)
        self.visit_all(node.keywords)
        names, self.class_names = self.class_names, (*self.class_names, node.name)
        owner, self.owner = self.owner, ""
        self._push(Scope(is_class=True))
        self._type_parameters(node)
        self._documented(node.body)
        self._close(deferred=False)
        self.class_names, self.owner = names, owner

    def _type_parameters(self, node: ast.AST) -> None:
        """Bind type parameters (PEP 695, PEP 696) and gather from their bounds and defaults."""
        for parameter in getattr(node, "type_params", ()):
            self.scope.bound.add(parameter.name)
            self.visit_all((getattr(parameter, "bound", None), getattr(parameter, "default_value", None)))

    def comprehension(self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp) -> None:
        self.visit(node.generators[0].iter)
        self._push(Scope())
        for index, generator in enumerate(node.generators):
            if index:
                self.visit(generator.iter)
            self.visit(generator.target)
            self.visit_all(generator.ifs)
        if isinstance(node, ast.DictComp):
            self.visit(node.key)
            self.visit(node.value)
        else:
            self.visit(node.elt)
        self._close(deferred=False)

    def walrus(self, node: ast.NamedExpr) -> None:
        """Bind in every scope around: the right one is the nearest that is no comprehension (PEP 572)."""
        self.visit(node.value)
        for scope in (*self._stack, self.scope):
            scope.bind(node.target.id)

    def type_alias(self, node: Any) -> None:  # noqa: ANN401 (ast.TypeAlias is unknown before 3.12)
        self.scope.bind(node.name.id)
        self._push(Scope())
        self.depth += 1
        self._type_parameters(node)
        self.visit(node.value)
        self._leave_function()

    # -- annotations ----------------------------------------------------------------------------------------

    def annotation(self, node: ast.expr) -> None:
        """Gather from an annotation: names that it needs now, and those for who evaluates it later."""
        if node.__class__ is ast.Name and not self.future_annotations:
            self.name(node)  # type: ignore[arg-type]
            return
        if not self.future_annotations:
            self.visit(node)
        for item in ast.walk(node):
            if item.__class__ is ast.Constant and isinstance(item.value, str):  # type: ignore[attr-defined]
                self._quoted(item.value, item.lineno)  # type: ignore[attr-defined]
            elif self.future_annotations:
                self._later(item)

    def _quoted(self, text: str, line: int) -> None:
        try:
            tree = ast.parse(text.strip(), mode="eval")
        except (SyntaxError, ValueError):
            return
        for item in ast.walk(tree):
            self._later(item, line)

    def _later(self, node: ast.AST, line: int = 0) -> None:
        if isinstance(node, (ast.Name, ast.Attribute)) and (chain := chain_of(node)):
            self.lazy.setdefault(chain, line or node.lineno)

    def annotated(self, node: ast.AnnAssign) -> None:
        """Gather from `x: T = v`; inside functions the annotation of a plain name is never evaluated (PEP 526)."""
        if self.depth == 0 or self.scope.is_class or not node.simple:
            self.annotation(node.annotation)
        self.visit(node.target)
        if node.value is not None:
            self.visit(node.value)

    # -- statements -----------------------------------------------------------------------------------------

    def _documented(self, statements: list[ast.stmt]) -> None:
        """Gather from a body that may begin with a docstring."""
        match statements:
            case [ast.Expr(value=ast.Constant(value=str(text)) as node), *rest]:
                self.docstring(text, node.lineno)
                self.plain(rest)
            case _:
                self.plain(statements)

    def docstring(self, text: str, line: int) -> None:
        """Note a docstring: only its examples can ever run."""
        if ">>>" in text:
            self.hazard("VZ303", line, " ".join(sorted(names_in(text))), "has doctest examples")

    def plain(self, statements: list[ast.stmt]) -> None:
        """Gather from statements."""
        for statement in statements:
            handler = _HANDLERS.get(statement.__class__)
            if handler is None:
                self.children(statement)
            else:
                handler(self, statement)

    def if_(self, node: ast.If) -> None:
        known = outcome(node.test, self.target)
        self.visit(node.test)
        if known is not False:
            self.plain(node.body)
        if known is not True:
            self.plain(node.orelse)

    def conditional(self, node: ast.IfExp) -> None:
        known = outcome(node.test, self.target)
        self.visit(node.test)
        if known is not False:
            self.visit(node.body)
        if known is not True:
            self.visit(node.orelse)

    def augmented(self, node: ast.AugAssign) -> None:
        if isinstance(node.target, ast.Name):
            self.load((node.target.id,), node.lineno)
        self.visit(node.target)
        self.visit(node.value)

    def global_(self, node: ast.Global) -> None:
        self.scope.declared.update(node.names)
        for name in node.names:
            self.deferred.setdefault((name,), node.lineno)

    def nonlocal_(self, node: ast.Nonlocal) -> None:
        """Count the names as bound further out: they are, and there they are not only imports."""
        for scope in self._stack[1:]:
            scope.rebound.update(node.names)

    def handler(self, node: ast.ExceptHandler) -> None:
        if node.type is not None:
            self.visit(node.type)
        if node.name:
            self.scope.bind(node.name)
        self.plain(node.body)

    def import_(self, node: ast.Import) -> None:
        for alias in node.names:
            if alias.asname:
                self._import(ImportRef(0, alias.name, ".", alias.asname, node.lineno))
            else:
                self._import(ImportRef(0, alias.name, "", alias.name.partition(".")[0], node.lineno))

    def import_from(self, node: ast.ImportFrom) -> None:
        for alias in node.names:
            binds = "" if alias.name == "*" else alias.asname or alias.name
            self._import(ImportRef(node.level, node.module or "", alias.name, binds, node.lineno))

    def _import(self, reference: ImportRef) -> None:
        self.imports.append(reference)
        name = reference.binds
        if name:
            self.scope.bound.add(name)
            self.scope.imported.setdefault(name, []).append(reference)
            if name in self.scope.declared:
                self._imported_chain([reference], (name,), reference.line)

    def match_name(self, node: ast.MatchAs | ast.MatchStar) -> None:
        if node.name:
            self.scope.bind(node.name)
        self.children(node)

    def match_mapping(self, node: ast.MatchMapping) -> None:
        if node.rest:
            self.scope.bind(node.rest)
        self.children(node)

    def match_class(self, node: ast.MatchClass) -> None:
        for name in node.kwd_attrs:
            self.attribute(name, node.lineno)
        self.children(node)

    # -- expressions that matter ----------------------------------------------------------------------------

    def call(self, node: ast.Call) -> None:
        function = node.func
        if function.__class__ is ast.Name:
            if function.id in WATCHED_CALLS:  # type: ignore[attr-defined]
                inspect_call(self, function.id, node)  # type: ignore[attr-defined]
        elif function.__class__ is ast.Attribute and function.attr in WATCHED_CALLS:  # type: ignore[attr-defined]
            inspect_call(self, function.attr, node)  # type: ignore[attr-defined]
        self.visit(function)
        for argument in node.args:
            self.visit(argument)
        for keyword in node.keywords:
            self.visit(keyword.value)

    def sequence(self, node: ast.List | ast.Tuple) -> None:
        inspect_sequence(self, node)
        for item in node.elts:
            self.visit(item)

    def constant(self, node: ast.Constant) -> None:
        if node.value.__class__ is str:
            self.text(node.value, node.lineno)  # type: ignore[arg-type]

    def subscript(self, node: ast.Subscript) -> None:
        inspect_subscript(self, node)
        self.visit(node.value)
        self.visit(node.slice)

    def code(self, text: str, line: int) -> None:
        """Note a literal that will be run as code: every name in it is read."""
        for word in sorted(names_in(text)):
            chain = tuple(word.split("."))
            self.load(chain, line)
            for name in chain[1:]:
                self.attribute(name, line)

    def text(self, value: str, line: int) -> None:
        """Note a string: a name by itself, or text with names in it."""
        if len(value) < _LONGEST_NAME and is_name(value):
            self.strings.add(value)
        elif value:
            self.words.update(names_in(value))
            if "{" in value:
                for name in format_attributes(value):
                    self.attribute(name, line)


_HANDLERS: Final[dict[type, Callable[[Gatherer, Any], None]]] = {
    ast.Name: Gatherer.name,
    ast.Attribute: Gatherer.dotted,
    ast.FunctionDef: Gatherer.function,
    ast.AsyncFunctionDef: Gatherer.function,
    ast.ClassDef: Gatherer.class_,
    ast.Lambda: Gatherer.lambda_,
    ast.ListComp: Gatherer.comprehension,
    ast.SetComp: Gatherer.comprehension,
    ast.DictComp: Gatherer.comprehension,
    ast.GeneratorExp: Gatherer.comprehension,
    ast.NamedExpr: Gatherer.walrus,
    ast.AnnAssign: Gatherer.annotated,
    ast.AugAssign: Gatherer.augmented,
    ast.If: Gatherer.if_,
    ast.IfExp: Gatherer.conditional,
    ast.Global: Gatherer.global_,
    ast.Nonlocal: Gatherer.nonlocal_,
    ast.ExceptHandler: Gatherer.handler,
    ast.Import: Gatherer.import_,
    ast.ImportFrom: Gatherer.import_from,
    ast.MatchAs: Gatherer.match_name,
    ast.MatchStar: Gatherer.match_name,
    ast.MatchMapping: Gatherer.match_mapping,
    ast.MatchClass: Gatherer.match_class,
    ast.Call: Gatherer.call,
    ast.Subscript: Gatherer.subscript,
    ast.List: Gatherer.sequence,
    ast.Tuple: Gatherer.sequence,
    ast.Constant: Gatherer.constant,
}
if hasattr(ast, "TypeAlias"):
    _HANDLERS[ast.TypeAlias] = Gatherer.type_alias

# The rules look at single nodes and tell the gatherer; they know its type, so they are imported last.
from vendorize_analysis.summarizing.hazards import (  # noqa: E402
    WATCHED_ATTRIBUTES,
    WATCHED_CALLS,
    inspect_attribute,
    inspect_call,
    inspect_sequence,
    inspect_subscript,
)
