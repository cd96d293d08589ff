"""Cut a module into parts, in the order that the writer counts them in too.

Every statement is a part. Classes, and `if` and `try` statements outside functions, are containers: the statements in
them are parts of their own, counted after the container, before what follows it.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

from vendorize_analysis.model.summary import Chain, Part, Span
from vendorize_analysis.summarizing.chains import callee_of, chain_of
from vendorize_analysis.summarizing.effects import Effect
from vendorize_analysis.summarizing.exports import literal_names
from vendorize_analysis.summarizing.folding import Target, outcome
from vendorize_analysis.summarizing.gathering import Gatherer

if TYPE_CHECKING:
    from collections.abc import Iterable

_TRY: Final = (ast.Try, ast.TryStar) if hasattr(ast, "TryStar") else (ast.Try,)
_OWNER_KEEPING: Final = frozenset(
    {"property", "classmethod", "setter", "getter", "deleter", "abstractmethod", "cached_property", "lru_cache", "cache",
     "wraps", "contextmanager", "asynccontextmanager", "override", "final", "overload", "abstractproperty", "singledispatchmethod"}
)  # fmt: skip
"""Decorators under which the first parameter of a method still is the object or its class."""


class Cutter:
    """Numbers the parts of one module; mutable, never leaves the summarizing stage."""

    def __init__(self, target: Target, *, future_annotations: bool) -> None:
        self.target = target
        self.future_annotations = future_annotations
        self.parts: list[Part | None] = []
        self._siblings: list[tuple[int, tuple[str, ...]]] = []
        """Names read where a class member stands, until the class is complete."""

    def cut(self, statements: list[ast.stmt]) -> tuple[Part, ...]:
        """Give the parts of a module body."""
        self._statements(statements, -1, (), guarded=False, dead=False)
        return tuple(part for part in self.parts if part is not None)

    def _statements(
        self, statements: Iterable[ast.stmt], parent: int, classes: tuple[str, ...], *, guarded: bool, dead: bool
    ) -> set[str]:
        """Cut statements of one body and give the names that they bind."""
        bound: set[str] = set()
        for statement in statements:
            if isinstance(statement, ast.ClassDef):
                bound |= self._class(statement, parent, classes, guarded=guarded, dead=dead)
            elif isinstance(statement, ast.If):
                bound |= self._if(statement, parent, classes, guarded=guarded, dead=dead)
            elif isinstance(statement, _TRY):
                bound |= self._try(statement, parent, classes, dead=dead)
            else:
                bound |= self._atom(statement, parent, classes, guarded=guarded, dead=dead)
        return bound

    def _place(self) -> int:
        self.parts.append(None)
        return len(self.parts) - 1

    # -- containers -----------------------------------------------------------------------------------------

    def _class(
        self, node: ast.ClassDef, parent: int, classes: tuple[str, ...], *, guarded: bool, dead: bool
    ) -> set[str]:
        index = self._place()
        gatherer = self._gatherer(classes)
        gatherer.visit_all(node.decorator_list)
        for base in (*node.bases, *node.keywords):
            gatherer.visit(base)
        gatherer._type_parameters(node)  # noqa: SLF001 (a class of the part tree is walked here, not there)
        effect = Effect()
        effect.header(node, annotations=False)
        waiting, self._siblings = self._siblings, []
        bound = self._statements(node.body, index, (*classes, node.name), guarded=False, dead=dead)
        self._settle(bound)
        self._siblings = waiting
        keywords = {keyword.arg: keyword.value for keyword in node.keywords}
        metaclass = keywords.pop("metaclass", None)
        self._finish(
            index, parent, node, "class", gatherer, effect,
            name=node.name, binds=(node.name,), dead=dead, guarded=False,
            bases=tuple(callee_of(base) for base in node.bases),
            decorators=tuple(callee_of(decorator) for decorator in node.decorator_list),
            metaclass=(chain_of(metaclass) or ("?",)) if metaclass is not None else (),
            whole=bool(keywords) or self._is_whole(node),
        )  # fmt: skip
        return {node.name}

    @staticmethod
    def _is_whole(node: ast.ClassDef) -> bool:
        """Tell whether the class body looks at its own namespace while it runs."""
        return any(
            isinstance(item, ast.Name) and item.id in {"locals", "vars", "exec"}
            for statement in node.body
            if not isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef))
            for item in ast.walk(statement)
        )

    def _settle(self, bound: set[str]) -> None:
        """Now that all names of a class are known, tell its members which of their names may be siblings."""
        for index, names in self._siblings:
            part = self.parts[index]
            if part is not None:
                self.parts[index] = part._replace(siblings=tuple(sorted(bound.intersection(names))))

    def _if(self, node: ast.If, parent: int, classes: tuple[str, ...], *, guarded: bool, dead: bool) -> set[str]:
        index = self._place()
        gatherer = self._gatherer(classes)
        gatherer.visit(node.test)
        effect = Effect()
        effect.expression(node.test)
        known = outcome(node.test, self.target)
        bound = self._statements(node.body, index, classes, guarded=guarded, dead=dead or known is False)
        bound |= self._statements(node.orelse, index, classes, guarded=guarded, dead=dead or known is True)
        name = "__main__" if known == "main" else ""
        self._finish(index, parent, node, "block", gatherer, effect, name=name, dead=dead, guarded=False)
        return bound

    def _try(self, node: ast.Try | ast.TryStar, parent: int, classes: tuple[str, ...], *, dead: bool) -> set[str]:
        index = self._place()
        gatherer = self._gatherer(classes)
        effect = Effect()
        bound = self._statements(node.body, index, classes, guarded=True, dead=dead)
        for handler in node.handlers:
            if handler.type is not None:
                gatherer.visit(handler.type)
            if handler.name:
                bound.add(handler.name)
            bound |= self._statements(handler.body, index, classes, guarded=False, dead=dead)
        bound |= self._statements(node.orelse, index, classes, guarded=False, dead=dead)
        bound |= self._statements(node.finalbody, index, classes, guarded=False, dead=dead)
        names = tuple(sorted({handler.name for handler in node.handlers if handler.name}))
        self._finish(index, parent, node, "block", gatherer, effect, name="try", binds=names, dead=dead, guarded=False)
        return bound

    # -- atoms ----------------------------------------------------------------------------------------------

    def _atom(self, node: ast.stmt, parent: int, classes: tuple[str, ...], *, guarded: bool, dead: bool) -> set[str]:
        index = self._place()
        gatherer = self._gatherer(classes)
        effect = Effect()
        kind, name = "statement", ""
        decorators: tuple[Chain, ...] = ()
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            kind, name = "def", node.name
            decorators = tuple(callee_of(decorator) for decorator in node.decorator_list)
            gatherer.define(node, self._owner(node, decorators) if classes else "")
            gatherer.top.bound.add(name)
            effect.header(node, annotations=not self.future_annotations)
            guarded = guarded and bool(decorators)
        else:
            if isinstance(node, (ast.Import, ast.ImportFrom)):
                kind = "import"
            elif isinstance(node, (ast.Assign, ast.AnnAssign, ast.AugAssign)):
                kind = "annotation" if isinstance(node, ast.AnnAssign) else "assign"
            self._gather_statement(gatherer, node)
            effect.statement(node)
        binds = tuple(sorted(gatherer.top.bound))
        self._finish(
            index,
            parent,
            node,
            kind,
            gatherer,
            effect,
            name=name,
            binds=binds,
            dead=dead,
            guarded=guarded,
            decorators=decorators,
        )
        return set(binds)

    @staticmethod
    def _gather_statement(gatherer: Gatherer, node: ast.stmt) -> None:
        match node:
            case ast.Expr(value=ast.Constant(value=str(text))):
                gatherer.docstring(text, node.lineno)
            case ast.Assign(targets=[ast.Name(id="__all__")], value=value) if literal_names(value) is not None:
                gatherer.top.bound.add("__all__")
            case _:
                gatherer.visit(node)

    @staticmethod
    def _owner(node: ast.FunctionDef | ast.AsyncFunctionDef, decorators: tuple[Chain, ...]) -> str:
        """Name the parameter that holds the object or its class; empty where that is not sure."""
        parameters = (*node.args.posonlyargs, *node.args.args)
        plain = all(chain and chain[-1] in _OWNER_KEEPING for chain in decorators)
        return parameters[0].arg if parameters and plain else ""

    def _gatherer(self, classes: tuple[str, ...]) -> Gatherer:
        return Gatherer(self.target, future_annotations=self.future_annotations, class_names=classes)

    def _finish(  # noqa: PLR0913 (all that a part is made of comes together here)
        self, index: int, parent: int, node: ast.stmt, kind: str, gatherer: Gatherer, effect: Effect,
        *, name: str, dead: bool, guarded: bool, binds: tuple[str, ...] = (), bases: tuple[Chain, ...] = (),
        decorators: tuple[Chain, ...] = (), metaclass: Chain = (), whole: bool = False,
    ) -> None:  # fmt: skip
        direct = gatherer.top.loads
        references = {**gatherer.deferred, **direct}
        if gatherer.class_names:
            self._siblings.append((index, tuple({chain[0] for chain in direct})))
        self.parts[index] = Part(
            index=index, parent=parent, kind=kind, span=_span(node), name=name, binds=binds,
            functions=gatherer.functions, refs=tuple(references.items()), siblings=(),
            lazy=tuple(gatherer.lazy.items()), attributes=tuple(gatherer.attributes.items()),
            own=tuple(gatherer.own.items()), imports=tuple(gatherer.imports),
            strings=tuple(sorted(gatherer.strings)), words=tuple(sorted(gatherer.words)),
            hazards=tuple(gatherer.hazards), effect=effect.happens or guarded,
            calls=tuple(dict.fromkeys(effect.calls)), mutates=tuple(dict.fromkeys(effect.mutates)),
            bases=bases, decorators=decorators, metaclass=metaclass, whole=whole, dead=dead,
            alias=_is_alias(getattr(node, "value", None)),
        )  # fmt: skip


def _is_alias(value: ast.expr | None) -> bool:
    """Tell whether an expression may give an object that is known elsewhere too."""
    return isinstance(value, (ast.Name, ast.Attribute, ast.Subscript, ast.IfExp, ast.BoolOp, ast.NamedExpr, ast.Tuple))


def _span(node: ast.stmt) -> Span:
    decorators = getattr(node, "decorator_list", None)
    start = decorators[0] if decorators else node
    column = start.col_offset - 1 if decorators else start.col_offset
    return Span(start.lineno, column, node.end_lineno or node.lineno, node.end_col_offset or 0)
