"""Statements as operations: the order of execution goes into the versions of names."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

from vendorize_analysis.callgraph import facts
from vendorize_analysis.callgraph.operators import IN_PLACE
from vendorize_analysis.callgraph.scoping import names_of
from vendorize_analysis.summarizing import outcome

if TYPE_CHECKING:
    from collections.abc import Callable

    from vendorize_analysis.callgraph.definitions import Definitions
    from vendorize_analysis.callgraph.expressions import Expressions
    from vendorize_analysis.callgraph.writing import Versions, Writer
    from vendorize_analysis.summarizing import Target

_ENDS: Final = (ast.Return, ast.Raise, ast.Break, ast.Continue)


class Statements:
    """Lowers the statements of one scope."""

    def __init__(self, writer: Writer, expressions: Expressions, definitions: Definitions, target: Target) -> None:
        self.writer = writer
        self.expressions = expressions
        self.definitions = definitions
        self.target = target
        self.package = ""
        """What relative imports start from."""
        self._loops: list[Versions] = []

    def run(self, body: list[ast.stmt]) -> None:
        """Lower statements in order, up to one after which none of them is reached."""
        for node in body:
            if self.writer.versions is None:
                return
            method = _METHODS.get(type(node))
            if method is not None:
                method(self, node)
            else:
                self._other(node)
            if isinstance(node, _ENDS):
                self.writer.disturb()
                self.writer.versions = None

    def _other(self, node: ast.stmt) -> None:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr):
                self.expressions.lower(child)

    # -- simple statements ----------------------------------------------------------------------------------

    def _assign(self, node: ast.Assign) -> None:
        value = self.expressions.lower(node.value)
        for target in node.targets:
            self.expressions.assign(target, value)

    def _annotated(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            self.expressions.assign(node.target, self.expressions.lower(node.value))

    def _augmented(self, node: ast.AugAssign) -> None:
        operands = (self.expressions.lower(_loaded(node.target)), self.expressions.lower(node.value))
        self.expressions.assign(node.target, self.expressions.operate(operands, IN_PLACE[type(node.op)], node.lineno))

    def _delete(self, node: ast.Delete) -> None:
        for target in node.targets:
            match target:
                case ast.Name(id=name):
                    self.writer.forget(name)
                case ast.Subscript(value=value, slice=index):
                    holder, key = self.expressions.lower(value), self.expressions.lower(index)
                    self.expressions.operate((holder, key), ("__delitem__", ""), node.lineno)
                case _:
                    self._other(node)

    def _return(self, node: ast.Return) -> None:
        if node.value is not None:
            self.writer.emit(facts.Copy(facts.RETURNED, self.expressions.lower(node.value)))

    def _raise(self, node: ast.Raise) -> None:
        for value in (node.exc, node.cause):
            if value is not None:
                source = self.expressions.lower(value)
                self.writer.disturb()
                self.writer.emit(facts.Raise(source, node.lineno, self.writer.site()))

    def _leave(self, _node: ast.stmt) -> None:
        if self._loops:
            self.writer.reach(self._loops[-1])

    def _import(self, node: ast.Import) -> None:
        writer = self.writer
        writer.disturb()
        for alias in node.names:
            target = writer.new()
            writer.emit(facts.Import(target, alias.name, "", node.lineno))
            if alias.asname:
                writer.write(alias.asname, target)
            else:
                top = writer.new()
                writer.emit(facts.Import(top, alias.name.partition(".")[0], "", node.lineno))
                writer.write(alias.name.partition(".")[0], top)

    def _import_from(self, node: ast.ImportFrom) -> None:
        writer = self.writer
        writer.disturb()
        module = absolute(self.package, node.level, node.module or "")
        for alias in node.names:
            if alias.name == "*":
                writer.emit(facts.Star(module, node.lineno))
                writer.scope.stars.append(module)
                continue
            target = writer.new()
            writer.emit(facts.Import(target, module, alias.name, node.lineno))
            writer.write(alias.asname or alias.name, target)

    # -- definitions ----------------------------------------------------------------------------------------

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        decorators = [(self.expressions.lower(each), each.lineno) for each in node.decorator_list]
        defaults = self.expressions.defaults(node.args)
        value = self.definitions.function(self.writer, node, node.name, defaults)
        self._bind(node.name, value, decorators)

    def _class(self, node: ast.ClassDef) -> None:
        decorators = [(self.expressions.lower(each), each.lineno) for each in node.decorator_list]
        bases = tuple(
            self.expressions.lower(base.value if isinstance(base, ast.Starred) else base) for base in node.bases
        )
        metaclass = -1
        for keyword in node.keywords:
            value = self.expressions.lower(keyword.value)
            metaclass = value if keyword.arg == "metaclass" else metaclass
        self._bind(node.name, self.definitions.class_(self.writer, node, bases, metaclass), decorators)

    def _bind(self, name: str, value: int, decorators: list[tuple[int, int]]) -> None:
        for decorator, line in reversed(decorators):
            value = self.expressions.call(decorator, (value,), line, decorator=True)
        self.writer.write(name, value)

    # -- control flow ---------------------------------------------------------------------------------------

    def _if(self, node: ast.If) -> None:
        known = outcome(node.test, self.target)
        self.expressions.lower(node.test)
        if isinstance(known, bool):
            self.run(node.body if known else node.orelse)
            return
        start = self.writer.fork()
        self.run(node.body)
        first = self.writer.fork()
        self.writer.versions = start
        self.run(node.orelse)
        self.writer.join([first, self.writer.fork()])

    def _while(self, node: ast.While) -> None:
        meeting = self.writer.begin_loop(sorted(names_of([node]).bound))
        self.expressions.lower(node.test)
        self._loop(node, meeting)

    def _for(self, node: ast.For | ast.AsyncFor) -> None:
        source = self.expressions.lower(node.iter)
        meeting = self.writer.begin_loop(sorted(names_of([node]).bound))
        self.expressions.assign(node.target, self.expressions.iterate_over(source, node.lineno))
        self._loop(node, meeting)

    def _loop(self, node: ast.While | ast.For | ast.AsyncFor, meeting: Versions) -> None:
        writer = self.writer
        start = dict(writer.versions or {})
        self._loops.append(meeting)
        self.run(node.body)
        self._loops.pop()
        writer.reach(meeting)
        writer.versions = {**start, **meeting}
        self.run(node.orelse)
        if writer.versions is None:
            writer.versions = {**start, **meeting}

    def _try(self, node: ast.Try | ast.TryStar) -> None:
        writer = self.writer
        start = writer.fork()
        writer.start_log()
        writer.start_log()
        self.run(node.body)
        raised = writer.end_log()
        self.run(node.orelse)
        ways = [writer.fork()]
        for handler in node.handlers:
            writer.versions = {**(start or {}), **raised}
            self._handler(handler)
            ways.append(writer.fork())
        left = writer.end_log()
        writer.join(ways)
        if node.finalbody:
            after = writer.fork()
            writer.versions = {**(start or {}), **left}
            self.run(node.finalbody)
            writer.versions = None if after is None else writer.versions

    def _handler(self, handler: ast.ExceptHandler) -> None:
        if handler.type is not None:
            types = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
            caught = self.writer.new()
            for each in types:
                self.writer.emit(facts.Catch(caught, self.expressions.lower(each)))
            if handler.name:
                self.writer.write(handler.name, caught)
        self.run(handler.body)

    def _with(self, node: ast.With | ast.AsyncWith) -> None:
        for item in node.items:
            source = self.expressions.lower(item.context_expr)
            self.writer.disturb()
            target = self.writer.new()
            asynchronous = isinstance(node, ast.AsyncWith)
            self.writer.emit(facts.Enter(target, source, node.lineno, asynchronous))
            if item.optional_vars is not None:
                self.expressions.assign(item.optional_vars, target)
        self.run(node.body)
        self.writer.disturb()

    def _match(self, node: ast.Match) -> None:
        subject = self.expressions.lower(node.subject)
        start = self.writer.fork()
        ways = [start]
        for case in node.cases:
            self.writer.versions = None if start is None else dict(start)
            self._pattern(case.pattern, subject)
            if case.guard is not None:
                self.expressions.lower(case.guard)
            self.run(case.body)
            ways.append(self.writer.fork())
        self.writer.join(ways)

    def _pattern(self, node: ast.pattern, subject: int) -> None:
        """Bind the names of a pattern to the subject and to whatever is in it."""
        writer = self.writer
        inside = writer.new()
        match node:
            case ast.MatchAs(name=name):
                if name:
                    writer.write(name, subject)
                inside = subject
            case ast.MatchOr():
                inside = subject
            case ast.MatchClass(cls=cls, kwd_attrs=names, kwd_patterns=patterns):
                self.expressions.lower(cls)
                for name, pattern in zip(names, patterns, strict=True):
                    held = writer.new()
                    writer.emit(facts.Attribute(held, subject, name, node.lineno))
                    self._pattern(pattern, held)
                return
            case ast.MatchValue(value=value):
                self.expressions.lower(value)
            case ast.MatchStar(name=name) | ast.MatchMapping(rest=name) if name:
                writer.write(name, subject)
            case _:
                pass
        if inside != subject:
            writer.emit(facts.Item(inside, subject, writer.plain("object"), node.lineno))
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.pattern):
                self._pattern(child, inside)


def absolute(package: str, level: int, module: str) -> str:
    """Resolve a relative import (PEP 328); empty where the dots lead out of every package."""
    if not level:
        return module
    base = package.split(".") if package else []
    if level - 1 >= len(base):
        return ""
    return ".".join([*base[: len(base) - level + 1], *([module] if module else [])])


def _loaded(target: ast.expr) -> ast.expr:
    """Give an assignment's target as it is read."""
    match target:
        case ast.Name(id=name):
            return ast.copy_location(ast.Name(name, ast.Load()), target)
        case _:
            return target


_METHODS: Final[dict[type[ast.stmt], Callable[..., None]]] = {
    ast.Assign: Statements._assign,
    ast.AnnAssign: Statements._annotated,
    ast.AugAssign: Statements._augmented,
    ast.Delete: Statements._delete,
    ast.Return: Statements._return,
    ast.Raise: Statements._raise,
    ast.Break: Statements._leave,
    ast.Continue: Statements._leave,
    ast.Import: Statements._import,
    ast.ImportFrom: Statements._import_from,
    ast.FunctionDef: Statements._function,
    ast.AsyncFunctionDef: Statements._function,
    ast.ClassDef: Statements._class,
    ast.If: Statements._if,
    ast.While: Statements._while,
    ast.For: Statements._for,
    ast.AsyncFor: Statements._for,
    ast.Try: Statements._try,
    ast.TryStar: Statements._try,
    ast.With: Statements._with,
    ast.AsyncWith: Statements._with,
    ast.Match: Statements._match,
}
