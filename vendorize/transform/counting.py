"""How many frames a function looks up, by itself and through what it calls: `_getframe(2)`, `stacklevel=3`."""

from __future__ import annotations

import ast
import re
from bisect import bisect_left
from collections import defaultdict
from typing import TYPE_CHECKING, Final, NamedTuple

from vendorize.transform.docreads import last
from vendorize.transform.forms import Function
from vendorize.transform.source import parse, read_source

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

_COUNTING: Final = frozenset({"_getframe", "_getframemodulename"})
_LISTING: Final = frozenset({"extract_stack", "getouterframes", "stack"})
WORDS: Final = re.compile(
    rb"\bstacklevel\b|\bwarn\(|\b_getframe|\bf_back\b|\b(?:inspect|traceback)\.(?:%s)\b" % "|".join(_LISTING).encode()
)
MOST: Final = 3
"""How far is looked at most, and where nobody can tell: at who called the caller, and at one more.

Names say less and less of who may call whom: a warning with `stacklevel=8` would be about most of its distribution.
"""
CALLERS: Final = 2
"""From here on it is more than who called."""
_NOWHERE: Final = 1 << 20
"""The place of a parameter that has none."""


class Far(NamedTuple):
    """How many frames above itself a function looks."""

    frames: int = 0
    """With what its text says; 1 is who called it."""
    by: tuple[tuple[str, int, int, int], ...] = ()
    """Parameters that say it, each with its place, what it is where nobody gives it (-1: none), and what is added."""


class Outermost(NamedTuple):
    """A function of a module."""

    names: tuple[str, ...]
    """By which it is called: of what Python calls by another name that of its class, too."""
    node: Function
    in_class: bool


def _lines(content: bytes, pattern: re.Pattern[bytes]) -> list[int]:
    """Return the numbers of the lines on which a pattern is found, in order."""
    if b"\r" in content:
        content = content.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    found, line, end = list[int](), 1, 0
    for one in pattern.finditer(content):
        line, end = line + content.count(b"\n", end, one.start()), one.start()
        found.append(line)
    return found


def functions_with(content: bytes, name: str, pattern: re.Pattern[bytes]) -> list[Outermost]:
    """Return the outermost functions of a module that have a line on which a pattern is found."""
    told = _lines(content, pattern)
    if not told:
        return []
    found = list[Outermost]()
    waiting: list[tuple[ast.AST, str]] = [(parse(read_source(content, name).text, name), "")]
    while waiting:
        around, owner = waiting.pop()
        for one in ast.iter_child_nodes(around):
            if isinstance(one, Function):
                first = bisect_left(told, one.lineno)
                if first == len(told) or told[first] > (one.end_lineno or one.lineno):
                    continue
                names = (one.name, owner) if owner and one.name.startswith("__") else (one.name,)
                found.append(Outermost(names, one, bool(owner)))
            else:
                waiting.append((one, one.name if isinstance(one, ast.ClassDef) else owner))
    return found


def names_said(function: Function) -> frozenset[str]:
    """Return names below the head of a function, variables and attributes, but not what `warnings` is asked for."""
    nodes = (one for statement in function.body for one in ast.walk(statement))
    named = (one for one in nodes if isinstance(one, ast.Name | ast.Attribute))
    return frozenset(last(one) for one in named if _is_other(one))


def _is_other(node: ast.expr) -> bool:
    return not (isinstance(node, ast.Attribute) and getattr(node.value, "id", "") == "warnings")


def far_of(function: Outermost) -> Far:
    """Return how far a function looks by itself."""
    own, frames, by = _parameters(function), 0, set[tuple[str, int, int, int]]()
    for node, more in _counting(function.node):
        told = _told(node, own) if node is not None else None
        if told is None:
            frames = max(frames, MOST)
        elif told[0]:
            by.add((*own[told[0]], told[1] + more))
        else:
            frames = max(frames, told[1] + more)
    return Far(frames, tuple(sorted(by)))


def _counting(function: Function) -> Iterator[tuple[ast.expr | None, int]]:
    """Yield what says how many frames code of a function goes up, and what is to be added; None where nothing does."""
    nodes = [*_running(function)]
    loops = {id(one) for loop in nodes if _searches(loop) for one in ast.walk(loop)}
    for node in nodes:
        match node:
            case (
                ast.keyword(arg="stacklevel", value=value)
                | ast.Call(func=ast.Attribute(attr="warn") | ast.Name(id="warn"), args=[_, _, value, *_])
            ):
                yield value, -1
            case ast.Call(func=function_, args=[value]) if last(function_) in _COUNTING:
                yield value, 0
            case ast.Attribute(attr="f_back", value=ast.Attribute(attr="f_back")):
                yield None, 0
            case ast.Attribute(attr="f_back") if id(node) not in loops and not _is_current(node.value):
                yield None, 0
            case ast.Attribute(ast.Name(id="inspect" | "traceback"), name) if name in _LISTING:
                yield None, 0
            case _:
                pass


