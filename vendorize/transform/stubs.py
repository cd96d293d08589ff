"""Cold functions: a stub in the module, the body in an archive, and the proof that both are the function that was."""

from __future__ import annotations

import ast
import warnings
from dataclasses import dataclass
from types import CodeType
from typing import TYPE_CHECKING
from zlib import crc32

from vendorize.model.cold import ColdFunction, ColdModule
from vendorize.transform.changes import Change, Changer, statements
from vendorize.transform.forms import Function, import_line, is_nothing, why_hot
from vendorize.transform.numbering import number
from vendorize.transform.proof import check_written
from vendorize.transform.source import Edit, Offsets, parse
from vendorize_analysis.errors import InternalError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from vendorize.model.cold import ColdPolicy
    from vendorize.model.plan import ModulePlan
    from vendorize.transform.linemap import MappedText

_FUTURE = 0x1FF0000
"""Flags of code that are imports from `__future__` (`compile` takes them, and the runtime has the same number)."""
_OF_THE_HEAD = ("co_argcount", "co_posonlyargcount", "co_kwonlyargcount", "co_name", "co_qualname", "co_firstlineno")


def cold_name(support: str) -> str:
    """Return the name among the built-in ones by which stubs of a result load; `support` tells results apart."""
    return f"__vendorize_cold_{crc32(support.encode()):08x}__"


@dataclass(frozen=True, slots=True)
class _Stub:
    """A function that becomes cold."""

    node: Function
    change: Change
    function: ColdFunction
    code: CodeType


def cool(
    mapped: MappedText, plan: ModulePlan, policy: ColdPolicy, *, support: str, newline: bytes
) -> tuple[MappedText, ColdModule | None]:
    """Return the text with stubs for cold functions, on lines that are as many as they were, and what left it.

    Raises `InternalError` where a stub is not what was decided.
    """
    tree = parse(mapped.text, plan.name)
    code = compiled(mapped.text)
    if code is None:
        return mapped, None
    stubs: list[_Stub] = []
    warm: list[tuple[str, str]] = []
    maker = _Maker(plan.name, policy, cold_name(support), Offsets(mapped.text), newline, import_line(tree))
    for node in (node for index, node in functions_of(tree, plan) if index in plan.cold):
        made = maker.stub(node, _functions(code))
        if isinstance(made, _Stub):
            stubs.append(made)
        elif made[1]:
            warm.append(made)
    if not stubs:
        return mapped, None
    written = mapped.edited([edit for stub in stubs for edit in stub.change.edits])
    expected = Changer([stub.change for stub in stubs]).visit(tree)
    assert isinstance(expected, ast.Module)  # noqa: S101 - no change is about the module node
    check_written(expected, parse(written.text, plan.name), plan.name)
    _check_heads(stubs, written.text, plan.name)
    functions = tuple(stub.function for stub in stubs)
    return written, ColdModule(policy, functions, _archived(maker, functions), warm=tuple(warm))


def functions_of(tree: ast.Module, plan: ModulePlan) -> Iterator[tuple[int, Function]]:
    """Yield the functions of a module by the indexes of their parts, which is the order in which they stand in it.

    Raises `InternalError` where the tree has not those that were kept.
    """
    parts = plan.summary.parts if plan.summary is not None else ()
    indexes = [part.index for part in parts if part.kind == "def" and (plan.keep is None or part.index in plan.keep)]
    nodes = [one.node for one in number(tree) if isinstance(one.node, ast.FunctionDef | ast.AsyncFunctionDef)]
    if [parts[index].name for index in indexes] != [node.name for node in nodes]:
        raise InternalError(f"{plan.name}: the functions of the result are not those that were kept")
    yield from zip(indexes, nodes, strict=True)


