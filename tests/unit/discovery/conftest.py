from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path


@pytest.fixture
def grow(tmp_path: Path) -> Callable[[Mapping[str, str]], Path]:
    """Write files, by relative path, into a fresh folder and give it."""

    def write(files: Mapping[str, str]) -> Path:
        root = tmp_path / "folder"
        for relative, text in files.items():
            path = root / relative
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return root.resolve()

    return write
