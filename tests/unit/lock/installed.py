"""Installed distributions for tests of the lock, as an installer would leave them."""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING

from vendorize_analysis.model.environment import Distribution

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def recorded(content: str) -> str:
    return "sha256=" + base64.urlsafe_b64encode(hashlib.sha256(content.encode()).digest()).rstrip(b"=").decode()


def install(site: Path, name: str, files: Mapping[str, str], **beside: str) -> Distribution:
    """Write a distribution with a true RECORD; keywords are more files of its `dist-info`, with `_` for `.`."""
    info = f"{name}-1.0.dist-info"
    everything = {**files, **{f"{info}/{key.replace('__', '.')}": text for key, text in beside.items()}}
    for relative, content in everything.items():
        (site / relative).parent.mkdir(parents=True, exist_ok=True)
        (site / relative).write_text(content, encoding="utf-8")
    (site / info).mkdir(parents=True, exist_ok=True)
    rows = "".join(f"{path},{recorded(text)},{len(text)}\n" for path, text in sorted(everything.items()))
    (site / info / "RECORD").write_text(f"{rows}{info}/RECORD,,\n", encoding="utf-8")
    return distribution(site, name, tuple(sorted(everything)))


def distribution(site: Path, name: str, files: tuple[str, ...] = ()) -> Distribution:
    return Distribution(
        name=name,
        key=name,
        version="1.0",
        location=site,
        info=f"{name}-1.0.dist-info",
        editable=False,
        files=files,
        modules=(),
        top_level=(),
        requirements=(),
        requires=(),
        entry_points=(),
        licenses=(),
        license_files=(),
        size=0,
        metadata=site / f"{name}-1.0.dist-info",
    )
