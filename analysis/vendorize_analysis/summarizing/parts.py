"""Cut a module into parts, in the order that the writer counts them in too.

Every statement is a part. Classes, and `if` and `try` statements outside functions, are containers: the statements in
them are parts of their own, counted after the container, before what follows it.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from vendorize_analysis.model.summary import MADE_BY_CALL, SUBSCRIPTED, Chain, Part, Span
from vendorize_analysis.summarizing.chains import callee_of, chain_of
from vendorize_analysis.summarizing.effects import Effect
from vendorize_analysis.summarizing.exports import Exports, literal_names
from vendorize_analysis.summarizing.folding import Target, outcome
from vendorize_analysis.summarizing.functions import define, type_parameters
from vendorize_analysis.summarizing.gathering import Gatherer

if TYPE_CHECKING:
    from collections.abc import Iterable

_NAMESPACE_READERS: Final = frozenset({"locals", "vars", "exec", "eval"})
_OWNER_KEEPING: Final = frozenset(
    {
        "abstractmethod",
        "abstractproperty",
        "asynccontextmanager",
        "cache",
        "cached_property",
        "classmethod",
        "contextmanager",
        "deleter",
        "final",
        "getter",
        "lru_cache",
        "overload",
        "override",
        "property",
        "setter",
        "singledispatchmethod",
        "wraps",
    }
)
"""Decorators under which the first parameter of a method still is the object or its class."""
_KINDS: Final[dict[type, str]] = {
    ast.FunctionDef: "def",
    ast.AsyncFunctionDef: "def",
    ast.Import: "import",
    ast.ImportFrom: "import",
    ast.Assign: "assign",
    ast.AugAssign: "assign",
    ast.AnnAssign: "annotation",
}
_MAY_BE_KNOWN: Final = (ast.Name, ast.Attribute, ast.Subscript, ast.IfExp, ast.BoolOp, ast.NamedExpr, ast.Tuple)
"""Expressions that may give an object that is known elsewhere too."""


class Place(NamedTuple):
    """What is around a statement."""

    parent: int = -1
    classes: tuple[str, ...] = ()
    guarded: bool = False
    """In the body of a `try`: that it runs without an error is an effect."""
    dead: bool = False


class Body:
    """What the parts of a module or class body have in common; filled while it is cut."""

    def __init__(self) -> None:
        self.bound: set[str] = set()
        self.defined: set[str] = set()
        """Names of functions and classes."""
        self.waiting: list[tuple[int, set[str]]] = []
        """Members and the names that they read where they stand; any of these may turn out to be a member too."""
        self.changing: list[tuple[int, Effect]] = []
        """Parts that change values."""
        self.whole = False
        """The body looks at its own namespace while it runs."""


class Draft(NamedTuple):
    """A part that is being made."""

    number: int
    node: ast.stmt
    place: Place
    gatherer: Gatherer
    effect: Effect


class Cutter:
    """Numbers the parts of one module; mutable, never leaves the summarizing stage."""

    def __init__(self, target: Target, *, future_annotations: bool) -> None:
        self.target = target
        self.future_annotations = future_annotations
        self.exports = Exports()
        self.parts: list[Part] = []
        self._body = Body()

    def cut(self, statements: list[ast.stmt]) -> tuple[Part, ...]:
        """Give the parts of a module body."""
        self._statements(statements, Place())
        for index, effect in self._body.changing:
            if not self._body.defined.isdisjoint(effect.methods):
                # A method of a class may do anything; only a container is known to change just itself.
                self.parts[index] = self.parts[index]._replace(effect=True)
        return tuple(self.parts)

    def _statements(self, statements: Iterable[ast.stmt], place: Place) -> None:
        for statement in statements:
            match statement:
                case ast.ClassDef():
                    self._class(statement, place)
                case ast.If():
                    self._if(statement, place)
                case ast.Try() | ast.TryStar():
                    self._try(statement, place)
                case ast.FunctionDef() | ast.AsyncFunctionDef():
                    self._function(statement, place)
                case _:
                    self._atom(statement, place)

    # -- containers -----------------------------------------------------------------------------------------

    def _class(self, node: ast.ClassDef, place: Place) -> None:
        draft = self._draft(node, place)
        gatherer = draft.gatherer
        gatherer.visit_all(node.decorator_list)
        gatherer.visit_all(node.bases)
        gatherer.visit_all(node.keywords)
        type_parameters(gatherer, node)
        draft.effect.class_header(node)
        around, self._body = self._body, Body()
        self._statements(node.body, Place(draft.number, (*place.classes, node.name), place.guarded, place.dead))
        body, self._body = self._body, around
        self._settle(body)
        keywords = {keyword.arg: keyword.value for keyword in node.keywords}
        metaclass = keywords.pop("metaclass", None)
        self._finish(
            draft,
            "class",
            name=node.name,
            binds=(node.name,),
            bases=tuple(map(_base, node.bases)),
            decorators=tuple(map(callee_of, node.decorator_list)),
            metaclass=(chain_of(metaclass) or ("?",)) if metaclass is not None else (),
            whole=bool(keywords) or body.whole,
            effect=draft.effect.happens or (place.guarded and bool(node.bases or node.keywords or node.decorator_list)),
        )

    def _settle(self, body: Body) -> None:
        """Now that all names of a class are known, tell its members which of their names may be siblings."""
        for index, names in body.waiting:
            if found := names & body.bound:
                self.parts[index] = self.parts[index]._replace(siblings=tuple(sorted(found)))
        for index, effect in body.changing:
            if not body.bound.issuperset(effect.mutates) or not body.defined.isdisjoint(effect.methods):
                # What a class body changes outside of itself is changed by making the class.
                self.parts[index] = self.parts[index]._replace(effect=True)

    def _if(self, node: ast.If, place: Place) -> None:
        draft = self._draft(node, place)
        draft.gatherer.visit(node.test)
        draft.effect.expression(node.test)
        known = outcome(node.test, self.target)
        inside = place._replace(parent=draft.number)
        self._statements(node.body, inside._replace(dead=place.dead or known is False))
        self._statements(node.orelse, inside._replace(dead=place.dead or known is True))
        self._finish(draft, "block", name="__main__" if known == "main" else "", effect=draft.effect.happens)

    def _try(self, node: ast.Try | ast.TryStar, place: Place) -> None:
        draft = self._draft(node, place)
        inside = place._replace(parent=draft.number)
        self._statements(node.body, inside._replace(guarded=True))
        for handler in node.handlers:
            draft.gatherer.visit(handler.type)
            if handler.name:
                draft.gatherer.top.bind(handler.name)
            self._statements(handler.body, inside)
        self._statements(node.orelse, inside)
        self._statements(node.finalbody, inside)
        self._finish(draft, "block", name="try")

    # -- atoms ----------------------------------------------------------------------------------------------

    def _atom(self, node: ast.stmt, place: Place) -> None:
        draft = self._draft(node, place)
        _gather(draft.gatherer, node)
        draft.effect.statement(node)
        if not place.classes and not place.dead:
            self.exports.add(node, draft.gatherer, draft.effect)
        if draft.effect.mutates:
            self._body.changing.append((draft.number, draft.effect))
        self._body.whole |= isinstance(node, ast.Global)
        self._finish(
            draft,
            _KINDS.get(node.__class__, "statement"),
            alias=_is_alias(node),
            value=_value(node),
            effect=draft.effect.happens or (place.guarded and _can_fail(node)),
        )

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef, place: Place) -> None:
        draft = self._draft(node, place)
        decorators = tuple(map(callee_of, node.decorator_list))
        define(draft.gatherer, node, _owner(node, decorators) if place.classes else "")
        draft.gatherer.top.bind(node.name)
        draft.effect.function_header(node, annotations=not self.future_annotations)
        if not place.classes:
            if not place.dead:
                self.exports.add(node, draft.gatherer, draft.effect)
            if node.name == "__getattr__":
                draft.gatherer.hazard("VZ402", node.lineno, "", "answers for names that the module does not bind")
        runs = bool(decorators or node.args.defaults or any(node.args.kw_defaults))
        effect = draft.effect.happens or (place.guarded and runs)
        self._finish(draft, "def", name=node.name, decorators=decorators, effect=effect)

    # -- parts ----------------------------------------------------------------------------------------------

    def _draft(self, node: ast.stmt, place: Place) -> Draft:
        """Take the next number; the part itself comes when all in it is known."""
        self.parts.append(_PENDING)
        gatherer = Gatherer(self.target, future_annotations=self.future_annotations, class_names=place.classes)
        return Draft(len(self.parts) - 1, node, place, gatherer, Effect())

    def _finish(self, draft: Draft, kind: str, **known: Any) -> None:  # noqa: ANN401 (fields of a part)
        index, node, place, gatherer, effect = draft
        direct = gatherer.top.loads
        part = self.parts[index] = Part(
            index=index,
            parent=place.parent,
            kind=kind,
            span=_span(node),
            name=known.get("name", ""),
            binds=known.get("binds") or _ordered(gatherer.top.bound),
            functions=gatherer.functions,
            refs=tuple({**gatherer.deferred, **direct}.items()),
            siblings=(),
            lazy=tuple(gatherer.lazy.items()),
            attributes=tuple(gatherer.attributes.items()),
            own=tuple(gatherer.own.items()),
            imports=tuple(gatherer.imports),
            strings=_ordered(gatherer.strings),
            words=_ordered(gatherer.words),
            hazards=tuple(gatherer.hazards),
            effect=known.get("effect", False),
            calls=tuple(dict.fromkeys(effect.calls)),
            mutates=tuple(dict.fromkeys(effect.mutates)),
            bases=known.get("bases", ()),
            decorators=known.get("decorators", ()),
            metaclass=known.get("metaclass", ()),
            whole=known.get("whole", False),
            dead=place.dead,
            alias=known.get("alias", False),
            value=known.get("value", ()),
        )
        body = self._body
        body.bound.update(part.binds)
        if kind in {"def", "class"}:
            body.defined.add(part.name)
        if place.classes:
            roots = {chain[0] for chain in direct}
            body.waiting.append((index, roots))
            body.whole |= not roots.isdisjoint(_NAMESPACE_READERS)


_PENDING: Final = Part(
    index=-1, parent=-1, kind="statement", span=Span(0, 0, 0, 0), name="", binds=(), functions=0, refs=(), siblings=(),
    lazy=(), attributes=(), own=(), imports=(), strings=(), words=(), hazards=(), effect=False, calls=(), mutates=(),
    bases=(), decorators=(), metaclass=(), whole=False, dead=False, alias=False, value=(),
)  # fmt: skip
"""Stands where a part will be."""


def _base(node: ast.expr) -> Chain:
    """Name a base class; one that a call makes (`namedtuple("N", "a b")`) is named by the callee, and marked."""
    chain = callee_of(node)
    while isinstance(node, ast.Subscript):
        node = node.value
    return (*chain, MADE_BY_CALL) if chain and isinstance(node, ast.Call) else chain


def _ordered(names: set[str]) -> tuple[str, ...]:
    return tuple(sorted(names)) if len(names) > 1 else tuple(names)


def _gather(gatherer: Gatherer, node: ast.stmt) -> None:
    match node:
        case ast.Expr(value=ast.Constant(value=str(text))):
            gatherer.docstring(text, node.lineno)
        case ast.Assign(targets=[ast.Name(id="__all__")], value=value) if literal_names(value) is not None:
            gatherer.top.bound.add("__all__")
        case _:
            gatherer.visit(node)


def _owner(node: ast.FunctionDef | ast.AsyncFunctionDef, decorators: tuple[Chain, ...]) -> str:
    """Name the parameter that holds the object or its class; empty where that is not sure."""
    parameters = (*node.args.posonlyargs, *node.args.args)
    plain = all(chain and chain[-1] in _OWNER_KEEPING for chain in decorators)
    return parameters[0].arg if parameters and plain else ""


def _can_fail(node: ast.stmt) -> bool:
    """Tell whether a statement may raise an error: all but those that hold only constants and plain names to bind."""
    match node:
        case ast.Pass() | ast.Expr(value=ast.Constant()):
            return False
        case ast.Assign(targets=targets, value=ast.Constant()):
            return not all(isinstance(target, ast.Name) for target in targets)
        case _:
            return True


def _is_alias(node: ast.stmt) -> bool:
    """Tell whether the value of an assignment may have another name too."""
    match node:
        case ast.Assign(targets=[ast.Name()], value=value) | ast.AnnAssign(value=value) | ast.AugAssign(value=value):
            return isinstance(value, _MAY_BE_KNOWN)
        case _:
            return isinstance(node, ast.Assign)


def _value(node: ast.stmt) -> Chain:
    """Name what an assignment gives another name to; empty where that is no dotted name."""
    match node:
        case ast.Assign(targets=[ast.Name()], value=ast.expr() as value) | ast.AnnAssign(value=ast.expr() as value):
            if isinstance(value, ast.Subscript):
                chain = chain_of(value.value)
                return (*chain, SUBSCRIPTED) if chain else ()
            return chain_of(value)
        case _:
            return ()


def _span(node: ast.stmt) -> Span:
    decorators = getattr(node, "decorator_list", None)
    start = decorators[0] if decorators else node
    column = start.col_offset - 1 if decorators else start.col_offset
    return Span(start.lineno, column, node.end_lineno or node.lineno, node.end_col_offset or 0)
