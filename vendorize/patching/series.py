"""The patches of one distribution, one after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize.model.patch import AppliedPatch, Patched
from vendorize.patching.heads import neutral, restored
from vendorize.patching.merging import DoesNotFit, applied, merged
from vendorize.patching.writing import patch_source

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from vendorize.model.patch import FilePatch, Patch


def taken_back(patches: Sequence[Patch], path: str, text: bytes) -> bytes:
    """Return a patched text as it was before; raises `DoesNotFit` where it is not what the patches make of anything."""
    text, line = neutral(text)
    for patch in reversed(patches):
        for file in patch.files:
            if file.path == path:
                text = applied(file.reversed(), text)
    return restored(text, line)


class Series:
    """Texts of a distribution by path, and what patches make of them."""

    def __init__(self, texts: Mapping[str, bytes], earlier: Mapping[str, bytes], *, rewrites: bool) -> None:
        """Begin with texts as they were extracted; `rewrites`: patches may be written anew so that they fit."""
        self._rewrites = rewrites
        self._extracted = texts
        self._lines = {path: neutral(text)[1] for path, text in texts.items()}
        self._present = {path: neutral(text)[0] for path, text in texts.items()}
        self._earlier = {path: neutral(text)[0] for path, text in earlier.items()}
        self._patches: dict[str, list[AppliedPatch]] = {}
        self.conflicts: list[str] = []

    def patched(self) -> dict[str, tuple[bytes, Patched]]:
        """Return by path what changes, with what it was; also where a patch turned out to be there already."""
        return {
            path: (restored(self._present[path], self._lines[path]), Patched(self._extracted[path], tuple(patches)))
            for path, patches in self._patches.items()
        }

    def take_all(self, patches: Iterable[Patch]) -> None:
        """Apply patches one after the other."""
        for patch in patches:
            self.take(patch)

    def take(self, patch: Patch) -> None:
        """Apply a patch; what does not fit is noted in words."""
        changes: dict[str, tuple[bytes, bytes]] = {}
        fits = True
        for file in patch.files:
            before = self._present.get(file.path)
            if before is None:
                self._say(patch, file.hunks[0].at, f"{file.path} is not in the result")
                return
            try:
                after = self._after(file, before)
            except DoesNotFit as problem:
                where = f"{file.path}:{problem.line}" if problem.line else file.path
                self._say(patch, problem.hunk.at, f"{problem.hunk.head} of {where}: {problem.why}")
                return
            changes[file.path] = before, after
            fits = fits and _is_exact(file, before, after)
        if not fits and not self._rewrites:
            self._say(
                patch, patch.files[0].hunks[0].at, "it fits, but cannot be taken back: its lines are elsewhere too"
            )
            return
        content = patch.content if fits else patch_source(patch.head, changes)
        for path, (_, after) in changes.items():
            self._present[path] = after
            self._patches.setdefault(path, []).append(AppliedPatch(patch.name, content))

    def _after(self, file: FilePatch, before: bytes) -> bytes:
        """Return a text with the hunks of a patch, and carry the earlier text along."""
        earlier = self._earlier.pop(file.path, None)
        if earlier is not None:
            try:
                self._earlier[file.path] = applied(file, earlier)
            except DoesNotFit:
                # Somebody has made it for what is there now.
                return applied(file, before)
            return merged(file, earlier, before)
        return applied(file, before)

    def _say(self, patch: Patch, line: int, what: str) -> None:
        self.conflicts.append(f"{patch.name}:{line}: {what}")


def _is_exact(file: FilePatch, before: bytes, after: bytes) -> bool:
    """Tell whether a patch leads from one text to the other and back."""
    try:
        return applied(file, before) == after and applied(file.reversed(), after) == before
    except DoesNotFit:
        return False