def _searches(node: ast.AST) -> bool:
    """Tell whether a loop goes on until it finds something, and has not a number of turns."""
    match node:
        case ast.For(iter=ast.Call(func=ast.Name(id="range"))):
            return False
        case ast.While():
            return not any(isinstance(one, ast.AugAssign) and isinstance(one.op, ast.Sub) for one in ast.walk(node))
        case _:
            return isinstance(node, ast.For)


def _running(function: Function) -> Iterator[ast.AST]:
    """Yield what runs when a function is called: of functions in it those that it calls, by their names."""
    inside = (one for statement in function.body for one in ast.walk(statement))
    called = {last(one.func) for one in inside if isinstance(one, ast.Call)}
    waiting: list[ast.AST] = list(function.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, Function | ast.Lambda) and getattr(node, "name", "") not in called:
            continue
        yield node
        waiting += ast.iter_child_nodes(node)


def _is_current(node: ast.expr) -> bool:
    """Tell whether a frame is that of the function itself: what is behind is who called it."""
    match node:
        case ast.Call(func=function, args=[]):
            return last(function) in {"currentframe", "_getframe"}
        case ast.Call(func=function, args=[ast.Constant(value=0)]):
            return last(function) == "_getframe"
        case _:
            return False


def _parameters(function: Outermost) -> dict[str, tuple[str, int, int]]:
    """Return the parameters of a function, each with its place in a call (many: none) and its default.

    That is -1 where there is none, or no number.
    """
    arguments = function.node.args
    placed = [*arguments.posonlyargs, *arguments.args]
    defaults = [*[None] * (len(placed) - len(arguments.defaults)), *arguments.defaults, *arguments.kw_defaults]
    own: dict[str, tuple[str, int, int]] = {}
    bound = function.in_class and not any(last(one) == "staticmethod" for one in function.node.decorator_list)
    for place, (one, default) in enumerate(zip([*placed, *arguments.kwonlyargs], defaults, strict=True)):
        given = -1 if default is None or isinstance(default, ast.Constant) else MOST
        if isinstance(default, ast.Constant) and isinstance(default.value, int):
            given = default.value
        own[one.arg] = one.arg, place - bound if place < len(placed) else _NOWHERE, given
    return own


def calls_of(function: Function, names: Collection[str]) -> dict[str, list[ast.Call]]:
    """Return the calls of some names in a function; not what `warnings` is asked for."""
    found: dict[str, list[ast.Call]] = defaultdict(list)
    for one in _running(function):
        if isinstance(one, ast.Call) and (name := last(one.func)) in names and _is_other(one.func):
            found[name].append(one)
    return found


def far_through(caller: Outermost, calls: Iterable[ast.Call], called: Far) -> Far:
    """Return how far a function looks by calling one that looks far."""
    frames, by = called.frames - 1, set[tuple[str, int, int, int]]()
    own = _parameters(caller)
    for parameter, place, given, more in called.by:
        for value in (_given(one, parameter, place) for one in calls):
            told = _told(value, own) if value is not None else ("", given)
            if told is None:
                frames = max(frames, MOST - 1)
            elif told[0]:
                by.add((*own[told[0]], told[1] + more - 1))
            else:
                frames = max(frames, told[1] + more - 1)
    return Far(frames, tuple(sorted(by)))


def _given(call: ast.Call, parameter: str, place: int) -> ast.expr | None:
    """Return what a call has for a parameter; None where it has nothing."""
    for one in call.keywords:
        if one.arg == parameter:
            return one.value
    return call.args[place] if place < len(call.args) else None


def _told(node: ast.expr, own: Mapping[str, tuple[str, int, int]]) -> tuple[str, int] | None:
    """Return the parameter that a number comes from, if any, and what is added; None where nobody can tell."""
    match node:
        case ast.Constant(value=int(number)):
            return "", number
        case ast.Name(id=name) if name in own:
            return name, 0
        case ast.BinOp(left=ast.Name(id=name), op=ast.Add(), right=ast.Constant(value=int(number))) if name in own:
            return name, number
        case _:
            return None