def compiled(text: bytes) -> CodeType | None:
    """Return the code of a module as this Python compiles it; None where it does not."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return compile(text.decode("utf-8"), "<module>", "exec", dont_inherit=True, optimize=0)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _functions(code: CodeType) -> dict[tuple[int, str], CodeType]:
    """Return the functions that are in code, by first line and name."""
    found: dict[tuple[int, str], CodeType] = {}
    left = [code]
    while left:
        for one in left.pop().co_consts:
            if isinstance(one, CodeType):
                found[one.co_firstlineno, one.co_name] = one
                left.append(one)
    return found


@dataclass(slots=True)
class _Maker:
    """Makes the stubs of one module."""

    module: str
    policy: ColdPolicy
    name: str
    offsets: Offsets
    newline: bytes
    imports: str
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
        name = code.co_qualname
        if why := why_hot(node, code, in_class="." in name):
            return name, why
        if again(self.lines, code, last, self.imports) != code:
            return name, "compiled by itself it is not what it is in its module"
        text = f"return {self.name}({self.module!a}, {last}{_cells(code)})({_arguments(node)})"
        start, end = self._body(node), self.offsets.end(node)
        if self.offsets.line(last)[end - self.offsets.starts[last - 1] :].split(b"#")[0].strip():
            return name, "something stands behind it on its last line"
        ends = len(self.offsets.text[start:end].splitlines()) - 1
        if self.policy == "load" and len(text) + ends + len(name) >= end - start:
            return name, ""  # what it is takes less room than what stands for it
        edit = Edit(start, end, text.encode() + self.newline * ends)
        change = Change(node, (edit,), lambda old: _shortened(old, text))
        return _Stub(node, change, ColdFunction(name, first, last), code)

    def _body(self, node: Function) -> int:
        """Return where the code of a function begins, behind its docstring."""
        body = node.body[1] if _has_docstring(node) else node.body[0]
        line = self.offsets.first_line(body)
        if line == body.lineno and not getattr(body, "decorator_list", None):
            return self.offsets.start(body)
        return self.offsets.text.rindex(b"@", 0, self.offsets.start(body.decorator_list[0]))  # type: ignore[attr-defined]


def again(lines: Sequence[str], code: CodeType, last: int, imports: str) -> CodeType | None:
    """Return a function as the runtime compiles it, from its lines alone, behind what the module imports."""
    first = code.co_firstlineno
    chunk = lines[first - 1 : last]
    indent = chunk[0][: len(chunk[0]) - len(chunk[0].lstrip())]
    around = [f"class {name}:" for name in code.co_qualname.split(".")[:-1]] or (["if 1:"] if indent else [])
    around = [indent[:depth] + line for depth, line in enumerate(around)]
    before = first - 1 - len(around)
    text = (imports if before > 0 else "") + "\n" * before + "\n".join((*around, *chunk, ""))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # nobody heard one when the module was compiled
            flags = code.co_flags & _FUTURE
            found = compile(text, "<module>", "exec", flags=flags, dont_inherit=True, optimize=0)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    made = _functions(found).get((first, code.co_name))
    return made if made is not None and made.co_qualname == code.co_qualname else None


def _cells(code: CodeType) -> str:
    return f", lambda: ({', '.join(code.co_freevars)},)" if code.co_freevars else ""


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


def _shortened(old: ast.AST, text: str) -> ast.AST:
    assert isinstance(old, Function)  # noqa: S101 - the caller gave one
    old.body[1 if _has_docstring(old) else 0 :] = statements(f"def f():\n {text}")[0].body  # type: ignore[attr-defined]
    return old


def _check_heads(stubs: Sequence[_Stub], text: bytes, name: str) -> None:
    """Raise unless each stub is for its callers, and for who looks at it, the function that it stands for."""
    code = compiled(text)
    found = _functions(code) if code is not None else {}
    for stub in stubs:
        meant, made = stub.code, found.get((stub.code.co_firstlineno, stub.code.co_name))
        if made is None or _head(made) != _head(meant):
            raise InternalError(
                f"{name}: the stub of {meant.co_qualname} is not what it stands for; please report this"
            )


def _head(code: CodeType) -> tuple[object, ...]:
    count = code.co_argcount + code.co_kwonlyargcount + bool(code.co_flags & 4) + bool(code.co_flags & 8)
    said = tuple(getattr(code, field) for field in _OF_THE_HEAD)
    return (*said, code.co_varnames[:count], code.co_freevars, code.co_flags)


def _archived(maker: _Maker, functions: Sequence[ColdFunction]) -> bytes:
    """Return the text for the archive: the lines of functions, at the numbers that they have in the file.

    What the module imports stands on the first line, unless that is a function's.
    """
    left = [maker.imports, *[""] * (len(maker.lines) - 1)]
    for one in functions:
        left[one.line - 1 : one.last] = maker.lines[one.line - 1 : one.last]
    return ("\n".join(left).rstrip("\n") + "\n").encode("utf-8")
