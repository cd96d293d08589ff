"""Imports by function, `sys.modules` and other places that name modules, where the names move under a namespace.

Names are looked up at run time, because a moved module has its original name wherever that is free. Other strings keep
their text: one that names a module may as well name a group of entry points, a logger or a section of a file.
Imports in text that is code move where the module runs text; where another module of its distribution does, so do those
in text that is handed to a method or put together. Limit: other code that a program generates, and names that it takes
from a file, find the original name only where it is free.
"""

# ruff: noqa: N802 - the names of visiting methods are given by ast

from __future__ import annotations

import ast
import copy
import re
from functools import cached_property
from typing import TYPE_CHECKING

from vendorize.transform.absence import looked_up_by
from vendorize.transform.changes import Change, Context, expression, member
from vendorize.transform.commands import rewrite_call, rewrite_command, rewrite_operation, rewrite_text
from vendorize.transform.open_commands import rewrite_open_commands
from vendorize.transform.own_names import OwnNameCalls, is_own_name, replaces_import
from vendorize.transform.scopes import ScopedVisitor, imports_in
from vendorize.transform.source import Edit, Offsets
from vendorize.transform.tables import BY_ORIGINAL_NAME, FUNCTIONS, KEYED, LAST, MODULE_ARGUMENTS
from vendorize.transform.texts import moved_literal, moved_text

if TYPE_CHECKING:
    from collections.abc import Iterable

_WORDS = re.compile(
    rb"import_module|__import__|find_spec|_loader|get_data|resolve_name|run_module|resource|modules|"
    rb"getLogger|filterwarnings|metadata|distribution|patch|ext://|['\"]-\w*[mc]|-\w*m[ \t]|executable"
)
_PATTERN = re.compile(r"(?P<start>\^?)(?P<rest>(?P<name>\w+).*)\Z", re.DOTALL)
_PLAIN = re.compile(rb"(?P<before>[rRuU]?(?:'''|\"\"\"|'|\"))(?P<value>[\w.:]+)['\"]+\Z")


def rewrite_dynamic(
    tree: ast.Module, offsets: Offsets, context: Context, *, code: bool = False, handed: bool = False
) -> list[Change]:
    """Return the changes that let code which names modules at run time find them at their new place.

    With `code`, strings of the module may be code that it runs; with `handed`, those that it hands to methods or puts
    together may be code that another module of its distribution runs.
    """
    if not code and not handed and not _WORDS.search(offsets.text):
        return []
    finder = _ModuleNames(tree, offsets, context, code=code)
    finder.handed = handed and not code
    finder.visit(tree)
    rewrite_open_commands(tree, finder)
    return [*finder.found.values()]


