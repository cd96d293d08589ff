"""Control flow: where versions of names part and meet again."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from vendorize_analysis.callgraph import facts
from vendorize_analysis.callgraph.scoping import names_of
from vendorize_analysis.summarizing import outcome

if TYPE_CHECKING:
    from vendorize_analysis.callgraph.statements import Statements
    from vendorize_analysis.callgraph.writing import Versions


class Control:
    """Lowers the compound statements of one scope."""

    def __init__(self, statements: Statements) -> None:
        self.statements = statements
        self.writer = statements.writer
        self.is_program = True
        self._loops: list[Versions] = []

    def if_(self, node: ast.If) -> None:
        """Lower an `if`; a branch that is never taken is left out."""
        known = outcome(node.test, self.statements.target)
        if not self.is_program and _asks_for_program(node.test):
            known = False
        self.statements.expressions.test(node.test)
        if isinstance(known, bool):
            self.statements.run(node.body if known else node.orelse)
            return
        start = self.writer.fork()
        self.statements.run(node.body)
        first = self.writer.fork()
        self.writer.versions = start
        self.statements.run(node.orelse)
        self.writer.join([first, self.writer.fork()])

    def while_(self, node: ast.While) -> None:
        """Lower a `while`."""
        meeting = self.writer.begin_loop(sorted(names_of([node]).bound))
        self.statements.expressions.test(node.test)
        self._loop(node, meeting)

    def for_(self, node: ast.For | ast.AsyncFor) -> None:
        """Lower a `for`."""
        source = self.statements.expressions.lower(node.iter)
        meeting = self.writer.begin_loop(sorted(names_of([node]).bound))
        self.statements.expressions.assign(node.target, self.statements.expressions.iterate_over(source, node.lineno))
        self._loop(node, meeting)

    def _loop(self, node: ast.While | ast.For | ast.AsyncFor, meeting: Versions) -> None:
        writer = self.writer
        start = dict(writer.versions or {})
        self._loops.append(meeting)
        self.statements.run(node.body)
        self._loops.pop()
        writer.reach(meeting)
        writer.versions = {**start, **meeting}
        self.statements.run(node.orelse)
        if not writer.is_reached():
            writer.versions = {**start, **meeting}

    def try_(self, node: ast.Try | ast.TryStar) -> None:
        """Lower a `try`: its handlers see every version that its body makes."""
        writer = self.writer
        start = writer.fork()
        writer.start_log()
        writer.start_log()
        self.statements.run(node.body)
        raised = writer.end_log()
        self.statements.run(node.orelse)
        ways = [writer.fork()]
        for handler in node.handlers:
            writer.versions = {**(start or {}), **raised}
            self._handler(handler, in_group=isinstance(node, ast.TryStar))
            ways.append(writer.fork())
        left = writer.end_log()
        writer.join(ways)
        if node.finalbody:
            after = writer.fork()
            writer.versions = {**(start or {}), **left}
            self.statements.run(node.finalbody)
            writer.versions = None if after is None else writer.versions

    def _handler(self, handler: ast.ExceptHandler, *, in_group: bool) -> None:
        if handler.type is not None:
            types = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
            caught = self.writer.new()
            for each in types:
                self.writer.emit(facts.Catch(caught, self.statements.expressions.lower(each)))
            if handler.name:
                self.writer.write(handler.name, self._group(caught) if in_group else caught)
        self.statements.run(handler.body)

    def _group(self, caught: int) -> int:
        """Put exceptions into a group, as `except*` does (PEP 654)."""
        writer = self.writer
        members, group = writer.new(), writer.new()
        writer.emit(facts.Collection(members, "list", writer.site(), -1))
        writer.emit(facts.Put(members, None, caught))
        writer.emit(facts.Collection(group, "exception", writer.site(), -1))
        writer.emit(facts.Put(group, 1, members))
        return group

    def with_(self, node: ast.With | ast.AsyncWith) -> None:
        """Lower a `with`."""
        for item in node.items:
            source = self.statements.expressions.lower(item.context_expr)
            self.writer.disturb()
            target = self.writer.new()
            asynchronous = isinstance(node, ast.AsyncWith)
            self.writer.emit(facts.Enter(target, source, node.lineno, asynchronous))
            if item.optional_vars is not None:
                self.statements.expressions.assign(item.optional_vars, target)
        self.statements.run(node.body)
        self.writer.disturb()

    def match_(self, node: ast.Match) -> None:
        """Lower a `match`."""
        subject = self.statements.expressions.lower(node.subject)
        start = self.writer.fork()
        ways = [start]
        for case in node.cases:
            self.writer.versions = None if start is None else dict(start)
            self._pattern(case.pattern, subject)
            if case.guard is not None:
                self.statements.expressions.test(case.guard)
            self.statements.run(case.body)
            ways.append(self.writer.fork())
        self.writer.join(ways)

    def _pattern(self, node: ast.pattern, subject: int) -> None:
        """Bind the names of a pattern to the subject and to whatever is in it."""
        writer = self.writer
        name = getattr(node, "rest", None) if isinstance(node, ast.MatchMapping) else getattr(node, "name", None)
        if isinstance(name, str):
            writer.write(name, subject)
        if isinstance(node, ast.MatchClass):
            self._class_pattern(node, subject)
            return
        if isinstance(node, ast.MatchValue):
            self.statements.expressions.lower(node.value)
        inside = subject
        if isinstance(node, (ast.MatchSequence, ast.MatchMapping)):
            inside = writer.new()
            writer.emit(facts.Item(inside, subject, writer.plain("object"), node.lineno))
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.pattern):
                self._pattern(child, inside)

    def _class_pattern(self, node: ast.MatchClass, subject: int) -> None:
        writer = self.writer
        cls = self.statements.expressions.lower(node.cls)
        for name, pattern in zip(node.kwd_attrs, node.kwd_patterns, strict=True):
            held = writer.new()
            writer.emit(facts.Attribute(held, subject, name, node.lineno))
            self._pattern(pattern, held)
        for place, pattern in enumerate(node.patterns):
            held = writer.new()
            writer.emit(facts.Place(held, subject, cls, place, node.lineno))
            self._pattern(pattern, held)

    def leave_(self, _node: ast.stmt) -> None:
        """Lower a `break` or `continue`."""
        if self._loops:
            self.writer.reach(self._loops[-1])


def _asks_for_program(test: ast.expr) -> bool:
    """Tell whether a condition is `__name__ == "__main__"`."""
    match test:
        case ast.Compare(left=ast.Name(id="__name__"), ops=[ast.Eq()], comparators=[ast.Constant(value="__main__")]):
            return True
        case _:
            return False
