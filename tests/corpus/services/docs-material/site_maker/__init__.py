"""Build the pages beside this folder, as `mkdocs.yml` there says."""

from __future__ import annotations

from pathlib import Path

from mkdocs.commands.build import build
from mkdocs.config import load_config

SETTINGS = Path(__file__).parents[1] / "mkdocs.yml"


def make(into: Path) -> list[str]:
    """Build all pages into a folder; return the names of the files there, sorted."""
    build(load_config(str(SETTINGS), site_dir=str(into)))
    return sorted(path.name for path in into.rglob("*.html"))
