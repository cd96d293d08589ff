"""Which files are first-party and which are vendored, and what the two sides call the same thing."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from vendorize.verify.tree import is_test

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from vendorize.model.plan import ModulePlan
    from vendorize.verify.request import VerifyRequest
    from vendorize.verify.sides import Side


@dataclass(frozen=True, slots=True)
class Stage:
    """One side, as the place where calls are made."""

    interpreter: tuple[str, ...]
    variables: Mapping[str, str]
    cwd: Path
    namespace: str
    """Package that must be imported before the vendored ones; empty: none."""
    replacements: tuple[tuple[str, str], ...]
    """What this side alone has in its texts, and what both sides have."""


def original_stage(request: VerifyRequest, side: Side) -> Stage:
    """Give the original environment."""
    places = {module.path: module for module in _vendored(request)}
    packages = {_root(path, module.relative): "<packages>" for path, module in places.items()}
    folders = {**dict.fromkeys(map(str, side.own), "<root>"), **packages}
    return Stage((str(side.python),), side.variables, side.tree, "", _replacements(folders))


def bare_stage(request: VerifyRequest, side: Side, cwd: Path) -> Stage:
    """Give the result as it would be shipped: without overlay, alias finder and, in the site layout, site-packages."""
    site = request.plan.layout == "site"
    roots = ["."] if site else list(request.source_roots)
    path = os.pathsep.join(str(request.result / root) for root in roots)
    variables = {**side.variables, "PYTHONPATH": path, "VENDORIZE_NO_ALIAS": "1"}
    folders = dict.fromkeys(map(str, (*side.own, request.result)), "<root>")
    namespace = "" if site or not request.plan.moved() else request.plan.namespace
    if site:
        folders[str(request.result)] = "<packages>"
    for root in request.source_roots if namespace else ():
        folders[str(request.result.joinpath(root, *namespace.split(".")))] = "<packages>"
    extra = ((f"{namespace}.", ""),) if namespace else ()
    flags = ("-S",) if site else ()
    return Stage((str(side.python), *flags), variables, cwd, namespace, (*_replacements(folders), *extra))


def recorder_settings(request: VerifyRequest, side: Side) -> dict[str, list[str]]:
    """Give the files and modules of both kinds, as the original environment sees them."""
    root = request.project.root
    tests = [test.relative_to(root).as_posix() for test in request.project.tests if test.is_relative_to(root)]
    own = {
        module.path.relative_to(root): module.name
        for module in request.plan.first_party
        if module.path.is_relative_to(root) and not is_test(module.path.relative_to(root).as_posix(), tests)
    }
    files = [str(place / path) for path in own for place in (side.tree, root)]
    vendored = _vendored(request)
    return {
        "first_party": _both(files),
        "first_party_modules": sorted(own.values()),
        "vendored": _both(str(module.path) for module in vendored),
        "vendored_modules": sorted(module.name for module in vendored),
    }


def _vendored(request: VerifyRequest) -> list[ModulePlan]:
    return [module for one in request.plan.distributions if one.verdict == "extract" for module in one.modules]


def _both(files: Iterable[str]) -> list[str]:
    """Give paths as they are and as they are resolved: code objects have either."""
    given = list(files)
    return sorted({*given, *(os.path.normcase(Path(file).resolve()) for file in given)})


def _root(path: Path, relative: str) -> str:
    return str(path)[: -len(relative)].rstrip("/\\")


def _replacements(folders: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Give the longest folders first: they stand inside the others."""
    return tuple(sorted(folders.items(), key=lambda pair: (-len(pair[0]), pair)))
