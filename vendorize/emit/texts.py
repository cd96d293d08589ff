"""Which licence a text is: one of the texts of choosealicense.com, as `identify` has them (extra `licenses`).

Nothing of it is written into a result or its lock: these say what metadata states, with the extra and without it. Only
a bill of materials for which it was asked has it.
"""

from __future__ import annotations

import math
import re
from functools import cache, partial
from importlib.util import find_spec
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

_OWN = re.compile(r"[^/]+\.(dist|egg)-info/(licen[cs]es/)?[^/]+")
"""Where the licence of a distribution itself lies: texts in its packages, and further below, are of what it bundles."""
_LONGEST = 100_000
"""Bytes; the longest text that is known has 35,000."""
_DIFFERENCES = 0.05
"""Share of a text that may differ, as in `identify`."""
_COPYRIGHT = re.compile(r"^\s*(?:Copyright|\(C\)) .*$", re.IGNORECASE | re.MULTILINE)
"""Lines that say whose the text is."""


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


def recognized_in(texts: Iterable[tuple[str, bytes]]) -> tuple[str, ...]:
    """Return the SPDX identifiers of the texts of a distribution, sorted, as `recognized` finds them.

    A text has the path that it was installed as, and its content.
    """
    recognize = _recognizer()
    own = [content for relative, content in texts if _OWN.fullmatch(relative) and len(content) <= _LONGEST]
    found = {_decoded(recognize, content) for content in own} if recognize else set()
    return tuple(sorted(found - {""}))


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


def _recognizer() -> Callable[[str], str] | None:
    if find_spec("ukkonen") is None:  # `identify` imports it when it is asked
        return None
    try:
        from identify.vendor.licenses import LICENSES  # noqa: PLC0415 - of an extra
        from ukkonen import distance  # noqa: PLC0415
    except ImportError:
        return None
    return partial(_nearest, _normal_texts(LICENSES), distance)


@cache
def _normal_texts(licences: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    return tuple((name, _normal(text)) for name, text in licences)


def _nearest(known: Iterable[tuple[str, str]], distance: Callable[[str, str, int], int], text: str) -> str:
    """Return what `identify.license_id` does, which spends most of its time on making its own texts comparable anew."""
    normal = _normal(text)
    limit = math.ceil(_DIFFERENCES * len(normal))
    nearest, least = "", limit
    for name, other in known:
        if normal == other:
            return name
        if abs(len(normal) - len(other)) <= _DIFFERENCES * len(normal):
            found = distance(normal, other, limit)
            if found < least:
                nearest, least = name, found
    return nearest


def _normal(text: str) -> str:
    return " ".join(_COPYRIGHT.sub("", text).split())


def _asked(recognize: Callable[[str], str], path: Path) -> str:
    try:
        if not path.is_file() or path.stat().st_size > _LONGEST:
            return ""
        return _decoded(recognize, path.read_bytes())
    except OSError:
        return ""


def _decoded(recognize: Callable[[str], str], content: bytes) -> str:
    try:
        return recognize(content.decode("utf-8"))
    except UnicodeDecodeError:
        return ""
