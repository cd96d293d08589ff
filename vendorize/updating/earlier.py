"""Read what an earlier run has written: as text, and as far as its lock says that nobody has changed it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from packaging.utils import canonicalize_name

from vendorize.check.place import digest_in
from vendorize.emit.literals import held_in
from vendorize.emit.paths import is_safe
from vendorize.lock.cold import cold_texts
from vendorize.model.asked import form_asked
from vendorize.model.bytecode import level_asked
from vendorize.patching import DoesNotFit, find_patches, taken_back
from vendorize_analysis.errors import UserError, first_of
from vendorize_analysis.reading import read_bytes
from vendorize_analysis.roots import is_path

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from vendorize.check import LockedResult
    from vendorize.model.lock import Lock, LockedDistribution, LockedFile
    from vendorize.model.patch import Patch
    from vendorize.model.request import Request
    from vendorize_analysis.model.options import Precision

_REPEATED = frozenset({"roots", "extras", "precision", "compile", "fast-start", "strip-debug", "strip", "hoist"})
_PRECISIONS: tuple[Precision, ...] = ("names", "values")


class Extent(NamedTuple):
    """How much there is of a distribution."""

    files: int = 0
    bytes: int = 0


@dataclass(slots=True)
class EarlierResult:
    """A written result."""

    place: LockedResult
    texts: dict[str, dict[str, bytes]] = field(default_factory=dict)
    """Modules as they are, cold code included, by key of the distribution and path of the source."""
    extracted: dict[str, dict[str, bytes]] = field(default_factory=dict)
    """The same without patches, as far as these are known."""
    extents: dict[str, Extent] = field(default_factory=dict)
    edited: list[str] = field(default_factory=list)
    """Paths in the result of what is not as it was written, or is missing."""


def check_asked(place: LockedResult, names: Iterable[str]) -> None:
    """Raise `UserError` where a name is that of a folder, or a folder is the result of another project."""
    known = {one.key for one in place.lock.distributions}
    for name in names:
        if canonicalize_name(name) not in known and (place.root / name).exists():
            raise UserError(f"{name} is no distribution of the result", hint=f"name the project by --project {name}")
    sources = [one.source for one in (*place.lock.project.files, *place.lock.project.inputs) if one.source]
    if place.is_apart and sources and not any(digest_in(place.root, one) for one in sources):
        raise UserError(
            f"{place.result} is the result of another project: nothing that it was made from is in {place.root}",
            hint=f"name the project by --project, or extract again; it was made from {first_of(sources)}",
        )


def read_earlier(place: LockedResult) -> EarlierResult:
    """Return what is there of a result; raises `UserError` for links out of it."""
    found = EarlierResult(place)
    patches = find_patches(place.root)
    cold, held = cold_texts(place.lock, place.unedited), held_in(place.result)
    for one in place.lock.distributions:
        known = _known(one, patches.get(one.key, ()))
        texts, extracted, size = dict[str, bytes](), dict[str, bytes](), 0
        for file in one.files:
            path, present = place.result / file.path, digest_in(place.result, file.path)
            inner = None if present else held(file.path)
            if inner is not None:
                present = sha256(inner).hexdigest()
            if present != file.sha256:
                found.edited.append(file.path)
            size += len(inner) if inner is not None else path.stat().st_size if present else 0
            if present and file.source.endswith(".py"):
                content = read_bytes(path) if inner is None else inner
                texts[file.source] = cold.with_cold(file, content)
                before = _without(known, file, content) if present == file.sha256 else None
                if before is not None:
                    extracted[file.source] = before
        found.texts[one.key], found.extracted[one.key] = texts, extracted
        found.extents[one.key] = Extent(len(one.files), size)
    return found


def _known(one: LockedDistribution, present: tuple[Patch, ...]) -> tuple[Patch, ...] | None:
    """Return the patches that a result has; None where they are no longer at hand."""
    digests = {(patch.name, sha256(patch.content).hexdigest()): patch for patch in present}
    found = tuple(digests[pair] for patch in one.patches if (pair := (patch.path, patch.sha256)) in digests)
    return found if len(found) == len(one.patches) else None


def _without(patches: tuple[Patch, ...] | None, file: LockedFile, text: bytes) -> bytes | None:
    """Return a module without its patches; None where that cannot be told."""
    if not file.extracted_sha256:
        return text
    try:
        before = taken_back(patches, file.source, text) if patches is not None else b""
    except DoesNotFit:
        return None
    return before if sha256(before).hexdigest() == file.extracted_sha256 else None


def asked_as_before(request: Request, lock: Lock, root: Path) -> Request:
    """Return a request with the options that the command line of the extraction added.

    Raises `UserError` for those that cannot be repeated: a lock may come from anybody, and names no files elsewhere.
    """
    options, given = request.options, _options(lock)
    outside = [one for one in given.get("roots", ()) if is_path(one) and not is_safe(one)]
    others = [f"{name}={value}" for name in sorted(given.keys() - _REPEATED) for value in given[name]]
    unknown = [*others, *(f"roots={one}" for one in outside if one not in options.roots)]
    if unknown:
        raise UserError(
            f"the extraction was told {', '.join(unknown)}, which cannot be repeated",
            hint="run `vendorize extract` again, as it was run then; or say that --root here",
        )
    roots = [str(root / one) if is_path(one) else one for one in given.get("roots", ()) if one not in outside]
    precision: Precision | None = next((one for one in _PRECISIONS if [one] == given.get("precision")), None)
    options = replace(
        options,
        roots=(*(one for one in roots if one not in options.roots), *options.roots),
        extras=options.extras | frozenset(given.get("extras", ())),
        precision=options.precision or precision,
    )
    level = request.bytecode if request.bytecode is not None else level_asked(lock.options)
    form = form_asked(lock.options)
    form["fast_start"] = request.fast_start or form["fast_start"]
    form["strip_debug"] = request.strip_debug or form["strip_debug"]
    form["strip"] = form["strip"] if request.strip is None else request.strip
    form["hoist"] = request.hoist or form["hoist"]
    return replace(request, options=options, bytecode=level, **form)


def _options(lock: Lock) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for text in lock.options:
        name, _, value = text.partition("=")
        found.setdefault(name, []).append(value)
    return found
