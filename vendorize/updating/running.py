"""`vendorize update`, from what was written to what is written."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from packaging.utils import canonicalize_name

from vendorize import emit
from vendorize.checking import find_lock
from vendorize.layouts import IN_PLACE
from vendorize.model.patch import Patching
from vendorize.model.update import PatchChange, Update
from vendorize.patching import find_patches
from vendorize.starting import place_of, settings_in_place, settings_of
from vendorize.steps import inside, make, seal, sealed
from vendorize.storage import FileChange
from vendorize.trial import require_start
from vendorize.updating.changes import Comparison
from vendorize.updating.earlier import asked_as_before, check_asked, read_earlier
from vendorize.updating.saving import patches_of_edits, still_there
from vendorize_analysis.errors import UserError, first_of
from vendorize_analysis.model.events import Remembering, Silent

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from vendorize.model.extracted import Extracted
    from vendorize.model.lock import Lock
    from vendorize.model.request import Request
    from vendorize.model.update import DistributionChange, PatchFate
    from vendorize.updating.earlier import EarlierResult
    from vendorize_analysis.model.events import Listener

    _Extract = Callable[[Patching, Listener], tuple[Extracted, Lock]]


@dataclass(frozen=True, slots=True)
class UpdateOptions:
    """What an update is told."""

    result: Path | None = None
    """Folder that `extract --out` has written; None: the project was changed in place."""
    names: tuple[str, ...] = ()
    """Distributions of which others may be installed than before; none: all of them."""
    save_patch: str = ""
    """Name of the patch that edits of the result shall become; empty: there shall be none."""
    dry_run: bool = False
    force: bool = False
    smoke: bool = True


def update(request: Request, options: UpdateOptions, progress: Listener | None = None) -> Update:
    """Extract again what a result was extracted from, and return what that changes; with `dry_run` nothing is written.

    Patches are carried over. Raises `UserError`, and nothing has changed, where that is not possible, where the result
    was edited, or where another distribution has changed than those that are named.
    """
    heard = Remembering(progress or Silent())
    answer = _in_place(request, options, heard) if options.result is None else _apart(request, options, heard)
    return replace(answer, warnings=tuple(heard.warnings))


def _apart(request: Request, options: UpdateOptions, progress: Listener) -> Update:
    """Update a folder that `extract --out` has written."""
    out = options.result
    assert out is not None  # noqa: S101 - who calls has looked
    root, _ = place_of(request.start)
    if not options.dry_run:
        emit.restore(out)
        emit.finish(root)
    earlier = _earlier(request, options)
    request = asked_as_before(request, earlier.place.lock, root)
    settings, layout = settings_of(request), earlier.place.lock.layout

    def extract(patching: Patching, heard: Listener) -> tuple[Extracted, Lock]:
        return seal(make(replace(request, patching=patching), settings, heard, layout=layout, out=out))

    made, lock = _extracted(earlier, options, extract, progress)
    answer, patches = _compared(earlier, options, made, lock)
    if not options.dry_run:
        if options.smoke:
            require_start(made.analysis, made.plan, made.bundle, progress, out=out)
        # They fit what extraction gives now: whoever is killed behind this gets the same by another try.
        if patches:
            emit.change_files(root, patches)
            # The result has them as files of the project, which its lock lists.
            made = sealed(replace(made, bundle=still_there(made.bundle)))
        emit.write(made.bundle, out, layout=layout, force=options.force or bool(options.save_patch))
    return answer


def _in_place(request: Request, options: UpdateOptions, progress: Listener) -> Update:
    """Update a project that `extract --in-place` has changed."""
    root, script = place_of(request.start)
    force = options.force or bool(options.save_patch)
    with (
        emit.in_place(root, script, writes=not options.dry_run, force=force) as place,
        inside(request, place, progress) as moved,
    ):
        earlier = _earlier(request, options)
        again = asked_as_before(moved.request, earlier.place.lock, place.sources)
        settings = settings_in_place(again)

        def extract(patching: Patching, heard: Listener) -> tuple[Extracted, Lock]:
            return seal(make(replace(again, patching=patching), settings, heard, layout=IN_PLACE), script)

        made, lock = _extracted(earlier, options, extract, moved.progress)
        answer, patches = _compared(earlier, options, made, lock)
        if not options.dry_run:
            if options.smoke:
                require_start(made.analysis, made.plan, made.bundle, moved.progress, out=None)
            record = place.record or emit.Originals(root, script)
            emit.write_in_place(made.bundle, record, namespace=made.plan.namespace, sources=place.sources, more=patches)
        return answer


def _earlier(request: Request, options: UpdateOptions) -> EarlierResult:
    """Return the result as it is; raises `UserError` where there is none, or it was edited."""
    place = find_lock(request, options.result)
    if place.manifest is not None and not place.is_apart:
        raise UserError(
            f"{place.result} is a result, and the project is not known that it was made from",
            hint=f"say both: vendorize update --project PROJECT --result {place.result}",
        )
    check_asked(place, options.names)
    earlier = read_earlier(place)
    if earlier.edited and not options.force and not options.save_patch:
        raise UserError(
            f"{place.result}: not as it was written: {first_of(earlier.edited)}",
            hint="`vendorize update --save-patch NAME` makes a patch of such edits; --force throws them away",
        )
    return earlier


def _extracted(
    earlier: EarlierResult, options: UpdateOptions, extract: _Extract, progress: Listener
) -> tuple[Extracted, Lock]:
    """Return what extraction gives now, with patches, one for edits included if that is asked for."""
    patching = Patching(earlier.extracted)
    if options.save_patch:
        made, lock = extract(patching, Silent())
        patching = replace(patching, more=patches_of_edits(earlier, made.bundle, lock, options.save_patch))
    return extract(patching, progress)


def _compared(
    earlier: EarlierResult, options: UpdateOptions, made: Extracted, lock: Lock
) -> tuple[Update, tuple[FileChange, ...]]:
    """Return what changes, and how the patches of the project must change for that."""
    comparison = Comparison(earlier, made, lock, earlier.place.root)
    changes = tuple(comparison.distributions())
    _check_names(options.names, changes, comparison)
    patches, files = _patches(earlier, made)
    answer = Update(
        result=earlier.place.result,
        in_place=options.result is None,
        dry_run=options.dry_run,
        layout=made.plan.layout,
        distributions=changes,
        unchanged=len(comparison.known) - len(changes),
        bytes=comparison.bytes(),
        files=tuple(comparison.files()),
        patches=patches,
        is_reconfigured=lock.configuration != earlier.place.lock.configuration,
        inputs=comparison.inputs(),
    )
    return answer, files


def _check_names(names: tuple[str, ...], changes: tuple[DistributionChange, ...], comparison: Comparison) -> None:
    """Refuse to update others than those that are named, and names of none."""
    wanted = {canonicalize_name(name): name for name in names}
    unknown = [name for key, name in sorted(wanted.items()) if key not in comparison.known]
    if unknown:
        raise UserError(
            f"the result has nothing of {', '.join(unknown)}", hint=f"it has {', '.join(sorted(comparison.known))}"
        )
    others = [one for one in changes if one.is_new_code and wanted and one.key not in wanted]
    if others:
        said = ", ".join(f"{one.name} ({one.versions[0] or 'none'} -> {one.versions[1] or 'none'})" for one in others)
        raise UserError(
            f"others have changed too: {said}; nothing was written",
            hint="name them too, or none to update all that is installed",
        )


def _patches(earlier: EarlierResult, made: Extracted) -> tuple[tuple[PatchChange, ...], tuple[FileChange, ...]]:
    """Return what became of each patch, and which files of the project change for that."""
    present = {one.name: one.content for found in find_patches(earlier.place.root).values() for one in found}
    before = {patch.path for one in earlier.place.lock.distributions for patch in one.patches}
    applied = {
        patch.name: patch.content
        for file in made.bundle.parts()
        for patch in (file.patched.patches if file.patched is not None else ())
    }
    fates, files = [], []
    for name, content in sorted(applied.items()):
        same = content == present.get(name)
        fate: PatchFate = (
            "merged upstream" if not content else "new" if name not in before else "kept" if same else "carried over"
        )
        fates.append(PatchChange(name, fate))
        if not same:
            files.append(FileChange(name, content or None))
    return tuple(fates), tuple(files)
