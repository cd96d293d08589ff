"""Cold functions: a stub in the module, the body in an archive, and the proof that both are the function that was."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vendorize.model.cold import ColdFunction, ColdModule
from vendorize.model.stripping import may_read_itself
from vendorize.transform.archive import archived
from vendorize.transform.changes import Change, Changer, statements
from vendorize.transform.comments import comments_that_leave, comments_unseen
from vendorize.transform.compiling import again, compiled, functions_in
from vendorize.transform.counting import names_said
from vendorize.transform.elided import elided, without
from vendorize.transform.ending import called_at_end
from vendorize.transform.forms import Function, import_line, is_nothing, why_hot
from vendorize.transform.kinds import KINDS, head_edit, mark_of, marked, of_same_kind
from vendorize.transform.numbering import number
from vendorize.transform.proof import check_written
from vendorize.transform.source import Edit, Offsets, parse
from vendorize.transform.words import IMPORTER, cold_name
from vendorize_analysis.errors import InternalError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from types import CodeType

    from vendorize.model.cold import ColdPolicy
    from vendorize.model.plan import ModulePlan
    from vendorize.transform.changes import Context
    from vendorize.transform.linemap import MappedText

_OF_THE_HEAD = ("co_argcount", "co_posonlyargcount", "co_kwonlyargcount", "co_name", "co_qualname", "co_firstlineno")


@dataclass(frozen=True, slots=True)
class _Stub:
    """A function that becomes cold."""

    node: Function
    change: Change
    function: ColdFunction
    code: CodeType
    defined: int
    """Functions that it is, with those inside of it."""
    doc: range
    """Lines of its docstring that stay in the file alone."""


def cool(
    mapped: MappedText, plan: ModulePlan, policy: ColdPolicy, *, context: Context, newline: bytes
) -> tuple[MappedText, ColdModule | None]:
    """Return the text with stubs for cold functions, on lines that are as many as they were, and what left it.

    Raises `InternalError` where a stub is not what was decided.
    """
    tree = parse(mapped.text, plan.name)
    code = compiled(mapped.text)
    words = context.cold_keys[plan.name], policy, cold_name(context.support)
    if code is None or words[2].encode() in mapped.text:
        return mapped, None
    read = import_line(tree), called_at_end(tree, context.called_at_end), context.behind(plan)
    maker = _Maker(*words, Offsets(mapped.text), newline, *read, context.marks_kinds, plan.by_loader)
    codes = functions_in(code)
    made = [maker.stub(node, codes) for index, node in functions_of(tree, plan) if index in plan.cold]
    stubs = [one for one in made if isinstance(one, _Stub)]
    if not stubs:
        return mapped, None
    edits = [edit for stub in stubs for edit in stub.change.edits]
    left, unseen = {}, frozenset[int]()
    if not may_read_itself(plan):
        left = comments_that_leave(tree, maker.offsets, code, edits)
        unseen = comments_unseen(tree, maker.offsets, code) if context.may_lose_comments(plan) else unseen
    written = mapped.edited([*edits, *left.values()])
    expected = Changer([stub.change for stub in stubs]).visit(tree)
    assert isinstance(expected, ast.Module)  # noqa: S101 - no change is about the module node
    check_written(expected, parse(written.text, plan.name), plan.name)
    _check_heads(stubs, written.text, plan.name)
    return written, _left(maker, made, (left, unseen))


def _left(
    maker: _Maker, made: Sequence[_Stub | tuple[str, str]], comments: tuple[Iterable[int], Iterable[int]]
) -> ColdModule:
    """Return what left a module; the comments are those that come back, and those that do not."""
    stubs = [one for one in made if isinstance(one, _Stub)]
    warm = tuple(one for one in made if not isinstance(one, _Stub) and one[1])
    functions = tuple(stub.function for stub in stubs)
    lines = without(maker.lines, (stub.doc for stub in stubs if stub.doc))
    text = archived(lines, maker.imports, functions, *comments)
    defined = sum(stub.defined for stub in stubs)
    return ColdModule(maker.policy, functions, text, key=maker.key, defined=defined, warm=warm)


def functions_of(tree: ast.Module, plan: ModulePlan) -> Iterator[tuple[int, Function]]:
    """Yield the functions of a module by the indexes of their parts, which is the order in which they stand in it.

    Raises `InternalError` where the tree has not those that were kept.
    """
    functions = [part for part in plan.kept_parts() if part.kind == "def"]
    nodes = [
        one.node
        for one in number(tree)
        if isinstance(one.node, ast.FunctionDef | ast.AsyncFunctionDef) and not one.node.name.startswith(IMPORTER)
    ]
    if [part.name for part in functions] != [node.name for node in nodes]:
        raise InternalError(f"{plan.name}: the functions of the result are not those that were kept")
    yield from zip((part.index for part in functions), nodes, strict=True)


@dataclass(slots=True)
class _Maker:
    """Makes the stubs of one module."""

    key: str
    """What they name it by."""
    policy: ColdPolicy
    name: str
    offsets: Offsets
    newline: bytes
    imports: str
    at_end: frozenset[str]
    """Names of functions that Python may call when it has nearly ended."""
    behind: frozenset[str]
    """Names of functions that look at who called a function which calls them."""
    kinds: bool
    """The interpreter takes marks for generators and coroutines."""
    by_loader: bool = False
    """Others than the import system may run the file."""
    _lines: list[str] | None = None

    @property
    def lines(self) -> list[str]:
        """Return the lines of the text, without their ends."""
        if self._lines is None:
            self._lines = [line.decode("utf-8") for line in self.offsets.text.splitlines()]
        return self._lines

    def stub(self, node: Function, codes: dict[tuple[int, str], CodeType]) -> _Stub | tuple[str, str]:
        """Return the stub of a function, or its name and why it has none; no reason where it is better without."""
        first, last = self.offsets.first_line(node), node.end_lineno or node.lineno
        code = codes.get((first, node.name))
        if code is None or is_nothing(node):
            return node.name, "" if code is not None else "another function begins on its line"
        if why := self._why_hot(node, code, last):
            return code.co_qualname, why
        change = self._change(node, code)
        if isinstance(change, str):
            return code.co_qualname, change
        defined = sum(isinstance(one, Function) for one in ast.walk(node))
        denied = self.policy == "deny"  # nothing of it is in the archive
        doc = range(0) if denied else elided(node, code, self.lines, last, self.imports)
        return _Stub(node, change, ColdFunction(code.co_qualname, first, last), code, defined, doc)

    def _why_hot(self, node: Function, code: CodeType, last: int) -> str:
        start, end = self.offsets.starts[last - 1], self.offsets.end(node)
        if code.co_flags & KINDS and not self.kinds:
            return "its objects would be those of the stub"
        denied = self.policy == "deny"  # it never runs
        if why := why_hot(node, code, in_class="." in code.co_qualname, looks=not denied, at_end=self.at_end):
            return why
        runs_below = bool(self.behind) and not (denied or code.co_flags & KINDS)
        if runs_below and (looked := self.behind & names_said(node)):
            return f"it may look at who called it: {min(looked)}"
        if not denied and again(self.lines, code, last, self.imports) != code:
            return "compiled by itself it is not what it is in its module"
        if self.offsets.line(last)[end - start :].split(b"#")[0].strip():
            return "something stands behind it on its last line"
        return ""

    def _change(self, node: Function, code: CodeType) -> Change | str:
        """Return what makes a stub of a function, or why there is none; empty where the function is shorter."""
        # Who runs the text of a file may put lines before it: then the function begins elsewhere than in the archive.
        begins = f"_{code.co_firstlineno}" if self.by_loader else ""
        call = f"{self.name}.{self.key}{begins}"
        denied = self.policy == "deny"  # what loads raises, so that nothing is handed on
        # What stands behind it never runs, and makes the cell be there that the function has.
        text = of_same_kind(code, call) if denied else f"return {call}({_arguments(node)})"
        text += "".join(f"; {name}" for name in code.co_freevars)
        start, end = self._body(node), self.offsets.end(node)
        ends = len(self.offsets.text[start:end].splitlines()) - 1
        mark = "" if denied else mark_of(code, self.name)
        if not mark:
            edit = Edit(start, end, text.encode() + self.newline * ends)
            return "" if self._is_longer(edit) else Change(node, (edit,), lambda old: _shortened(old, text))
        body = Edit(start, end, text.encode() + self.newline * max(ends - 1, 0))
        head = head_edit(node, mark, self.offsets, self.newline)
        if self._is_longer(body, *([head] if head is not None else [])):
            return ""
        if head is None or not ends:
            return "there is no line to spare for a mark of its kind"
        return Change(node, (head, body), lambda old: marked(_shortened(old, text), mark))

    def _is_longer(self, *edits: Edit) -> bool:
        """Tell whether a stub is no shorter than what it stands for, where that counts."""
        added = sum(len(edit.text) - (edit.end - edit.start) for edit in edits)
        return self.policy == "load" and added >= 0

    def _body(self, node: Function) -> int:
        """Return where the code of a function begins, behind its docstring."""
        body = node.body[1] if _has_docstring(node) else node.body[0]
        line = self.offsets.first_line(body)
        if line == body.lineno and not getattr(body, "decorator_list", None):
            return self.offsets.start(body)
        return self.offsets.text.rindex(b"@", 0, self.offsets.start(body.decorator_list[0]))  # type: ignore[attr-defined]


def _arguments(node: Function) -> str:
    """Return the arguments that hand on what a function got."""
    arguments = node.args
    given = [one.arg for one in (*arguments.posonlyargs, *arguments.args)]
    given += [f"*{arguments.vararg.arg}"] if arguments.vararg else []
    given += [f"{one.arg}={one.arg}" for one in arguments.kwonlyargs]
    given += [f"**{arguments.kwarg.arg}"] if arguments.kwarg else []
    return ", ".join(given)


def _has_docstring(node: Function) -> bool:
    return ast.get_docstring(node, clean=False) is not None


def _shortened(old: ast.AST, text: str) -> Function:
    assert isinstance(old, Function)  # noqa: S101 - the caller gave one
    old.body[1 if _has_docstring(old) else 0 :] = statements(f"def f():\n {text}")[0].body  # type: ignore[attr-defined]
    return old


def _check_heads(stubs: Sequence[_Stub], text: bytes, name: str) -> None:
    """Raise unless each stub is for its callers, and for who looks at it, the function that it stands for."""
    code = compiled(text)
    found = functions_in(code) if code is not None else {}
    for stub in stubs:
        meant, made = stub.code, found.get((stub.code.co_firstlineno, stub.code.co_name))
        if made is None or (*_head(made), made.co_flags | meant.co_flags & KINDS) != (*_head(meant), meant.co_flags):
            raise InternalError(
                f"{name}: the stub of {meant.co_qualname} is not what it stands for; please report this"
            )


def _head(code: CodeType) -> tuple[object, ...]:
    count = code.co_argcount + code.co_kwonlyargcount + bool(code.co_flags & 4) + bool(code.co_flags & 8)
    said = tuple(getattr(code, field) for field in _OF_THE_HEAD)
    return (*said, code.co_varnames[:count], code.co_freevars)
