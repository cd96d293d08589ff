"""The module files of a result, by what they are: the program's own, third-party, or what only passes calls on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from vendorize.verify.probes.vendorize_leak_guard.frames import CLEAR, OVERLAY, OWN, THIRD
from vendorize.verify.tree import own_modules

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vendorize.layouts.protocol import ResultModule
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
    """Return all module files of the overlay, tests left out, and of what stays as installed for the overlay alone."""
    found = request.layout.module_files(request, tuple(own_modules(request)))
    files = tuple(ResultFile(file.relative, file.name, _kind(request, file), file.places) for file in found)
    return files if request.layout.in_site_packages else (*files, *_beside(request))


def _beside(request: VerifyRequest) -> Iterator[ResultFile]:
    """Yield the modules that the release has nowhere, and the environment of the tests has as they are installed."""
    unused = {one.key for one in request.plan.distributions if one.verdict == "unused"}
    for distribution in request.environment.distributions:
        for module in distribution.modules if distribution.key in request.beside & unused else ():
            if module.path.suffix == ".py" and module.path.is_relative_to(distribution.location):
                relative = module.path.relative_to(distribution.location).as_posix()
                yield ResultFile(f"/{relative}", module.name, OVERLAY, (f"/{relative}",))


def _kind(request: VerifyRequest, file: ResultModule) -> str:
    if file.owner == "program":
        return OWN
    if file.owner == "neither":
        return CLEAR
    return THIRD if (request.result / file.relative).is_file() else OVERLAY
