"""Which files are first-party and which are vendored, and what the two variants call the same thing."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from vendorize.verify.tree import own_modules
from vendorize.verify.walls import without_secrets

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from vendorize.model.plan import ModulePlan
    from vendorize.verify.request import VerifyRequest
    from vendorize.verify.variants import Variant
    from vendorize.verify.walls import Walls

_CODE = "<code>"
"""Stands for every folder that modules are imported from: own and vendored ones lie elsewhere in each variant."""


@dataclass(frozen=True, slots=True)
class CallHost:
    """The processes of one variant in which calls are made."""

    interpreter: tuple[str, ...]
    variables: Mapping[str, str]
    cwd: Path
    namespace: str
    """Package that must be imported before the vendored ones; empty: none."""
    replacements: tuple[tuple[str, str], ...]
    """What this variant alone has in its texts, and what both variants have."""
    launcher: tuple[str, ...] = ()
    """Words that start a command offline, where the system can do that."""
    refuse: bool = False
    """The process itself must refuse other machines."""

    def command(self, *words: object) -> list[str]:
        """Return the command line that runs a script on this variant."""
        return [*self.launcher, *self.interpreter, *map(str, words)]


def original_host(request: VerifyRequest, variant: Variant, walls: Walls, writable: Path) -> CallHost:
    """Return the original environment; calls of it write to one folder at most."""
    folders = dict.fromkeys(map(str, variant.own), "<root>")
    folders |= {str(variant.tree / root): _CODE for root in request.source_roots}
    folders |= {_import_root(module.path, module.relative): _CODE for module in _vendored(request)}
    refuse = not (request.network or walls.held)
    variables = without_secrets(request, variant.variables) if walls.box else variant.variables
    place = (str(variant.python),), variables, variant.tree
    return CallHost(*place, "", _replacements(folders), walls.words(writable), refuse)


def shipped_host(request: VerifyRequest, variant: Variant, original: CallHost) -> CallHost:
    """Return the result as it would be shipped: without overlay, alias finder and, if it needs none, site-packages.

    Recorded arguments name folders of the original: these are made equal here too, and paths start where they did.
    """
    layout = request.layout
    roots = [request.result / root for root in layout.import_roots(request)]
    namespace = layout.namespace(request.plan) if request.plan.moved() else ""
    own = {name: value for name, value in variant.variables.items() if name in original.variables}
    variables = {**own, "PYTHONPATH": os.pathsep.join(map(str, roots)), "VENDORIZE_NO_ALIAS": "1"}
    folders = {**dict(original.replacements), **dict.fromkeys(map(str, (*variant.own, request.result)), "<root>")}
    folders |= dict.fromkeys(map(str, roots), _CODE)
    extra: tuple[tuple[str, str], ...] = ()
    if namespace:
        folders |= {str(root.joinpath(*namespace.split("."))): _CODE for root in roots}
        extra = ((f"{namespace}.", ""),)
    return replace(
        original,
        interpreter=(str(variant.python), *layout.interpreter_options),
        variables=variables,
        namespace=namespace,
        replacements=(*_replacements(folders), *extra),
    )


def recorder_settings(request: VerifyRequest, variant: Variant) -> dict[str, list[str]]:
    """Return the files and modules of both kinds, as the original environment sees them."""
    root = request.project.root
    own = {path: module.name for module, path in own_modules(request)}
    files = [str(place / path) for path in own for place in (variant.tree, root)]
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
    """Return paths as they are and as they are resolved: code objects have either."""
    given = list(files)
    return sorted({*given, *(os.path.normcase(Path(file).resolve()) for file in given)})


def _import_root(path: Path, relative: str) -> str:
    return str(path)[: -len(relative)].rstrip("/\\")


def _replacements(folders: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Return the longest folders first: they stand inside the others."""
    return tuple(sorted(folders.items(), key=lambda pair: (-len(pair[0]), pair)))
