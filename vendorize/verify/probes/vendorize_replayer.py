"""Repeat recorded calls, one after the other, and say how each ended (Python 3.8+).

Takes one argument, a file of settings, and appends one JSON line for each call. What a call prints belongs to its
outcome. Nothing outside the process is changed: see `vendorize_refusing`. A call that does not end in time ends the
process; the next one goes on behind it.
"""

from __future__ import annotations

import base64
import contextlib
import faulthandler
import hashlib
import importlib
import io
import json
import os
import pickle
import sys
import traceback
from typing import TYPE_CHECKING, Any

from vendorize_describing import Describer  # type: ignore[import-not-found]  # beside it where it runs
from vendorize_refusing import Refusal, Refused  # type: ignore[import-not-found]
from vendorize_sharing import shared  # type: ignore[import-not-found]
from vendorize_startup_hook import refuse  # type: ignore[import-not-found]

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_NOWHERE = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123 - for the life of the process


class Caller:
    """Makes calls under observation."""

    def __init__(self, describer: Describer, refusal: Refusal, seconds: float) -> None:
        self.describer = describer
        self.refusal = refusal
        self.seconds = seconds
        self.notices: Any = None
        """What is logged and warned of, where that is compared."""

    def call(self, function: Callable[..., Any], given: Any, keywords: Any) -> dict[str, Any]:
        """Return how a call ended: value or exception, arguments afterwards, what was printed."""
        self.refusal.take()
        made: list[Any] = []
        if self.notices is not None:
            self.notices.take()
        with _limited(self.seconds), _captured() as printed:
            end = self._end(lambda: function(*given, **keywords), made)
        refused = self.refusal.take()
        if refused:
            return {"end": "refused", "why": refused}
        end["arguments"] = self.describer.describe([list(given), keywords])
        if self.notices is not None:
            end["noticed"] = self.describer.describe(self.notices.take())
        # What is returned may be an argument, or a default that the next call gets too.
        defaults = [getattr(function, name, None) for name in ("__defaults__", "__kwdefaults__")]
        end["shared"] = shared([list(given), keywords, defaults, made])
        end["printed"] = [self.describer.text(_read(stream)) for stream in printed]
        return end

    def _end(self, call: Callable[[], Any], made: list[Any]) -> dict[str, Any]:
        """Return how a call ended; what it returned, or yielded, goes to `made`."""
        try:
            value = call()
            if hasattr(type(value), "__next__") and not isinstance(value, io.IOBase):
                return {"end": "returned", "value": self.describer.iterate(value, made)}
            made.append(value)
            return {"end": "returned", "value": self.describer.describe(value)}
        except Refused:
            return {"end": "refused"}
        except BaseException as error:  # noqa: BLE001 - `sys.exit` is an outcome as well
            return {"end": "raised", "value": self.describer.exception(error)}


def resolve(module: str, name: str) -> Any:
    """Return what is called: a function as it is, a method so that it takes its receiver first."""
    found: Any = importlib.import_module(module)
    owner: Any = None
    for step in name.split("."):
        owner, found = found, getattr(found, step)
    entry = owner.__dict__.get(name.rpartition(".")[2], found) if isinstance(owner, type) else found
    if isinstance(entry, property):
        return entry.fget
    return entry.__func__ if isinstance(entry, (classmethod, staticmethod)) else found


def replay(record: dict[str, Any], caller: Caller, *, judge: bool) -> dict[str, Any]:
    """Repeat one call; `judge` also says whether it ended as it did when it was recorded."""
    caller.refusal.take()
    with _limited(caller.seconds):
        try:
            given, keywords = pickle.loads(base64.b64decode(record["call"]))  # noqa: S301 - made by our own recorder
        except BaseException as error:  # noqa: BLE001
            return {"end": "unloadable", "why": caller.refusal.take() or caller.describer.exception(error)}
        try:
            constructs = record["kind"] == "constructor"
            function = given[0] if constructs else resolve(record["module"], record["name"])
        except BaseException as error:  # noqa: BLE001 - missing is an outcome too
            return {"end": "unresolved", "value": caller.describer.exception(error)}
    before = caller.describer.describe([list(given), keywords])
    end = caller.call(function, given[1:] if constructs else given, keywords)
    end["before"] = before
    if judge:
        end["repeats"] = _repeats(record, end, caller)
    return end


