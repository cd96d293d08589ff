"""Note which way each branch of some code went, from the bytecode that ran (Python 3.8+).

A branch is a conditional jump: of `if`, `while`, `and`, `or`, a comparison chain, a comprehension, the end of a loop,
an `except`. Copies that the compiler makes of one condition count as one where positions are known (3.11+).
"""

from __future__ import annotations

import dis
import hashlib
import sys
import types
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

_MOST = 20_000
"""Steps of one call that are looked at: tracing makes code slow."""
_FEW = (1, 2, 3, 8)
"""How often a branch goes one way in one call, roughly: what loops do."""
_SKIPPED = ("CACHE", "TO_BOOL", "EXTENDED_ARG")


class Ways:
    """Both ways of one conditional jump, each by its number."""

    def __init__(self, falls: int, jumps: int, after: tuple[int, int]) -> None:
        self.falls = falls
        self.jumps = jumps
        self.after = after
        """Offsets of the next instruction, with and without its prefix."""


class Branches:
    """The branches of code in some folders."""

    def __init__(self, folders: list[str]) -> None:
        self.folders = tuple(folders)
        self.codes: dict[Any, dict[int, Ways]] = {}
        self.said: dict[int, tuple[str, str, int, str]] = {}
        """File, function, line and direction, by number: of each process the same."""
        self.makers: dict[int, types.CodeType] = {}
        """Code of a direction, by number."""
        self.taken: set[int] = set()
        self.needless: set[int] = set()
        self.others: dict[int, int] = {}
        """The other way of a branch, by number."""
        self.buckets: set[tuple[int, int]] = set()
        self.now: dict[int, int] = {}
        self.left = 0

    def __enter__(self) -> None:
        """Watch what runs."""
        self.left, self.now = _MOST, {}
        sys.settrace(self._enter)

    def __exit__(self, *_: object) -> None:
        sys.settrace(None)

    def news(self) -> dict[str, list[int]]:
        """Return nothing where the last call went as earlier ones; else which ways it went, and which it did not go."""
        seen = {(number, sum(count >= one for one in _FEW)) for number, count in self.now.items()}
        new, went = seen - self.buckets, set(self.now)
        self.buckets |= new
        self.taken |= went
        self.now = {}
        others = {self.others[one] for one in went} - went - self.needless
        return {"went": sorted(went), "left": sorted(others)} if new else {}

    def missing(self, function: Any, went: Iterable[int]) -> list[dict[str, Any]]:
        """Return the ways that no call went, of a function and of all code that a call entered.

        `went` has those that calls went in earlier processes.
        """
        code = getattr(function, "__code__", None)
        own = {code, *_nested(code)} if isinstance(code, types.CodeType) else set()
        for one in [*own, *(inner for outer in list(self.codes) if self.codes[outer] for inner in _nested(outer))]:
            self._table(one)
        left = [number for number in self.said if number not in {*self.taken, *self.needless, *went}]
        left.sort(key=lambda one: self.said[one][:3])
        return [self._shown(number, own) for number in left]

    def _shown(self, number: int, own: set[types.CodeType]) -> dict[str, Any]:
        file, function, line, way = self.said[number]
        return {"file": file, "function": function, "line": line, "way": way, "own": self.makers[number] in own}

    def _table(self, code: types.CodeType) -> dict[int, Ways]:
        table = self.codes.get(code)
        if table is None:
            table = self.codes[code] = self._ways(code) if code.co_filename.startswith(self.folders) else {}
        return table

    def _ways(self, code: types.CodeType) -> dict[int, Ways]:
        steps = [one for one in dis.get_instructions(code) if one.opname != "CACHE"]
        places = {one.offset: one for one in steps}
        line, table = code.co_firstlineno, {}
        for position, one in enumerate(steps):
            line = (one.starts_line if type(one.starts_line) is int else getattr(one, "line_number", None)) or line
            said = _directions(steps, position)
            if said is None or position + 1 >= len(steps):
                continue
            where = tuple(getattr(one, "positions", None) or ()) or (line, one.offset)
            falls, jumps = (self._number(code, where, line, way) for way in said)
            self.others.update({falls: jumps, jumps: falls})
            self._judge(steps, places, position, (falls, jumps))
            after = (
                steps[position + 1].offset,
                next(s.offset for s in steps[position + 1 :] if s.opname != "EXTENDED_ARG"),
            )
            table[one.offset] = ways = Ways(falls, jumps, after)
            if position and steps[position - 1].opname == "EXTENDED_ARG":
                table[steps[position - 1].offset] = ways
        return table

    def _number(self, code: types.CodeType, where: Any, line: int, way: str) -> int:
        key = code.co_filename, getattr(code, "co_qualname", code.co_name), where, way
        number = int.from_bytes(hashlib.blake2b(repr(key).encode(), digest_size=6).digest(), "big")
        self.said[number] = code.co_filename, code.co_name, line, way
        self.makers[number] = code
        return number

    def _judge(self, steps: list[Any], places: dict[int, Any], position: int, ways: tuple[int, int]) -> None:
        """Note ways that no call need go: of failing assertions, of exceptions that no handler is for."""
        one, before = steps[position], _before(steps, position)
        goes = places.get(one.argval) if isinstance(one.argval, int) else None
        self.needless.update({ways[0]} if _asserts(steps[position + 1]) else ())
        self.needless.update({ways[1]} if goes is not None and _asserts(goes) else ())
        if _matches_exception(one, before):
            self.needless.add(ways[0] if self.said[ways[0]][3] == "another exception" else ways[1])
        if before is not None and before.opname == "WITH_EXCEPT_START":
            self.needless.update(ways)

    def _enter(self, frame: Any, event: str, _: Any) -> Any:
        table = self._table(frame.f_code)
        if event != "call" or not table:
            return None
        frame.f_trace_lines, frame.f_trace_opcodes = False, True
        waiting: Ways | None = None

        def look(frame: Any, event: str, _: Any) -> Any:
            nonlocal waiting
            if event != "opcode":
                return look
            at = frame.f_lasti
            ways = table.get(at)
            if waiting is not None and ways is not waiting:
                went = waiting.falls if at in waiting.after else waiting.jumps
                self.now[went] = self.now.get(went, 0) + 1
            waiting = ways
            self.left -= 1
            if self.left < 0:
                sys.settrace(None)
                frame.f_trace_opcodes = False
                return None
            return look

        return look


