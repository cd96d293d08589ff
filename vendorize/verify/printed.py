"""Long output of a command: a digest of all of it, masked, and its last lines to show."""

from __future__ import annotations

import hashlib
from collections import deque
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from vendorize.verify.masks import Masks

_BLOCK = 10_000
"""Lines that are masked together: by their number, so that both variants are cut at the same places."""
_LINES = 1000
_WIDTH = 1000


def digested(files: Iterable[Path], masks: Masks) -> str:
    """Return the last lines of each file, in UTF-8, and a SHA-256 of all of its text; both without what is masked."""
    return "\n--- standard error\n".join(_digested(file, masks) for file in files)


def _digested(file: Path, masks: Masks) -> str:
    whole = hashlib.sha256()
    last: deque[str] = deque(maxlen=_LINES)
    with file.open(encoding="utf-8", errors="replace", newline="") as stream:
        while block := "".join(islice(stream, _BLOCK)):
            masked = masks.output(block)
            whole.update(masked.encode("utf-8", "replace"))
            last.extend(line[:_WIDTH] for line in masked.splitlines())
    return "\n".join([*last, f"--- SHA-256 of all of this output: {whole.hexdigest()}"])
