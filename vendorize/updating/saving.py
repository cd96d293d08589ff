"""Make patches of what somebody has changed in the modules of a result."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from vendorize.emit.merge import read
from vendorize.emit.write import changed_since
from vendorize.model.bundle import Bundle
from vendorize.model.patch import ENDING, PATCHES
from vendorize.patching import find_patches, patch_bytes, patch_source, read_patch
from vendorize_analysis.errors import UserError
from vendorize_analysis.reading import read_bytes

if TYPE_CHECKING:
    from vendorize.model.lock import Lock, LockedFile
    from vendorize.model.patch import Patch
    from vendorize.updating.earlier import EarlierResult

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]{0,99}")


def patches_of_edits(earlier: EarlierResult, bundle: Bundle, lock: Lock, name: str) -> tuple[tuple[str, Patch], ...]:
    """Return a patch for each distribution whose modules were edited in a result, with its key.

    `bundle` and `lock` are what extraction gives now. Raises `UserError` for other edits than those of modules, where
    extraction gives something else than what was edited, and for a name that is taken or that comes before another.
    """
    name = name.removesuffix(ENDING)
    if not _NAME.fullmatch(name):
        raise UserError(f"{name!r} is no name for a patch", hint="take letters, digits, '-', '_', '.'")
    _check_others(earlier)
    changes: dict[str, dict[str, tuple[bytes, bytes]]] = {}
    contents = {file.relative: file for file in bundle.files}
    now = {file.path: file for file in lock.written()}
    for key, file in _edited(earlier):
        if file.path not in now or now[file.path].sha256 != file.sha256:
            raise UserError(
                f"{file.path}: extraction gives something else now than what was edited, so the edit cannot be told",
                hint="put the edit aside, run `vendorize update --force`, and make it again in the new result",
            )
        edit = read(contents[file.path]), read_bytes(earlier.place.result / file.path)
        changes.setdefault(key, {})[file.source] = edit
    if not changes:
        raise UserError(
            f"nothing was edited in {earlier.place.result}", hint="edit vendored modules there, then run it again"
        )
    return tuple((key, _patch(earlier, key, name, edits)) for key, edits in sorted(changes.items()))


def still_there(bundle: Bundle) -> Bundle:
    """Return a result without the files that are copied from what is no longer there: patches that were removed."""
    return Bundle(tuple(one for one in bundle.files if isinstance(one.content, bytes) or one.content.exists()))


def _edited(earlier: EarlierResult) -> list[tuple[str, LockedFile]]:
    paths, found = set(earlier.edited), []
    for one in earlier.place.lock.distributions:
        for file in one.files:
            if file.path not in paths:
                continue
            if one.verdict != "extract" or not file.source.endswith(".py"):
                raise UserError(f"{file.path}: a patch can change vendored modules only", hint="take this edit back")
            if not (earlier.place.result / file.path).is_file():
                raise UserError(f"{file.path} is missing: a patch cannot remove a module", hint="put it back")
            found.append((one.key, file))
    return found


def _check_others(earlier: EarlierResult) -> None:
    """Refuse to replace a folder with more changes than the patch will have."""
    manifest = earlier.place.manifest
    others = sorted(set(changed_since(manifest)) - set(earlier.edited)) if manifest is not None else []
    if others:
        raise UserError(
            f"{earlier.place.result}: no patch can have what was added or changed there: {', '.join(others[:10])}",
            hint="save them elsewhere first",
        )


def _patch(earlier: EarlierResult, key: str, name: str, edits: dict[str, tuple[bytes, bytes]]) -> Patch:
    path = f"{PATCHES}/{key}/{name}{ENDING}"
    if patch_bytes(earlier.place.root, path) is not None:
        raise UserError(f"{path} is there already", hint="take another name")
    # Folders may spell the name of the distribution in other ways.
    present = find_patches(earlier.place.root).get(key, ())
    if later := [one.name for one in present if one.name > path]:
        raise UserError(
            f"{path} would be applied before {later[0]}, which it was made on top of",
            hint=f"take a name that comes last in the alphabet, numbers in front help; all belong into {PATCHES}/{key}",
        )
    return read_patch(path, patch_source(b"", edits))
