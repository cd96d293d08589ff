"""The module files of a result, by what they are: the program's own, third-party, or what only passes calls on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from vendorize.verify.probes.vendorize_leak_guard.frames import CLEAR, OVERLAY, OWN, THIRD
from vendorize.verify.tree import is_test

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vendorize.layouts.protocol import ResultModule
    from vendorize.model.plan import ModulePlan
    from vendorize.verify.request import VerifyRequest


@dataclass(frozen=True, slots=True)
class ResultFile:
    """One module file of the result that the tests run on."""

    relative: str
    """POSIX path in the result."""
    name: str
    """Original dotted name."""
    kind: str
    """Whose code it is."""
    places: tuple[str, ...]
    """POSIX paths under the tree that the tests run in, or (with a leading slash) under site-packages."""


def result_files(request: VerifyRequest) -> tuple[ResultFile, ...]:
    """Return all module files of the overlay, tests left out."""
    found = request.layout.module_files(request, tuple(_first_party(request)))
    return tuple(ResultFile(file.relative, file.name, _kind(request, file), file.places) for file in found)


def _kind(request: VerifyRequest, file: ResultModule) -> str:
    if file.owner == "program":
        return OWN
    if file.owner == "neither":
        return CLEAR
    return THIRD if (request.result / file.relative).is_file() else OVERLAY


def _first_party(request: VerifyRequest) -> Iterator[tuple[ModulePlan, str]]:
    root = request.project.root
    tests = [test.relative_to(root).as_posix() for test in request.project.tests if test.is_relative_to(root)]
    for module in request.plan.first_party:
        if module.path.is_relative_to(root):
            path = module.path.relative_to(root).as_posix()
            if not is_test(path, tests):
                yield module, path
