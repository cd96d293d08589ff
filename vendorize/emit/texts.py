"""Which licence a text is: what `identify` (extra `licenses`) says, which knows the texts of choosealicense.com.

Nothing of it is written into a result or its lock: these say what metadata states, with the extra and without it.
"""

from __future__ import annotations

import re
from importlib.util import find_spec
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

_OWN = re.compile(r"[^/]+\.(dist|egg)-info/(licen[cs]es/)?[^/]+")
"""Where the licence of a distribution itself lies: texts in its packages, and further below, are of what it bundles."""
_LONGEST = 100_000
"""Bytes; the longest text that is known has 35,000."""


class LicenceText(NamedTuple):
    """A text that was recognised."""

    relative: str
    """POSIX path where it was installed."""
    path: Path
    license: str
    """SPDX identifier; of the GPL and its kin without `-only` or `-or-later`, which no text tells."""


def can_recognize() -> bool:
    """Tell whether the extra is installed."""
    return _recognizer() is not None


def recognized(texts: Iterable[tuple[str, Path]]) -> Iterator[LicenceText]:
    """Yield which licences the texts of a distribution are; none without the extra, and none that is not certain.

    A text has the path that it was installed as, and the file that holds it now.
    """
    own = [(relative, path) for relative, path in texts if _OWN.fullmatch(relative)]
    recognize = _recognizer() if own else None
    if recognize is None:
        return
    for relative, path in own:
        licence = _asked(recognize, path)
        if licence:
            yield LicenceText(relative, path, licence)


def _recognizer() -> Callable[[str], str | None] | None:
    if find_spec("ukkonen") is None:  # `identify` imports it when it is asked
        return None
    try:
        from identify.identify import license_id  # noqa: PLC0415 - of an extra
    except ImportError:
        return None
    return license_id


def _asked(recognize: Callable[[str], str | None], path: Path) -> str:
    try:
        if not path.is_file() or path.stat().st_size > _LONGEST:
            return ""
        return recognize(str(path)) or ""
    except (OSError, UnicodeDecodeError):
        return ""
