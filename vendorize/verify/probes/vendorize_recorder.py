"""Record the calls from first-party code to vendored code while a program runs (Python 3.8+).

Nothing of the program is replaced: a profile function sees each call and return, and looks closer where code of the
project calls code of an extracted distribution. Arguments are pickled before the call and the result after it, each
up to a limit; what has no pickle or no name to call it by is counted with the reason. One file of JSON lines for each
process; a line is written by a single call, so that threads and forks need no lock.
"""

from __future__ import annotations

import base64
import json
import os
import pickle
import re
import sys
import threading
from opcode import opmap
from typing import TYPE_CHECKING, Any

from vendorize_frames import arguments_of, find_target  # type: ignore[import-not-found]  # beside it where it runs

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

_OTHER, _FIRST_PARTY, _VENDORED, _GENERATED = range(4)
_SUSPENDING = 0x20 | 0x80 | 0x200
"""Flags of generators, coroutines and asynchronous generators: their frames come and go."""
_RETURNS = {opmap[name] for name in ("RETURN_VALUE", "RETURN_CONST") if name in opmap}
_TRIES = 3
"""How many calls are looked at for each one that may be recorded."""


class _TooLarge(Exception):  # noqa: N818 - never leaves this module
    """What is pickled passes the limit."""


class _Bounded:
    """A file for a pickle that must not grow large."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.chunks: list[bytes] = []

    def write(self, data: Any) -> None:
        """Take a chunk, or stop the pickling."""
        self.limit -= len(data)
        if self.limit < 0:
            raise _TooLarge
        self.chunks.append(bytes(data))


class CallRecorder:
    """The profile function."""

    def __init__(self, settings: dict[str, Any]) -> None:
        self.settings = settings
        self.kinds = dict.fromkeys(settings["first_party"], _FIRST_PARTY)
        self.kinds.update(dict.fromkeys(settings["vendored"], _VENDORED))
        self.first_party = frozenset(settings["first_party_modules"])
        self.vendored = frozenset(settings["vendored_modules"])
        self.tries: dict[str, int] = {}
        self.known: dict[str, set[int]] = {}
        self.left = int(settings["process_bytes"])
        self.pending: dict[FrameType, dict[str, Any]] = {}

    def __call__(self, frame: FrameType, event: str, arg: object) -> None:
        """See one event; the interpreter calls no profile function while one runs."""
        if event == "call":
            kind = self.kinds.get(frame.f_code.co_filename)
            if kind is None:
                kind = self._look_up(frame.f_code.co_filename)
            if kind >= _VENDORED and self._crosses(frame, kind):
                try:
                    self._enter(frame)
                except Exception:  # noqa: BLE001 - what is raised here would be raised in the program
                    self._skip(frame.f_code.co_name, "could not be looked at")
        elif event == "return" and frame in self.pending:
            self._leave(frame, self.pending.pop(frame), arg)

    def _look_up(self, file: str) -> int:
        """Return what a file is whose path was not met before, and remember it."""
        kind = _GENERATED if file[:1] == "<" and file[:8] != "<frozen " else self.kinds.get(_real(file), _OTHER)
        self.kinds[file] = kind
        return kind

    def _crosses(self, frame: FrameType, kind: int) -> bool:
        caller = frame.f_back
        if caller is None:
            return False
        if kind == _GENERATED and frame.f_globals.get("__name__") not in self.vendored:
            return False
        file = caller.f_code.co_filename
        origin = self.kinds.get(file)
        if origin is None:
            origin = self._look_up(file)
        if origin == _GENERATED:
            return caller.f_globals.get("__name__") in self.first_party
        return origin == _FIRST_PARTY

    def _enter(self, frame: FrameType) -> None:
        code = frame.f_code
        if code.co_name[:1] == "<":
            return
        found = find_target(frame)
        name = ":".join(found[:2]) if found else f"{frame.f_globals.get('__name__')}:{code.co_name}"
        tries = self.tries[name] = self.tries.get(name, 0) + 1
        if tries > self.settings["calls"] * _TRIES:
            return
        if code.co_flags & _SUSPENDING:
            self._skip(name, "generator or coroutine")
        elif found is None:
            self._skip(name, "no name to call it by (closure)")
        else:
            self._record(frame, found, name)

    def _record(self, frame: FrameType, found: tuple[str, str, str], name: str) -> None:
        arguments = arguments_of(frame)
        if found[2] == "constructor":
            arguments = ((type(arguments[0][0]), *arguments[0][1:]), arguments[1])
        try:
            data = self._pickle(arguments)
        except Exception as error:  # noqa: BLE001 - any object may raise anything
            self._skip(name, reason_of(error))
            return
        known = self.known.setdefault(name, set())
        if hash(data) in known or len(known) >= self.settings["calls"]:
            return
        known.add(hash(data))
        record = {"module": found[0], "name": found[1], "kind": found[2], "call": _text(data)}
        self.pending[frame] = record

    def _leave(self, frame: FrameType, record: dict[str, Any], value: object) -> None:
        """Complete a record; an exception that passes through looks like None returned, but at another instruction."""
        returned = value is not None or frame.f_code.co_code[frame.f_lasti] in _RETURNS
        record["returned"] = returned
        if returned and record["kind"] != "constructor":
            try:
                record["result"] = _text(self._pickle(value))
            except Exception:  # noqa: BLE001
                record["result"] = None
        self._write(record)

    def _pickle(self, value: object) -> bytes:
        target = _Bounded(min(self.settings["value_bytes"], self.left))
        pickle.Pickler(target, protocol=4).dump(value)
        return b"".join(target.chunks)

    def _skip(self, name: str, reason: str) -> None:
        known = self.known.setdefault(f"{name} {reason}", set())
        if len(known) < self.settings["calls"]:
            known.add(len(known))
            self._write({"skipped": reason, "function": name})

    def _write(self, record: dict[str, Any]) -> None:
        line = (json.dumps(record) + "\n").encode("ascii")
        self.left -= len(line)
        if self.left < 0:
            return
        path = os.path.join(self.settings["output"], f"{os.getpid()}.jsonl")  # noqa: PTH118 - pathlib may be patched
        try:
            number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0), 0o600)
        except Exception:  # noqa: BLE001 - a test may have patched anything, or used up all descriptors
            return
        try:
            os.write(number, line)
        finally:
            os.close(number)


def reason_of(error: Exception) -> str:
    """Say in a few words why arguments have no pickle."""
    if isinstance(error, _TooLarge):
        return "argument too large"
    text = str(error)
    if re.search(r"<(function|class|bound method|locals)|local object", text):
        return "callback or local class as an argument"
    found = re.search(r"cannot (?:pickle|serialize) '([\w.]+)' (?:object|instances)", text)
    return f"no copy of an argument ({found[1] if found else type(error).__name__})"


def _real(file: str) -> str:
    return os.path.normcase(os.path.realpath(file))


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def install(path: str, profile: Callable[[Any], None] = sys.setprofile) -> CallRecorder:
    """Record from now on, in all threads that start later too."""
    with open(path, encoding="utf-8") as stream:  # noqa: PTH123 - the start of every process passes here
        recorder = CallRecorder(json.load(stream))
    threading.setprofile(recorder)
    profile(recorder)
    return recorder
