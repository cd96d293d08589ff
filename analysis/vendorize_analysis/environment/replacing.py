"""Read modules of distributions from elsewhere."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from vendorize_analysis.model.environment import Distribution, Environment
    from vendorize_analysis.model.options import Replaced


def with_replaced(environment: Environment, replaced: Iterable[Replaced]) -> Environment:
    """Return an environment whose distributions have these modules elsewhere."""
    folders = {(one.distribution, one.relative): one.folder for one in replaced}
    if not folders:
        return environment
    places: dict[Path, Path] = {}
    found = tuple(_with(one, folders, places) for one in environment.distributions)
    return replace(environment, distributions=found, replaced=places)


def _with(one: Distribution, folders: dict[tuple[str, str], Path], places: dict[Path, Path]) -> Distribution:
    modules = []
    for module in one.modules:
        folder = folders.get((one.key, module.relative)) if module.kind != "extension" else None
        other = module if folder is None else replace(module, location=folder)
        if folder is not None:
            places[other.path] = module.path
        modules.append(other)
    return replace(one, modules=tuple(modules)) if tuple(modules) != one.modules else one
