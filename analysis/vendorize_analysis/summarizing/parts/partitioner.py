"""Cut a module into parts, in the order that the writer counts them in too.

Every statement is a part. Classes, and `if` and `try` statements outside functions, are containers: the statements in
them are parts of their own, counted after the container, before what follows it.
"""

from __future__ import annotations

import ast
from functools import partial
from typing import TYPE_CHECKING, Any, Final, cast

from vendorize_analysis.model.hazards.members import MemberListing
from vendorize_analysis.model.hazards.namespaces import ModuleGetattr, NamespaceRead
from vendorize_analysis.model.rules import QUIET, TABLES
from vendorize_analysis.model.summary import (
    ALWAYS,
    Assigned,
    Definition,
    Hook,
    Part,
    Span,
)
from vendorize_analysis.summarizing.effects.constructors import initializer_calls
from vendorize_analysis.summarizing.effects.hooks import HOOKS
from vendorize_analysis.summarizing.effects.lookups import LOOKING_UP, branches_of, keyed, looked_up
from vendorize_analysis.summarizing.effects.triggers import triggers_of
from vendorize_analysis.summarizing.handlers.scopes import define, type_parameters
from vendorize_analysis.summarizing.parts.drafts import Around, Body, Draft, execution_of, ordered, reads_of, texts_of
from vendorize_analysis.summarizing.parts.exports import Exports, literal_names
from vendorize_analysis.summarizing.parts.known import (
    Known,
    base_of,
    can_fail,
    is_alias,
    is_closed,
    named,
    owner_of,
    span_of,
    value_of,
    with_table,
)
from vendorize_analysis.summarizing.parts.swaps import swap_lines
from vendorize_analysis.summarizing.parts.unbound import mark_unbound
from vendorize_analysis.summarizing.references.collector import ReferenceCollector
from vendorize_analysis.summarizing.references.conditions import test
from vendorize_analysis.summarizing.references.imports import spelled
from vendorize_analysis.summarizing.syntax.chains import callee_of, chain_of
from vendorize_analysis.summarizing.syntax.folding import Target, outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from vendorize_analysis.summarizing.references.visitor import Visitor

# Without the named tuple's own check of the number of fields.
_part = cast("Callable[[tuple[Any, ...]], Part]", partial(tuple.__new__, Part))
_NAMESPACE_READERS: Final = frozenset({"locals", "vars", "exec", "eval"})
_OF_NAMESPACES: Final = (NamespaceRead, MemberListing)
_KINDS: Final[dict[type, str]] = {
    ast.FunctionDef: "def",
    ast.AsyncFunctionDef: "def",
    ast.Import: "import",
    ast.ImportFrom: "import",
    ast.Assign: "assign",
    ast.AugAssign: "assign",
    ast.AnnAssign: "annotation",
}
_GIVING: Final = frozenset({ast.Assign, ast.AnnAssign, ast.AugAssign})
"""Statements that give a name a value."""
_DEFINITIONS: Final = frozenset({"def", "class"})
_KNOWN: Final = Known()
_TRIED: Final = Known("try")