def _repeats(record: dict[str, Any], end: dict[str, Any], caller: Caller) -> bool:
    if end["end"] != ("returned" if record["returned"] else "raised"):
        return False
    if not record["returned"]:
        return True
    drained = isinstance(end["value"], dict) and "yields" in end["value"]
    if record.get("result") is None or drained:
        return True
    try:
        was = pickle.loads(base64.b64decode(record["result"]))  # noqa: S301 - made by our own recorder
    except BaseException:  # noqa: BLE001 - it was not the call that failed
        return True
    return bool(caller.describer.describe(was) == end["value"])


def shorten(end: dict[str, Any]) -> dict[str, Any]:
    """Return a digest in the place of everything that is only compared."""
    said = json.dumps(
        [end.get(name) for name in ("end", "why", "value", "arguments", "printed", "noticed", "shared")], sort_keys=True
    )
    value = end.get("value")
    kept: dict[str, Any] = {name: end[name] for name in ("end", "why", "repeats") if name in end}
    opaque = value.get("opaque", "") if isinstance(value, dict) else ""
    return {**kept, "opaque": opaque, "digest": hashlib.sha256(said.encode()).hexdigest()}


@contextlib.contextmanager
def _limited(seconds: float) -> Iterator[None]:
    """End the process when the time is over: nothing less stops a loop."""
    faulthandler.dump_traceback_later(seconds, exit=True, file=_NOWHERE)
    try:
        yield
    finally:
        faulthandler.cancel_dump_traceback_later()


@contextlib.contextmanager
def _captured() -> Iterator[tuple[io.TextIOWrapper, io.TextIOWrapper]]:
    streams = tuple(io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="\n") for _ in range(2))
    before = sys.stdin, sys.stdout, sys.stderr
    sys.stdin, sys.stdout, sys.stderr = io.StringIO(), *streams
    try:
        yield streams[0], streams[1]
    finally:
        sys.stdin, sys.stdout, sys.stderr = before


def _read(stream: io.TextIOWrapper) -> str:
    try:
        stream.flush()
        return stream.buffer.getvalue().decode("utf-8", "replace")  # type: ignore[attr-defined,no-any-return]
    except ValueError:
        return "<closed>"


def prepare(settings: dict[str, Any]) -> Caller:
    """Load the result's namespace, where there is one, and begin to refuse."""
    sys.dont_write_bytecode = True
    if settings["refuse"]:
        # What follows leaves imports alone: they happen at every start, and offline as the tests' did.
        sys.addaudithook(refuse)
    if settings["namespace"]:
        importlib.import_module(settings["namespace"])
    refusal = Refusal()
    refusal.install()
    return Caller(Describer(settings["replacements"]), refusal, settings["seconds"])


def main(path: str) -> None:
    """Repeat the calls from `start` on."""
    with open(path, encoding="utf-8") as stream:  # noqa: PTH123
        settings = json.load(stream)
    with open(settings["records"], encoding="ascii") as stream:  # noqa: PTH123
        records = [json.loads(line) for line in stream]
    full = frozenset(settings["full"])
    with open(settings["output"], "a", encoding="utf-8") as output:  # noqa: PTH123
        caller = prepare(settings)
        for number in range(settings["start"], len(records)):
            output.write(json.dumps({"started": number}) + "\n")
            output.flush()
            try:
                end = replay(records[number], caller, judge=settings["judge"])
            except BaseException:  # noqa: BLE001 - a fault of ours must not look like one of the program
                end = {"end": "broken"}
                output.write(json.dumps({"broken": traceback.format_exc()}) + "\n")
            whole = {"whole": end} if number in full else {}
            output.write(json.dumps({"call": number, **shorten(end), **whole}) + "\n")
        output.flush()
    # Exit handlers and threads of the program have no business here.
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1])
