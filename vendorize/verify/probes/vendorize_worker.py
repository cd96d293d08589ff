"""Answer questions about functions and make calls, one JSON line each way (Python 3.8+).

Arguments come as text that is a literal, or as the number of a recorded call whose arguments are taken; nothing of
what is asked for is code. Outcomes are described as a replay does.
"""

from __future__ import annotations

import ast
import base64
import collections.abc
import contextlib
import enum
import inspect
import json
import math
import os
import pathlib
import pickle
import sys
import typing
from typing import Any

if typing.TYPE_CHECKING:
    from collections.abc import Iterator

from vendorize_branches import Branches  # type: ignore[import-not-found]  # beside it
from vendorize_noticing import Notices  # type: ignore[import-not-found]
from vendorize_replayer import Caller, prepare, replay, resolve, shorten  # type: ignore[import-not-found]

_SIMPLE = {int: "int", float: "float", str: "str", bytes: "bytes", bool: "bool", type(None): "none", complex: "complex"}
_HOLDERS: dict[Any, str] = {list: "list", tuple: "tuple", dict: "dict", set: "set", frozenset: "frozenset"}
_ABSTRACT = {
    "Sequence": "list",
    "MutableSequence": "list",
    "Iterable": "list",
    "Collection": "list",
    "Mapping": "dict",
    "MutableMapping": "dict",
    "Set": "set",
}
_MADE: dict[str, Any] = {"float": float, "iterator": iter, "tuple": tuple}
"""What is made of a literal where there is none."""
_ALSO = {"Iterable": ["tuple", "iterator"], "Collection": ["tuple"], "Sequence": ["tuple"]}
"""What else may be given where such a type is asked for."""
_MEMORY = 4 << 30


class CallServer:
    """One variant."""

    def __init__(self, caller: Caller, records: list[dict[str, Any]], branches: Branches | None = None) -> None:
        self.caller = caller
        self.records = records
        self.branches = branches

    def answer(self, question: dict[str, Any]) -> dict[str, Any]:
        """Return the answer to a question about a function, or the outcome of a call of it."""
        if question["ask"] == "repeat":
            end = replay(self.records[question["record"]], self.caller, judge=False)
            return {**shorten(end), "whole": end}
        try:
            function = resolve(question["module"], question["name"])
        except BaseException as error:  # noqa: BLE001 - missing is an outcome too
            return {"end": "unresolved", "value": self.caller.describer.exception(error)}
        if question["ask"] == "signature":
            answer = signature_of(function)
            for position, parameter in enumerate(answer.get("parameters", ())):
                parameter["seen"] = list(self._seen(question["records"], parameter, position))
            return answer
        if question["ask"] == "branches":
            return {"missing": self.branches.missing(function, question["went"]) if self.branches else []}
        if question["ask"] == "calls":
            return {"ends": [self._short(self._called(function, one)) for one in question["calls"]]}
        end = self._called(function, question)
        return {**shorten(end), "whole": end}

    def _called(self, function: Any, question: dict[str, Any]) -> dict[str, Any]:
        """Return how a call ended; it is watched where branches are."""
        try:
            given = [self._value(item) for item in question["given"]]
            keywords = {name: self._value(item) for name, item in question["keywords"].items()}
        except BaseException as error:  # noqa: BLE001 - a type that only one variant has
            return {"end": "unloadable", "value": self.caller.describer.exception(error)}
        with self.branches or contextlib.nullcontext():
            end: dict[str, Any] = self.caller.call(function, given, keywords)
        return end

    def _short(self, end: dict[str, Any]) -> dict[str, Any]:
        return {**shorten(end), "news": self.branches.news() if self.branches else {}}

    def _seen(self, numbers: list[int], parameter: dict[str, Any], position: int) -> Iterator[dict[str, Any]]:
        """Yield what recorded calls had for a parameter: a literal where it is one, else the place to take it from."""
        for number in numbers:
            place: dict[str, Any] = {"record": number, "position": position + (self._kind(number) == "constructor")}
            if parameter["kind"] == "KEYWORD_ONLY":
                place = {"record": number, "keyword": parameter["name"]}
            try:
                value = self._value(place)
                text = repr(value) if is_literal(value) else ""
                described = self.caller.describer.describe(value)
            except BaseException:  # noqa: BLE001, S112 - cannot be set up again, or was given in another way
                continue
            kind = describe_type(type(value)) if text else None
            yield {"wire": {"literal": text} if text else place, "shown": described, "type": kind}

    def _kind(self, number: int) -> str:
        return str(self.records[number]["kind"])

    def _value(self, item: dict[str, Any]) -> Any:
        """Make an argument: a literal, a path, a member of an enumeration, or what a recorded call had."""
        if "literal" in item:
            value = ast.literal_eval(item["literal"])
            return _MADE[item["as"]](value) if "as" in item else value
        if "path" in item:
            return pathlib.PurePath(item["path"]) if item.get("pure") else pathlib.Path(item["path"])
        if "member" in item:
            return resolve(item["module"], item["class"])[item["member"]]
        given, keywords = pickle.loads(base64.b64decode(self.records[item["record"]]["call"]))  # noqa: S301
        return keywords[item["keyword"]] if "keyword" in item else given[item["position"]]


