"""Which functions are called with made-up arguments, and what there is to make arguments of."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from vendorize.verify.differential.screening import dangers, split_name
from vendorize.verify.differential.spelling import shorten, spell
from vendorize.verify.differential.strategies import Argument, argument

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from hypothesis.strategies import SearchStrategy

    from vendorize.verify.differential.workers import Worker
    from vendorize.verify.request import VerifyRequest

    Record = Mapping[str, Any]

_SHOWN = 80
_VARIABLE = ("VAR_POSITIONAL", "VAR_KEYWORD")


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter that can be given."""

    name: str
    positional: bool
    """It is given by position: it has no other way, or it is required."""
    optional: bool
    strategy: SearchStrategy[Argument]


@dataclass(frozen=True, slots=True)
class FuzzTarget:
    """A function or class of the boundary."""

    module: str
    name: str
    parameters: tuple[Parameter, ...]


def find_targets(
    request: VerifyRequest, records: Sequence[Record], original: Worker
) -> tuple[tuple[FuzzTarget, ...], Counter[str]]:
    """Return what can be called, and how many functions cannot, by reason."""
    targets: dict[str, FuzzTarget] = {}
    skipped: Counter[str] = Counter()
    seen: set[str] = set()
    for module, name in _names(request, records):
        numbers = [
            number for number, record in enumerate(records) if (record["module"], called_name(record)) == (module, name)
        ]
        answer = original.ask({"ask": "signature", "module": module, "name": name, "records": numbers})
        identity = answer.get("identity", f"{module}:{name}")
        # Names follow star imports further than Python does: some are not there.
        if identity in seen or answer.get("why") == "is no function" or answer.get("end") == "unresolved":
            continue
        seen.add(identity)
        found = _target(request, (module, name), answer)
        if isinstance(found, str):
            skipped[found] += 1
        else:
            targets[identity] = found
    return tuple(targets.values()), skipped


def _names(request: VerifyRequest, records: Sequence[Record]) -> Iterator[tuple[str, str]]:
    """Yield module and name of what first-party code calls, and then of what it only names; each in a fixed order."""
    called = {(str(one["module"]), called_name(one)) for one in records}
    yield from sorted(called)
    modules = {
        module.name
        for distribution in request.plan.distributions
        if distribution.verdict == "extract"
        for module in distribution.modules
    }
    for dotted in request.boundary:
        module, name = split_name(modules, dotted)
        if module and name:
            yield module, name


def called_name(record: Record) -> str:
    """Return what is called in a record: of a constructor its class."""
    name = str(record["name"])
    return name.rpartition(".")[0] if record["kind"] == "constructor" else name


def _target(request: VerifyRequest, names: tuple[str, str], answer: Mapping[str, Any]) -> FuzzTarget | str:
    """Return a function with strategies for its arguments, or why there is none."""
    module, name = names
    if "parameters" not in answer:
        return str(answer.get("why", "cannot be found on the original"))
    dangerous = dangers(request.plan, module, name)
    if dangerous:
        return f"leads to {' and '.join(dangerous)}"
    found = parameters_of(answer)
    return found if isinstance(found, str) else FuzzTarget(module, name, found)


def parameters_of(answer: Mapping[str, Any]) -> tuple[Parameter, ...] | str:
    """Return the parameters that a function can be given, or why it cannot be called."""
    found = []
    for one in answer["parameters"]:
        optional = one.get("optional", False) or one["kind"] in _VARIABLE
        strategy = None if one["kind"] in _VARIABLE else _strategy(one)
        if strategy is None and not optional:
            return "a required argument has no annotation that helps, and was never recorded"
        positional = one["kind"] == "POSITIONAL_ONLY" or (one["kind"] == "POSITIONAL_OR_KEYWORD" and not optional)
        # What is optional and has no name cannot be left out alone.
        if strategy is not None and not (optional and positional):
            found.append(Parameter(one["name"], positional, optional, strategy))
    return tuple(found)


def _strategy(one: Mapping[str, Any]) -> SearchStrategy[Argument] | None:
    """Return what the annotation says, else what was seen: values of the same simple types, and these values."""
    seeds = [
        Argument(each["wire"], each["wire"].get("literal") or shorten(spell(each["shown"]), _SHOWN))
        for each in one["seen"]
    ]
    kinds = {json.dumps(each["type"], sort_keys=True): each["type"] for each in one["seen"] if each["type"]}
    described = one["type"]
    if described is None and kinds:
        described = {"kind": "union", "of": [kinds[key] for key in sorted(kinds)]}
    return argument(described, seeds)
