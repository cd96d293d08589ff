"""Build a folder for `PYTHONPATH`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize.emit.bytecode import compiled
from vendorize.emit.contents import data_files, first_party_data, targets_of
from vendorize.emit.distinfo import info_of, project_info, reduced_info
from vendorize.emit.merge import Gathering
from vendorize.emit.notices import NOTICES, notices
from vendorize.emit.paths import check_safe, inside, is_executable
from vendorize.emit.record import record_of
from vendorize.emit.stripping import stripped
from vendorize.layouts.site.names import SUPPORT
from vendorize.model.bundle import Bundle, BundleFile
from vendorize.model.cold import ARCHIVE_NAME

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vendorize.emit.surroundings import Surroundings
    from vendorize.model.plan import DistributionPlan, Plan
    from vendorize_analysis.model.events import Listener


def lay_out_site(plan: Plan, code: Bundle, progress: Listener, *, around: Surroundings) -> Bundle:
    """Return the complete folder; where two owners have one path, first-party files go first, then whole ones."""
    gathered = Gathering(progress)
    targets = targets_of(plan, code, namespace="")
    gathered.extend(file for file in code.files if not file.distribution)
    gathered.extend(first_party_data(plan))
    gathered.add(BundleFile(f"{SUPPORT}.py", around.support))
    if around.archive:
        gathered.add(BundleFile(ARCHIVE_NAME, around.archive))
    gathered.add(BundleFile(NOTICES, notices(plan, whole=True)))
    own, files = project_info(plan, around.project, targets)
    gathered.extend(files)
    for distribution in plan.distributions:
        if distribution.verdict == "external":
            gathered.extend(_whole(distribution))
            if not _has_info(distribution):
                gathered.extend(reduced_info(distribution, plan, targets=targets))
    gathered.extend(file for file in code.files if file.distribution)
    for distribution in plan.distributions:
        if distribution.verdict == "extract":
            gathered.extend(data_files(distribution))
            if distribution.whole:
                gathered.extend(_beside(distribution))
            gathered.extend(reduced_info(distribution, plan, targets=targets))
    if plan.objcopy is not None:
        gathered.files |= {one.relative: one for one in stripped(gathered.files.values(), plan.objcopy)}
    if plan.bytecode is not None:
        gathered.extend(compiled(_modules(gathered), plan.bytecode))
    _add_records(gathered, plan, own)
    return gathered.bundle()


def _modules(gathered: Gathering) -> list[BundleFile]:
    """Return what Python may import; a file of the project that is no module of it may be a template, or input."""
    return [
        file
        for relative, file in sorted(gathered.files.items())
        if relative.endswith(".py") and (file.distribution or file.origin or relative == f"{SUPPORT}.py")
    ]


def _whole(distribution: DistributionPlan) -> Iterator[BundleFile]:
    """Yield all files of a distribution as they are, but its RECORD: that is to say what the result has.

    The programs that it has beside the interpreter lie in `bin` of the result, other files as far below it as they
    are below the prefix.
    """
    own = f"{distribution.info}/RECORD"
    for relative in distribution.files:
        if relative != own:
            check_safe(relative, distribution.name)
            real = inside(distribution.location / relative, distribution.location, distribution.name)
            yield BundleFile(relative, real, distribution.key, executable=is_executable(real))
    yield from _beside(distribution)


def _beside(distribution: DistributionPlan) -> Iterator[BundleFile]:
    """Yield the programs of a distribution, and what else it has outside of its location."""
    for program in distribution.programs:
        # Where installers put it below a folder of its own, and where code that starts it looks.
        relative = f"bin/{program.name}"
        if relative not in distribution.files:
            yield BundleFile(relative, program, distribution.key, executable=True)
    for relative, path in distribution.outside:
        check_safe(relative, distribution.name)
        if relative not in distribution.files:
            yield BundleFile(relative, path, distribution.key, executable=is_executable(path))


def _has_info(distribution: DistributionPlan) -> bool:
    """Tell whether its metadata is among its files; that of an editable install lies elsewhere."""
    info = distribution.info
    return bool(info) and any(file == info or file.startswith(f"{info}/") for file in distribution.files)


def _add_records(gathered: Gathering, plan: Plan, own: str) -> None:
    for distribution in plan.distributions:
        info = info_of(distribution)
        paths = gathered.owned.get(distribution.key, set())
        if f"{info}/METADATA" in paths:
            text = record_of(info, paths, gathered.files)
            gathered.add(BundleFile(f"{info}/RECORD", text, distribution.key))
    if own:
        paths = {relative for relative, file in gathered.files.items() if not file.distribution}
        gathered.add(BundleFile(f"{own}/RECORD", record_of(own, paths, gathered.files)))