def _nested(code: types.CodeType) -> set[types.CodeType]:
    inner = {one for one in code.co_consts if isinstance(one, types.CodeType)}
    return inner.union(*map(_nested, inner))


def _directions(steps: list[Any], position: int) -> tuple[str, str] | None:
    """Return what it means that a jump is not made, and that it is; None for what is no condition."""
    one = steps[position]
    if one.opname == "FOR_ITER":
        return "another turn", "its end"
    if "JUMP" not in one.opname or "IF" not in one.opname:
        return None
    if _matches_exception(one, _before(steps, position)):
        said = "this exception", "another exception"
        return said if "TRUE" not in one.opname else (said[1], said[0])
    if "NONE" in one.opname:
        said = "no None", "None"
        return said if "NOT_NONE" not in one.opname else (said[1], said[0])
    return ("true", "false") if "FALSE" in one.opname else ("false", "true")


def _before(steps: list[Any], position: int) -> Any:
    return next((one for one in reversed(steps[:position]) if one.opname not in _SKIPPED), None)


def _matches_exception(one: Any, before: Any) -> bool:
    if one.opname == "JUMP_IF_NOT_EXC_MATCH":
        return True
    return before is not None and (before.opname == "CHECK_EXC_MATCH" or before.argrepr == "exception match")


def _asserts(step: Any) -> bool:
    return step.opname in ("LOAD_ASSERTION_ERROR", "LOAD_COMMON_CONSTANT")