class Partitioner:
    """Numbers the parts of one module; mutable, never leaves the summarizing stage."""

    def __init__(self, target: Target, visitor: Visitor, *, future_annotations: bool) -> None:
        self.target = target
        self.visitor = visitor
        self.future_annotations = future_annotations
        self.exports = Exports()
        self.parts: list[Part] = []
        self._body = Body()
        self._spellings: dict[str, tuple[str, ...]] = {}
        self._reads: list[tuple[int, frozenset[str]]] = []
        """Names that each part reads while it runs."""

    def partition(self, statements: list[ast.stmt]) -> tuple[Part, ...]:
        """Return the parts of a module body."""
        self._statements(statements, Around())
        copying = swap_lines(statements) if TABLES not in self.target.without else frozenset()
        for part in self.parts if copying else ():
            if part.parent < 0 and part.span.line in copying:
                hazards = tuple(found for found in part.hazards if not isinstance(found, _OF_NAMESPACES))
                self.parts[part.index] = part._replace(hazards=hazards)
        self._find_tables(statements)
        for index, effect in self._body.changing:
            if not self._body.defined.isdisjoint(effect.methods):
                # A method of a class may do anything; only a container is known to change just itself.
                self._act(index)
        mark_unbound(self.parts, self._reads)
        return tuple(self.parts)

    def _act(self, index: int) -> None:
        """Note that a part does more than bind its names."""
        part = self.parts[index]
        self.parts[index] = part._replace(execution=part.execution._replace(effect=True))

    def _find_tables(self, statements: list[ast.stmt]) -> None:
        """Note entries of the tables that hooks look names up in, whatever these hold."""
        names = {name for part in self.parts if part.hook.keyed for name in part.hook.keyed}
        tables = dict(looked_up(statements, names)) if names else {}
        for part in self.parts if tables else ():
            name = part.binds[0] if len(part.binds) == 1 else ""
            if part.kind == "assign" and part.parent < 0 and name in tables and not part.assigned.table:
                self.parts[part.index] = part._replace(assigned=part.assigned._replace(table=tables[name]))

    def _statements(self, statements: Iterable[ast.stmt], place: Around) -> None:
        for statement in statements:
            _PARTITIONERS.get(statement.__class__, Partitioner._atom)(self, statement, place)

    # -- containers -----------------------------------------------------------------------------------------

    def _class(self, node: ast.ClassDef, place: Around) -> None:
        draft = self._draft(node, place)
        collector = draft.collector
        collector.visit_all(node.decorator_list)
        collector.visit_all(node.bases)
        collector.visit_all(node.keywords)
        type_parameters(collector, node)
        draft.effect.class_header(node)
        around, self._body = self._body, Body()
        self._statements(node.body, Around(draft.number, (*place.classes, node.name), *place[2:]))
        body, self._body = self._body, around
        self._settle(body)
        keywords = {keyword.arg: keyword.value for keyword in node.keywords}
        metaclass = keywords.pop("metaclass", None)
        known = Known(
            name=node.name,
            binds=(node.name,),
            definition=Definition(
                tuple(map(base_of, node.bases)),
                tuple(map(callee_of, node.decorator_list)),
                (chain_of(metaclass) or ("?",)) if metaclass is not None else (),
                bool(keywords) or body.whole,
            ),
            effect=draft.effect.happens or (place.guarded and bool(node.bases or node.keywords or node.decorator_list)),
        )
        self._finish(draft, "class", known)

    def _settle(self, body: Body) -> None:
        """Now that all names of a class are known, tell its members which of their names may be siblings."""
        for index, names in body.waiting:
            if found := names & body.bound:
                part = self.parts[index]
                self.parts[index] = part._replace(reads=part.reads._replace(siblings=tuple(sorted(found))))
        for index, effect in body.changing:
            if not body.bound.issuperset(effect.mutates) or not body.defined.isdisjoint(effect.methods):
                # What a class body changes outside of itself is changed by making the class.
                self._act(index)

    def _if(self, node: ast.If, place: Around) -> None:
        draft = self._draft(node, place)
        test(draft.collector, node.test)
        draft.effect.expression(node.test)
        known = outcome(node.test, self.target)
        inside = place._replace(parent=draft.number)
        self._statements(node.body, inside.where(node.test, dead=known is False))
        self._statements(node.orelse, inside._replace(dead=place.dead or known is True))
        name = "__main__" if known == "main" else ""
        self._finish(draft, "block", Known(name, effect=draft.effect.happens))

    def _try(self, node: ast.Try | ast.TryStar, place: Around) -> None:
        draft = self._draft(node, place)
        inside = place._replace(parent=draft.number)
        self._statements(node.body, inside.tried(node))
        for handler in node.handlers:
            draft.collector.visit(handler.type)
            if handler.name:
                draft.collector.top.bind(handler.name)
            self._statements(handler.body, inside)
        self._statements(node.orelse, inside)
        self._statements(node.finalbody, inside)
        self._finish(draft, "block", _TRIED)

    # -- atoms ----------------------------------------------------------------------------------------------

    def _atom(self, node: ast.stmt, place: Around) -> None:
        draft = self._draft(node, place)
        _collect(draft.collector, node)
        draft.effect.statement(node)
        if not place.classes and not place.dead:
            self.exports.add(node, draft.collector, draft.effect)
        if draft.effect.mutates:
            self._body.changing.append((draft.number, draft.effect))
        self._body.whole |= node.__class__ is ast.Global
        effect = draft.effect.happens or (place.guarded and can_fail(node))
        alias = is_alias(node)
        value = value_of(node) if node.__class__ in _GIVING else ()
        known = Known(effect=effect) if effect else _KNOWN
        if alias or value:
            known = known._replace(assigned=Assigned(alias, value))
        if node.__class__ in _GIVING and TABLES not in self.target.without:
            known = with_table(known, node)
        self._finish(draft, _KINDS.get(node.__class__, "statement"), known)

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef, place: Around) -> None:
        draft = self._draft(node, place)
        name, collector = node.name, draft.collector
        decorators = tuple(map(callee_of, node.decorator_list)) if node.decorator_list else ()
        if place.classes:
            define(collector, node, owner_of(node, decorators))
        else:
            collector.lists_itself = name == "__dir__"
            if name == "__getattr__":
                collector.missing_name = next((parameter.arg for parameter in node.args.args), "")
                collector.hazard(ModuleGetattr(node.lineno))
            define(collector, node)
        collector.top.bound.add(name)
        draft.effect.function_header(node, annotations=not self.future_annotations)
        if not place.classes and not place.dead:
            self.exports.add(node, collector, draft.effect)
        effect = draft.effect.happens
        if place.guarded and not effect:
            effect = bool(decorators or node.args.defaults or any(node.args.kw_defaults))
        known = named(name, effect, decorators)
        if name in HOOKS and place.classes:
            triggers = triggers_of(node) if QUIET not in self.target.without else ALWAYS
            known = known._replace(hook=Hook(is_closed(collector, node), triggers))
        if name in LOOKING_UP and TABLES not in self.target.without:
            known = known._replace(hook=known.hook._replace(keyed=keyed(node), branches=branches_of(node, collector)))
        if name == "__init__" and place.classes:
            known = known._replace(hook=known.hook._replace(initializer_calls=initializer_calls(node)))
        self._finish(draft, "def", known)

    # -- parts ----------------------------------------------------------------------------------------------

    def _draft(self, node: ast.stmt, place: Around) -> Draft:
        """Take the next number; the part itself comes when all in it is known."""
        self.parts.append(_PENDING)
        collector = ReferenceCollector(
            self.target, self.visitor, future_annotations=self.future_annotations, class_names=place.classes
        )
        collector.spellings = spelled(self._spellings, node)
        return Draft(len(self.parts) - 1, node, place, collector)

    def _finish(self, draft: Draft, kind: str, known: Known = _KNOWN) -> None:
        index, place, collector = draft.number, draft.place, draft.collector
        name, binds, does, definition, assigned, hook = known
        direct = collector.top.loads
        binds = binds or ordered(collector.top.bound)
        # In the order of the fields: naming them takes several times as long, and there are very many parts. Of most
        # fields, most parts have nothing: asking first is quicker than making an empty tuple.
        self.parts[index] = _part(
            (
                index,
                place.parent,
                kind,
                span_of(draft.node),
                name,
                binds,
                collector.functions,
                place.dead,
                tuple(collector.imports) if collector.imports else (),
                tuple(collector.hazards) if collector.hazards else (),
                reads_of(collector),
                texts_of(collector),
                execution_of(draft, does, annotations=not self.future_annotations),
                definition,
                assigned,
                hook,
            )
        )
        if direct and kind != "block":
            # A loop reads what it has bound itself; an assignment reads before it binds.
            own = () if draft.node.__class__ is ast.Assign else binds
            self._reads.append((index, frozenset([chain[0] for chain in direct]).difference(own)))
        body = self._body
        if binds:
            body.bound.update(binds)
        if kind in _DEFINITIONS:
            body.defined.add(name)
        if direct and place.classes:
            roots = {chain[0] for chain in direct}
            body.waiting.append((index, roots))
            body.whole |= not roots.isdisjoint(_NAMESPACE_READERS)


_PENDING: Final = Part(-1, -1, "statement", Span(0, 0, 0, 0), "", (), 0, dead=False)
"""Stands where a part will be."""


def _collect(collector: ReferenceCollector, node: ast.stmt) -> None:
    if isinstance(node, ast.Expr):
        if isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            collector.docstring(node.value.value, node.lineno)
            return
    elif isinstance(node, ast.Assign) and len(node.targets) == 1:
        target = node.targets[0]
        if isinstance(target, ast.Name) and target.id == "__all__" and literal_names(node.value) is not None:
            collector.top.bound.add("__all__")
            return
    collector.visit(node)


_PARTITIONERS: Final[dict[type, Callable[[Partitioner, Any, Around], None]]] = {
    ast.ClassDef: Partitioner._class,  # noqa: SLF001 (its own table, written once)
    ast.If: Partitioner._if,  # noqa: SLF001
    ast.Try: Partitioner._try,  # noqa: SLF001
    ast.TryStar: Partitioner._try,  # noqa: SLF001
    ast.FunctionDef: Partitioner._function,  # noqa: SLF001
    ast.AsyncFunctionDef: Partitioner._function,  # noqa: SLF001
}
"""What is cut in another way than as an atom."""
