"""Keep answers between runs, in the folder that the system has for that."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from tidycache._vendor.platformdirs import user_cache_path

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

__all__ = ["Cache"]


class Cache:
    """Answers of a program by question, each a file that may be deleted at any time."""

    def __init__(self, program: str) -> None:
        self.folder: Path = user_cache_path(program, ensure_exists=True)

    def ask(self, question: str, find_out: Callable[[], Any]) -> Any:  # noqa: ANN401 - whatever JSON can hold
        """Return the answer of an earlier run; without one, find it out and keep it."""
        path = self.folder / f"{hashlib.sha256(question.encode()).hexdigest()[:16]}.json"
        try:
            return json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            answer = find_out()
            path.write_text(json.dumps(answer), encoding="utf-8")
            return answer