def is_literal(value: object) -> bool:
    """Tell whether a value is made again from its `repr`."""
    if type(value) in (list, tuple):
        return all(is_literal(item) for item in value)  # type: ignore[attr-defined]
    if type(value) is dict:
        return all(is_literal(key) and is_literal(item) for key, item in value.items())
    return type(value) in _SIMPLE and (type(value) is not float or math.isfinite(value))


def signature_of(function: Any) -> dict[str, Any]:
    """Return what can be known about the parameters without a call."""
    if not callable(function):
        return {"why": "is no function"}
    if inspect.iscoroutinefunction(function) or inspect.isasyncgenfunction(function):
        return {"why": "is asynchronous"}
    try:
        parameters = inspect.signature(function).parameters.values()
    except (ValueError, TypeError):
        return {"why": "has no signature"}
    hints = _hints(resolve_member(function, "__init__") if isinstance(function, type) else function)
    identity = f"{getattr(function, '__module__', '')}:{getattr(function, '__qualname__', '')}"
    return {"identity": identity, "parameters": [_parameter(one, hints.get(one.name)) for one in parameters]}


def _hints(function: Any) -> dict[str, Any]:
    """Return annotations as types; one by one, where some name what is imported for type checkers only."""
    try:
        return typing.get_type_hints(function)
    except BaseException:  # noqa: BLE001 - as above
        known = {**vars(typing), **vars(collections.abc), **getattr(function, "__globals__", {})}
    found = {}
    for name, hint in getattr(function, "__annotations__", {}).items():
        with contextlib.suppress(BaseException):
            found[name] = eval(hint, dict(known)) if isinstance(hint, str) else hint  # noqa: S307 - of the program
    return found


def resolve_member(owner: type, name: str) -> Any:
    """Return what a class or its nearest base has under a name, as it is written there."""
    return next((one.__dict__[name] for one in owner.__mro__ if name in one.__dict__), None)


def _parameter(one: inspect.Parameter, hint: Any) -> dict[str, Any]:
    described: dict[str, Any] = {"name": one.name, "kind": one.kind.name, "type": describe_type(hint)}
    if one.default is not one.empty:
        described["optional"] = True
        if hint is None and type(one.default) in _SIMPLE:
            described["type"] = {"kind": _SIMPLE[type(one.default)]}
    return described


def describe_type(hint: Any) -> dict[str, Any] | None:
    """Return a type as data; None for one that no literal can be made of."""
    if hint in (typing.Any, object):
        return {"kind": "any"}
    if isinstance(hint, type) and hint in _SIMPLE:
        return {"kind": _SIMPLE[hint]}
    if isinstance(hint, type) and issubclass(hint, enum.Enum):
        members = [name for name in hint.__members__]  # noqa: C416 - names, in order
        return {"kind": "enum", "module": hint.__module__, "class": hint.__qualname__, "members": members}
    if isinstance(hint, type) and issubclass(hint, pathlib.PurePath):
        return {"kind": "path", "pure": not issubclass(hint, pathlib.Path)}
    if hint is os.PathLike:
        return {"kind": "path", "pure": False}
    return _generic(hint)


def _generic(hint: Any) -> dict[str, Any] | None:
    origin, arguments = getattr(hint, "__origin__", hint), getattr(hint, "__args__", ())
    if type(hint).__name__ == "UnionType" or origin is typing.Union:
        kinds = [described for described in map(describe_type, arguments) if described is not None]
        return {"kind": "union", "of": kinds} if kinds else None
    if str(origin) == "typing.Literal":
        plain = all(type(value) in _SIMPLE for value in arguments)
        return {"kind": "literal", "of": [repr(value) for value in arguments]} if plain else None
    kind: str | None = _HOLDERS.get(origin) if isinstance(origin, type) else None
    if kind is None and getattr(origin, "__module__", "") == "collections.abc":
        kind = _ABSTRACT.get(origin.__name__)
    if kind is None:
        return None
    fixed = kind == "tuple" and arguments and arguments[-1] is not Ellipsis
    inner = [describe_type(argument) for argument in arguments if argument is not Ellipsis]
    if None in inner:
        return None
    also = {"also": _ALSO[origin.__name__]} if getattr(origin, "__name__", "") in _ALSO else {}
    return {"kind": kind, "of": inner, "fixed": bool(fixed), **also}


def _limit_memory() -> None:
    """Let a call that makes something huge fail before the machine does, where the system knows such limits."""
    try:
        import resource  # noqa: PLC0415 - not on Windows
    except ImportError:
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    if hard == resource.RLIM_INFINITY or hard > _MEMORY:
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, hard))


def main(path: str) -> None:
    """Answer until standard input ends."""
    # The program under test must not write between our lines, nor read them.
    questions, answers = os.fdopen(os.dup(0), encoding="utf-8"), os.fdopen(os.dup(1), "w", encoding="utf-8")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nowhere, number)
    with open(path, encoding="utf-8") as stream:  # noqa: PTH123
        settings = json.load(stream)
    with open(settings["records"], encoding="ascii") as stream:  # noqa: PTH123
        records = [json.loads(line) for line in stream]
    _limit_memory()
    folders = settings.get("watched")
    caller = prepare(settings)
    if folders:
        caller.notices = Notices()
        caller.notices.install()
    worker = CallServer(caller, records, Branches(folders) if folders else None)
    for line in questions:
        answers.write(json.dumps(worker.answer(json.loads(line))) + "\n")
        answers.flush()
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1])
