"""Whether a program asks Python's collector of garbage for its numbers, so that it could tell that these are others."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from vendorize.model.bundle import Bundle
    from vendorize.model.plan import DistributionPlan

_NAMES = re.compile(rb"\bgc\b")
_NUMBERS = re.compile(
    rb"\.\s*callbacks\b|\b(?:get_count|get_stats|get_threshold|set_threshold)\b"
    rb"|\bfrom\s+gc\b|\bgc\s+as\b|\b(?:dir|getattr|setattr|vars)\s*\(\s*gc\b|\bgc\s*\.\s*__dict__"
)


def asks_collector(code: Bundle, stays: Iterable[DistributionPlan]) -> bool:
    """Tell whether the text of a module of a result, or of what stays as it is installed, may ask for the numbers.

    A text that cannot be read may.
    """
    return any(_asks(text) for text in _texts(code, stays))


def _asks(text: bytes | None) -> bool:
    return text is None or bool(_NAMES.search(text) and _NUMBERS.search(text))


def _texts(code: Bundle, stays: Iterable[DistributionPlan]) -> Iterator[bytes | None]:
    for file in code.files:
        if file.relative.endswith(".py"):
            yield file.content if isinstance(file.content, bytes) else _read(file.content)
            yield file.cold.text if file.cold is not None else b""
    for one in stays:
        yield from (_read(one.location / path) for path in one.files if PurePosixPath(path).suffix == ".py")


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None