class _ModuleNames(ScopedVisitor):
    def __init__(self, tree: ast.Module, offsets: Offsets, context: Context, *, code: bool) -> None:
        super().__init__(tree)
        self.offsets = offsets
        self.context = context
        self.code = code
        self.handed = False
        self.found: dict[int, Change] = {}
        self.understood: set[int] = set()
        """References to `sys.modules` and import functions that need no change themselves."""
        self.unused: set[int] = set()
        """Calls whose value nobody takes."""
        self.called: set[int] = set()
        self.tree = tree
        self.imported, self.short = {"__import__"}, {"__import__"}
        for node in imports_in(tree):
            names = [alias.asname or alias.name.partition(".")[0] for alias in node.names]
            self.imported.update(names)
            self.short.update(name for name, alias in zip(names, node.names, strict=True) if _last(alias.name) in LAST)

    @cached_property
    def replaces_import(self) -> bool:
        return replaces_import(self.tree)

    def dotted(self, node: ast.expr) -> str:
        """Return the absolute dotted name of an expression, if it can be one of those that matter here."""
        first = node
        while isinstance(first, ast.Attribute):
            first = first.value
        if not isinstance(first, ast.Name) or first.id not in self.imported:
            return ""
        matters = node.attr in LAST if isinstance(node, ast.Attribute) else first.id in self.short
        return self.resolved(node) if matters else ""

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        """Leave f-strings alone, but command lines: positions in them are not reliable before Python 3.12."""
        rewrite_text(node, self)

    def visit_Expr(self, node: ast.Expr) -> None:
        """Leave docstrings alone."""
        self.unused.add(id(node.value))
        if not isinstance(node.value, ast.Constant):
            self.visit(node.value)

    def visit_Constant(self, node: ast.Constant) -> None:
        """Move the imports in a string that is code, and a name behind a mark."""
        if isinstance(node.value, str):
            self.code_in(node, code=self.code)
            rewrite_text(node, self)

    def visit_List(self, node: ast.List | ast.Tuple) -> None:
        """Move what a command line runs: the module after `-m`, the imports in the code after `-c`."""
        rewrite_command(node.elts, self)
        self.generic_visit(node)

    visit_Tuple = visit_List  # noqa: N815 - the name is given by ast

    def visit_Subscript(self, node: ast.Subscript) -> None:
        """Look the key in `sys.modules["a.b"]` up; to write there needs both names of the module."""
        written = not isinstance(node.ctx, ast.Load) and not self.is_settled(node.slice)
        if self.dotted(node.value) == "sys.modules" and not written and self.key(node.slice):
            self.understood.add(id(node.value))
        self.generic_visit(node)

    def visit_Compare(self, node: ast.Compare) -> None:
        """Look the key in `"a.b" in sys.modules` up."""
        match node:
            case ast.Compare(ops=[ast.In() | ast.NotIn()], comparators=[right]):
                if self.dotted(right) == "sys.modules" and self.key(node.left):
                    self.understood.add(id(right))
            case _:
                pass
        self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        """Move the arguments of calls that name modules."""
        self.called.add(id(node.func))
        if isinstance(node.func, ast.Attribute):
            self.hand(node.args)
        rewrite_call(node, self)
        name = self.dotted(node.func)
        if name in MODULE_ARGUMENTS:
            self.arguments(node, MODULE_ARGUMENTS[name], looked_up_by(name, self.context))
        elif name in BY_ORIGINAL_NAME:
            self.original(node)
        elif name == "warnings.filterwarnings":
            self.warning_filter(node)
        elif name == "builtins.__import__" and node.args and self.is_settled(node.args[0]):
            self.understood.add(id(node.func))
        elif name == "builtins.__import__" and self.gives_the_named_module(node):
            self.understood.add(id(node.func))
            self.wrap(node.args[0], looked_up_by(name, self.context))
        elif name.startswith("sys.modules.") and name.rpartition(".")[2] in KEYED and node.args:
            assert isinstance(node.func, ast.Attribute)  # noqa: S101 - its dotted name has a dot
            if self.key(node.args[0]):
                self.understood.add(id(node.func.value))
        self.generic_visit(node)

    def visit_BinOp(self, node: ast.BinOp) -> None:
        """Move the imports in text that is completed at run time, and the module that a command line starts."""
        self.hand((node.left,))
        rewrite_operation(node, self)
        self.generic_visit(node)

    def hand(self, items: Iterable[ast.expr]) -> None:
        """Move the imports in text that may be code for another module."""
        for item in items if self.handed else ():
            if isinstance(item, ast.Constant) and isinstance(item.value, str):
                self.code_in(item, code=True)

    def visit_Name(self, node: ast.Name) -> None:
        """Replace a reference to an import function or to `sys.modules` that is used in a computed way."""
        self.reference(node)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        """Do the same for a dotted reference."""
        if not self.reference(node):
            self.visit(node.value)

    def reference(self, node: ast.Name | ast.Attribute) -> bool:
        if not isinstance(node.ctx, ast.Load) or id(node) in self.understood:
            return False
        name = self.dotted(node)
        function = "modules" if name == "sys.modules" else FUNCTIONS.get(name)
        if function == "import_" and self.replaces_import and id(node) not in self.called:
            return True  # it is kept to be called or put back later: ours would find the replacement and call that
        if function:
            self.replace(node, member(self.context, function))
        return bool(function)

    def arguments(self, node: ast.Call, parameters: tuple[str, ...], function: str) -> None:
        """Have the arguments of a call looked up at run time, but those that are right as they are."""
        if any(isinstance(argument, ast.Starred) for argument in node.args) or any(not k.arg for k in node.keywords):
            return
        self.understood.add(id(node.func))
        count = 1 if parameters[-1] == "anchor" else len(parameters)
        named = [keyword.value for keyword in node.keywords if keyword.arg in parameters]
        for argument in (*node.args[:count], *named):
            if not self.is_settled(argument):
                self.wrap(argument, function)

    def original(self, call: ast.Call) -> None:
        """Return the original name in place of `__name__` and `__package__` in the arguments of a call."""
        function = member(self.context, "original")
        for argument in (*call.args, *(keyword.value for keyword in call.keywords)):
            inside: set[int] = set()
            for node in ast.walk(argument):
                if isinstance(node, ast.JoinedStr) and id(node) not in inside:
                    # Positions in an f-string are not reliable before Python 3.12: it is written anew.
                    inside.update(map(id, ast.walk(node)))
                    named = OwnNameCalls(function).visit(copy.deepcopy(node))
                    if ast.dump(named) != ast.dump(node):
                        self.replace(node, ast.unparse(named))
                elif id(node) in inside:
                    continue
                elif is_own_name(node):
                    self.replace(node, f"{function}({node.id})")

    def warning_filter(self, call: ast.Call) -> None:
        """Let the pattern of a warning filter match a module under its new name too."""
        named = [keyword.value for keyword in call.keywords if keyword.arg == "module"]
        for node in (*call.args[3:4], *named):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found = _PATTERN.match(node.value)
                if found and found["name"] in self.context.moved:
                    pattern = rf"(?:{re.escape(self.context.namespace)}\.)?{found['rest']}"
                    self.put(node, f"{found['start']}{pattern}")

    def gives_the_named_module(self, call: ast.Call) -> bool:
        """Tell whether `__import__` is absolute and its value is unused or the module that the argument names.

        Then a new argument is enough. It is also better: a function of ours in its place would stand in the
        traceback of a failed import, and programs look how deep that is to tell which import failed.
        """
        if not call.args or isinstance(call.args[0], ast.Starred) or len(call.args) > len(("name", "g", "l", "from")):
            return False
        keywords = {keyword.arg: keyword.value for keyword in call.keywords}
        if None in keywords or "level" in keywords:
            return False
        named = call.args[3] if len(call.args) > 3 else keywords.get("fromlist")  # noqa: PLR2004 - its place
        return id(call) in self.unused or (isinstance(named, ast.List | ast.Tuple) and bool(named.elts))

    def key(self, node: ast.expr) -> bool:
        """Have a literal key of `sys.modules` looked up; tell whether nothing else must be done."""
        if isinstance(node, ast.Constant) and not self.is_settled(node):
            self.wrap(node)
            return True
        return self.is_settled(node)

    def is_settled(self, node: ast.expr) -> bool:
        """Tell whether a module name is right as it is: a literal that does not move, or a name that Python gave."""
        match node:
            case ast.Constant(value=str(text)):
                return not self.context.moves(text) and not self.context.lacks(text)
            case ast.Constant():
                return True
            case (
                ast.Name(id="__name__" | "__package__") | ast.Attribute(attr="__name__" | "__module__" | "__package__")
            ):
                return True
            case _:
                return False

    def move(self, node: ast.Constant) -> None:
        assert isinstance(node.value, str)  # noqa: S101 - callers have looked
        if self.context.moves(node.value):
            moved = f"{self.context.namespace}.{node.value}"
            plain = _PLAIN.match(self.offsets.segment(node))
            text = ascii(moved)
            if plain and plain.group("value") == node.value.encode():
                at = self.offsets.start(node) + plain.end("before")
                edit = Edit(at, at, f"{self.context.namespace}.".encode())
            else:
                edit = Edit(self.offsets.start(node), self.offsets.end(node), text.encode())
            self.found[id(node)] = Change(node, (edit,), lambda old: _renamed(old, moved))

    def code_in(self, node: ast.Constant, *, code: bool) -> None:
        """Move the imports in a string."""
        assert isinstance(node.value, str)  # noqa: S101 - callers have looked
        text = moved_text(node.value, self.context, code=code)
        if text == node.value or id(node) in self.found:
            return
        self.put(node, text)

    def put(self, node: ast.Constant, text: str) -> None:
        literal = moved_literal(self.offsets.segment(node).decode("utf-8"), text, self.context)
        edit = Edit(self.offsets.start(node), self.offsets.end(node), literal.encode("utf-8"))
        self.found[id(node)] = Change(node, (edit,), lambda old: _renamed(old, text))

    def replace(self, node: ast.expr, text: str) -> None:
        edit = Edit(self.offsets.start(node), self.offsets.end(node), text.encode())
        self.found[id(node)] = Change(node, (edit,), lambda _: expression(text))

    def wrap(self, node: ast.expr, name: str = "moved") -> None:
        self.enclose(node, member(self.context, name))

    def enclose(self, node: ast.expr, function: str) -> None:
        start, end = self.offsets.start(node), self.offsets.end(node)
        bare = isinstance(node, ast.Yield | ast.YieldFrom | ast.GeneratorExp)
        opening, closing = ("((", b"))") if bare else ("(", b")")
        self.found[id(node)] = Change(
            node,
            (Edit(start, start, f"{function}{opening}".encode()), Edit(end, end, closing)),
            lambda old: _wrapped(old, function),
        )


def _last(name: str) -> str:
    return name.rpartition(".")[2]


def _renamed(old: ast.AST, value: str) -> ast.expr:
    return ast.Constant(value, old.kind if isinstance(old, ast.Constant) else None)


def _wrapped(old: ast.AST, function: str) -> ast.expr:
    assert isinstance(old, ast.expr)  # noqa: S101 - only expressions are wrapped
    return ast.Call(expression(function), [old], [])
