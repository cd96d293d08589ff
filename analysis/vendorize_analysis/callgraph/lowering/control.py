"""Control flow: where versions of names part and meet again."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from vendorize_analysis.callgraph.ir import operations as ir
from vendorize_analysis.callgraph.lowering.names import names_of
from vendorize_analysis.summarizing import outcome

if TYPE_CHECKING:
    from vendorize_analysis.callgraph.lowering.ssa import SSANames
    from vendorize_analysis.callgraph.lowering.visitors import StatementVisitor


class ControlFlowLowering:
    """Lowers the compound statements of one scope."""

    def __init__(self, statements: StatementVisitor) -> None:
        self.statements = statements
        self.builder = statements.builder
        self._loops: list[SSANames] = []

    def if_(self, node: ast.If) -> None:
        """Lower an `if`; a branch that is never taken is left out."""
        known = outcome(node.test, self.statements.context.target)
        if not self.statements.context.is_program and _asks_for_program(node.test):
            known = False
        self.statements.expressions.test(node.test)
        if isinstance(known, bool):
            self.statements.run(node.body if known else node.orelse)
            return
        start = self.builder.fork()
        self.statements.run(node.body)
        first = self.builder.fork()
        self.builder.names = start
        self.statements.run(node.orelse)
        self.builder.merge([first, self.builder.fork()])

    def while_(self, node: ast.While) -> None:
        """Lower a `while`."""
        meeting = self.builder.begin_loop(sorted(names_of([node]).bound))
        self.statements.expressions.test(node.test)
        self._loop(node, meeting)

    def for_(self, node: ast.For | ast.AsyncFor) -> None:
        """Lower a `for`."""
        source = self.statements.expressions.lower(node.iter)
        meeting = self.builder.begin_loop(sorted(names_of([node]).bound))
        self.statements.expressions.assign(node.target, self.statements.expressions.iterate_over(source, node.lineno))
        self._loop(node, meeting)

    def _loop(self, node: ast.While | ast.For | ast.AsyncFor, meeting: SSANames) -> None:
        builder = self.builder
        start = dict(builder.names or {})
        self._loops.append(meeting)
        self.statements.run(node.body)
        self._loops.pop()
        builder.reach(meeting)
        builder.names = {**start, **meeting}
        self.statements.run(node.orelse)
        if not builder.is_reached():
            builder.names = {**start, **meeting}

    def try_(self, node: ast.Try | ast.TryStar) -> None:
        """Lower a `try`: its handlers see every version that its body makes."""
        builder = self.builder
        start = builder.fork()
        builder.start_log()
        builder.start_log()
        self.statements.run(node.body)
        raised = builder.end_log()
        self.statements.run(node.orelse)
        ways = [builder.fork()]
        for handler in node.handlers:
            builder.names = {**(start or {}), **raised}
            self._handler(handler, in_group=isinstance(node, ast.TryStar))
            ways.append(builder.fork())
        left = builder.end_log()
        builder.merge(ways)
        if node.finalbody:
            after = builder.fork()
            builder.names = {**(start or {}), **left}
            self.statements.run(node.finalbody)
            builder.names = None if after is None else builder.names

    def _handler(self, handler: ast.ExceptHandler, *, in_group: bool) -> None:
        if handler.type is not None:
            types = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
            caught = self.builder.new()
            for each in types:
                self.builder.emit(ir.CatchException(caught, self.statements.expressions.lower(each)))
            if handler.name:
                self.builder.write(handler.name, self._group(caught) if in_group else caught)
        self.statements.run(handler.body)

    def _group(self, caught: int) -> int:
        """Put exceptions into a group, as `except*` does (PEP 654)."""
        builder = self.builder
        members, group = builder.new(), builder.new()
        builder.emit(ir.MakeCollection(members, "list", builder.site(), -1))
        builder.emit(ir.PutItem(members, None, caught))
        builder.emit(ir.MakeCollection(group, "exception", builder.site(), -1))
        builder.emit(ir.PutItem(group, 1, members))
        return group

    def with_(self, node: ast.With | ast.AsyncWith) -> None:
        """Lower a `with`."""
        for item in node.items:
            source = self.statements.expressions.lower(item.context_expr)
            self.builder.clobber()
            target = self.builder.new()
            asynchronous = isinstance(node, ast.AsyncWith)
            self.builder.emit(ir.EnterContext(target, source, node.lineno, asynchronous))
            if item.optional_vars is not None:
                self.statements.expressions.assign(item.optional_vars, target)
        self.statements.run(node.body)
        self.builder.clobber()

    def match_(self, node: ast.Match) -> None:
        """Lower a `match`."""
        subject = self.statements.expressions.lower(node.subject)
        start = self.builder.fork()
        ways = [start]
        for case in node.cases:
            self.builder.names = None if start is None else dict(start)
            self._pattern(case.pattern, subject)
            if case.guard is not None:
                self.statements.expressions.test(case.guard)
            self.statements.run(case.body)
            ways.append(self.builder.fork())
        self.builder.merge(ways)

    def _pattern(self, node: ast.pattern, subject: int) -> None:
        """Bind the names of a pattern to the subject and to whatever is in it."""
        builder = self.builder
        name = getattr(node, "rest", None) if isinstance(node, ast.MatchMapping) else getattr(node, "name", None)
        if isinstance(name, str):
            builder.write(name, subject)
        if isinstance(node, ast.MatchClass):
            self._class_pattern(node, subject)
            return
        if isinstance(node, ast.MatchValue):
            self.statements.expressions.lower(node.value)
        inside = subject
        if isinstance(node, (ast.MatchSequence, ast.MatchMapping)):
            inside = builder.new()
            builder.emit(ir.LoadItem(inside, subject, builder.plain("object"), node.lineno))
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.pattern):
                self._pattern(child, inside)

    def _class_pattern(self, node: ast.MatchClass, subject: int) -> None:
        builder = self.builder
        cls = self.statements.expressions.lower(node.cls)
        for name, pattern in zip(node.kwd_attrs, node.kwd_patterns, strict=True):
            held = builder.new()
            builder.emit(ir.LoadAttribute(held, subject, name, node.lineno))
            self._pattern(pattern, held)
        for place, pattern in enumerate(node.patterns):
            held = builder.new()
            builder.emit(ir.LoadPatternField(held, subject, cls, place, node.lineno))
            self._pattern(pattern, held)

    def leave_(self, _node: ast.stmt) -> None:
        """Lower a `break` or `continue`."""
        if self._loops:
            self.builder.reach(self._loops[-1])


def _asks_for_program(test: ast.expr) -> bool:
    """Tell whether a condition is `__name__ == "__main__"`."""
    match test:
        case ast.Compare(left=ast.Name(id="__name__"), ops=[ast.Eq()], comparators=[ast.Constant(value="__main__")]):
            return True
        case _:
            return False
