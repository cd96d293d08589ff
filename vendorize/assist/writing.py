"""Write an accepted proposal with its evidence into the project."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from vendorize.emit.paths import inside
from vendorize.model.rewrite import REWRITES, Rewrite
from vendorize.rewrites import paths_for, sidecar_text, used_by
from vendorize.storage import write_atomically

if TYPE_CHECKING:
    from pathlib import Path

    from vendorize.assist.surface import Surface
    from vendorize.model.rewrite import Gate


def refuse_links(root: Path, surface: Surface) -> None:
    """Raise `UserError` where a rewrite would be written to a place outside of the project."""
    file = root / paths_for(surface.symbol, surface.distribution)[0]
    for place in (file.parent.parent, file.parent, file, file.with_suffix(".json")):
        if place.exists() or place.is_symlink():
            inside(place, root, REWRITES)


def difference_from(surface: Surface, source: str) -> str:
    """Return a unified difference from the original function."""
    old, new = (text.splitlines(keepends=True) for text in (surface.source, source))
    return "".join(difflib.unified_diff(old, new, f"a/{surface.relative}", f"b/{surface.relative}"))


def accepted(surface: Surface, source: str, model: str, prompt: str, gates: tuple[Gate, ...]) -> Rewrite:
    """Return a proposal that all gates let through; `prompt` is the digest of the question."""
    uses = used_by(source, surface.importable)
    files = {one for kept in surface.kept if kept.symbol in uses for one in kept.upstream}
    return Rewrite(
        symbol=surface.symbol,
        distribution=surface.distribution,
        version=surface.version,
        source=source,
        model=model,
        prompt_sha256=prompt,
        upstream=tuple(sorted({*surface.upstream, *files})),
        gates=gates,
        place=paths_for(surface.symbol, surface.distribution)[0],
        uses=uses,
    )


def write_accepted(root: Path, made: Rewrite) -> tuple[str, str]:
    """Write source and sidecar; return their POSIX paths in the project."""
    place, sidecar = paths_for(made.symbol, made.distribution)
    for path, text in ((place, made.source), (sidecar, sidecar_text(made))):
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        write_atomically(root / path, text.encode("utf-8"))
    return place, sidecar
