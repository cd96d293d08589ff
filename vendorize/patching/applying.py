"""Apply patches to the modules of a result."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from vendorize.emit.merge import read
from vendorize.model.bundle import Bundle
from vendorize.model.patch import PATCHES, Patching
from vendorize.patching.finding import find_patches
from vendorize.patching.mapping import carried_over
from vendorize.patching.series import Series
from vendorize_analysis.errors import UserError
from vendorize_analysis.newer import parse_any

if TYPE_CHECKING:
    from vendorize.model.bundle import BundleFile
    from vendorize.model.patch import Patch, Patched
    from vendorize.model.plan import DistributionPlan, Plan
    from vendorize_analysis.model.events import Listener

_HINT = "`vendorize update` carries them over to what is installed now, where the result is that they were made for"
_HINT_OF_UPDATE = (
    "move the patch elsewhere and run `vendorize update`; then make the change in the result as it is now, and "
    "`vendorize update --save-patch NAME` writes it down"
)


def with_patches(plan: Plan, code: Bundle, progress: Listener, known: Patching | None = None) -> Bundle:
    """Return the modules of a result with the patches of the project.

    With the texts that patches were made for, as an earlier result has them, they are carried over by a three-way
    merge; without, their lines must be there. Raises `UserError` that names every hunk that does not fit.
    """
    patches = find_patches(plan.project_root)
    for key, patch in known.more if known is not None else ():
        patches[key] = (*patches.get(key, ()), patch)
    if not patches:
        return code
    planned = {one.key: one for one in plan.distributions}
    done: dict[str, BundleFile] = {}
    conflicts: list[str] = []
    for key, found in patches.items():
        if _is_wanted(planned.get(key), key, found, progress):
            files = files_of(planned[key], code)
            series = _series(files, known, key)
            series.take_all(found)
            conflicts += series.conflicts
            done |= {files[path].relative: _with(files[path], *now) for path, now in series.patched().items()}
    conflicts = conflicts or [text for file in done.values() if (text := _broken(file))]
    if conflicts:
        raise UserError(
            "these patches do not fit; nothing was changed:" + "".join(f"\n  {one}" for one in conflicts),
            hint=_HINT if known is None else _HINT_OF_UPDATE,
        )
    return Bundle(tuple(done.get(file.relative, file) for file in code.files))


def _series(files: dict[str, BundleFile], known: Patching | None, key: str) -> Series:
    texts = {path: read(file) for path, file in files.items()}
    return Series(texts, known.earlier.get(key, {}) if known is not None else {}, rewrites=known is not None)


def _sources(distribution: DistributionPlan) -> dict[str, str]:
    """Return by module name the path by which patches and locks know its source."""
    return {
        module.name: module.path.relative_to(distribution.location).as_posix()
        if module.path.is_relative_to(distribution.location)
        else module.relative
        for module in distribution.modules
    }


def files_of(distribution: DistributionPlan, code: Bundle) -> dict[str, BundleFile]:
    """Return the modules of a distribution in a result, by the path of their source."""
    sources = _sources(distribution)
    return {
        sources[file.origin]: file
        for file in code.parts()
        if file.distribution == distribution.key and file.origin in sources
    }


def extracted_in(plan: Plan, code: Bundle) -> Patching:
    """Return the texts that patches fit, as a result has them without these."""
    return Patching(
        {
            one.key: {
                path: file.patched.extracted for path, file in files_of(one, code).items() if file.patched is not None
            }
            for one in plan.distributions
        }
    )


def _is_wanted(planned: DistributionPlan | None, key: str, found: tuple[Patch, ...], progress: Listener) -> bool:
    """Tell whether there is code to patch; where the program would run without a patch, that is an error."""
    if planned is not None and planned.verdict == "extract":
        return True
    if planned is not None and planned.verdict == "external":
        raise UserError(
            f"{found[0].name}: {planned.name} stays an ordinary dependency ({planned.why}): it cannot be patched",
            hint=f"take {PATCHES}/{key} away, or have {planned.name} extracted",
        )
    reason = "is not used" if planned is not None else "is no distribution that is used here"
    progress.warned(f"{found[0].name}: {key} {reason}, so that nothing is patched")
    return False


def _with(file: BundleFile, content: bytes, patched: Patched) -> BundleFile:
    source = carried_over(file.source, patched.extracted, content) if file.source is not None else None
    return replace(file, content=content, source=source, patched=patched)


def _broken(file: BundleFile) -> str:
    """Say what is wrong with a patched module that Python cannot read; empty for one that it can."""
    try:
        parse_any(read(file))
    except SyntaxError as error:
        names = ", ".join(one.name for one in file.patched.patches) if file.patched is not None else ""
        return f"{names}: line {error.lineno or 1} of {file.relative} is no Python then: {error.msg}"
    except (ValueError, RecursionError, MemoryError) as error:
        return f"{file.relative} cannot be read then: {error}"
    return ""
