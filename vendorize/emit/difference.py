"""What a result would change, for `--dry-run` and `--diff`."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from vendorize.emit.manifest import MARKER
from vendorize.emit.merge import digest, read
from vendorize.storage import digest_of_path

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from vendorize.model.bundle import Bundle, BundleFile
    from vendorize.model.plan import Plan


@dataclass(frozen=True, slots=True)
class TreeDifference:
    """Files by what happens to them, and the changes as text."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    text: str
    """Unified diff of the text files."""


def diff(bundle: Bundle, before: Path | Mapping[str, Path]) -> TreeDifference:
    """Return what a result changes in a folder, or in the files that its paths stand for; the rest is left out."""
    new = {file.relative: file for file in bundle.files}
    old = files_below(before, frozenset(new)) if isinstance(before, Path) else before
    added = sorted(new.keys() - old.keys())
    changed = sorted(path for path in new.keys() & old.keys() if not _same(new[path], old[path]))
    removed = sorted(old.keys() - new.keys())
    shown = [
        part for path in sorted({*added, *changed, *removed}) for part in _unified(path, old.get(path), new.get(path))
    ]
    return TreeDifference(tuple(added), tuple(changed), tuple(removed), "".join(shown))


def files_below(folder: Path, known: Collection[str] = ()) -> dict[str, Path]:
    """Return the files of a folder, compiled modules and the record of the run left out; empty where there is none.

    Compiled modules are listed where they are known to be of the result.
    """
    found = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    return {
        relative: path
        for relative, path in found.items()
        if relative != MARKER and (path.suffix != ".pyc" or relative in known)
    }


def originals(plan: Plan, bundle: Bundle, *, is_project: bool) -> dict[str, Path]:
    """Return for each path of a result the original file that it is made from, where there is one.

    `is_project`: the paths of the result are those of the project.
    """
    modules = {module.name: module.path for module in plan.first_party}
    for distribution in plan.distributions:
        modules.update({module.name: module.path for module in distribution.modules})
    found = {}
    for file in bundle.parts():
        own = plan.project_root / file.relative
        if file.origin in modules:
            found[file.relative] = modules[file.origin]
        elif isinstance(file.content, Path):
            found[file.relative] = file.content
        elif is_project and own.is_file():
            found[file.relative] = own
    return found


def _same(file: BundleFile, path: Path) -> bool:
    return file.content == path or digest(file) == digest_of_path(path)


def _unified(relative: str, old: Path | None, new: BundleFile | None) -> Iterator[str]:
    before = None if old is None else old.read_bytes()
    after = None if new is None else read(new)
    names = (
        f"a/{relative}" if before is not None else "/dev/null",
        f"b/{relative}" if after is not None else "/dev/null",
    )
    lines = _lines(before), _lines(after)
    if lines[0] is None or lines[1] is None:
        yield f"Binary files {names[0]} and {names[1]} differ\n"
        return
    for line in difflib.unified_diff(lines[0], lines[1], *names):
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def _lines(content: bytes | None) -> list[str] | None:
    """Return the lines of a text; None for what is no text."""
    if content is None:
        return []
    if b"\0" in content:
        return None
    try:
        return content.decode("utf-8").splitlines(keepends=True)
    except UnicodeDecodeError:
        return None
