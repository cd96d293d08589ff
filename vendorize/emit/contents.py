"""What all layouts are made of: data files, and which modules the result has."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from vendorize.emit.distinfo import Targets
from vendorize.emit.paths import check_safe, inside, is_executable
from vendorize.model.bundle import BundleFile

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vendorize.model.bundle import Bundle
    from vendorize.model.plan import DataFile, DistributionPlan, Plan


def targets_of(plan: Plan, code: Bundle, *, namespace: str) -> Targets:
    """Return what entry points may point at: modules of the result and of externals, renamed where they moved."""
    present = {file.origin for file in code.files}
    present |= {
        module
        for distribution in plan.distributions
        if distribution.verdict == "external"
        for module in map(_module_of, distribution.files)
    }
    moved = _moved(code, namespace)
    return Targets(
        exists=lambda module: module in present or module.partition(".")[0] in plan.standard,
        rename=lambda module: f"{namespace}.{module}" if module in moved else module,
    )


def moved_tops(code: Bundle, namespace: str) -> frozenset[str]:
    """Return the top-level names of the code that went into the namespace."""
    return frozenset(module.partition(".")[0] for module in _moved(code, namespace))


def _moved(code: Bundle, namespace: str) -> frozenset[str]:
    home = f"{namespace.replace('.', '/')}/"
    return frozenset(
        file.origin for file in code.files if namespace and file.distribution and file.relative.startswith(home)
    )


def data_files(distribution: DistributionPlan) -> Iterator[BundleFile]:
    """Return the data files of a distribution, which must lie in its folder."""
    for one in distribution.data:
        check_safe(one.relative, distribution.name)
        real = inside(one.path, distribution.location, distribution.name)
        yield BundleFile(one.relative, real, distribution.key, executable=is_executable(real))


def first_party_data(plan: Plan) -> Iterator[BundleFile]:
    """Return the data files of the first-party code."""
    for one in plan.first_party_data:
        yield _own(one, plan)


def _own(one: DataFile, plan: Plan) -> BundleFile:
    what = plan.project_name or "the program"
    check_safe(one.relative, what)
    # A source root may lie beside the project: its folder is what the relative path starts from.
    outside = not one.path.is_relative_to(plan.project_root)
    home = one.path.parents[len(PurePosixPath(one.relative).parts) - 1] if outside else plan.project_root
    real = inside(one.path, home, what)
    return BundleFile(one.relative, real, executable=is_executable(real))


def _module_of(relative: str) -> str:
    """Return the dotted name that a file would be imported by."""
    path = PurePosixPath(relative)
    stem = path.name.partition(".")[0]
    return ".".join(path.parts[:-1] if stem == "__init__" else (*path.parts[:-1], stem))
