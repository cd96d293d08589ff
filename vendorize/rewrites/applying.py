"""Find the rewrites of a project that fit what is installed, and put them in place."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from vendorize.ending import temporary_folder
from vendorize.rewrites.finding import find_rewrites
from vendorize.rewrites.kept import still_kept
from vendorize.rewrites.placing import place_rewrites, uses_of
from vendorize_analysis.discovery import discover
from vendorize_analysis.environment import choose_interpreter, inspect
from vendorize_analysis.model.events import Silent
from vendorize_analysis.pipeline import analyze

if TYPE_CHECKING:
    from pathlib import Path

    from vendorize_analysis.model.analysis import Analysis
    from vendorize_analysis.model.events import Listener
    from vendorize_analysis.model.options import AnalysisOptions, Replaced


def applied(start: Path, root: Path, options: AnalysisOptions, progress: Listener) -> tuple[Replaced, ...]:
    """Return the modules with rewrites in them; one that does not fit any more is left out, and said.

    `start` is what is analysed with these options, `root` has the rewrites.
    """
    if not (found := find_rewrites(root)) or options.replaced:
        return ()
    project = discover(start)
    python = choose_interpreter(project.root, options.python)
    environment = inspect(project, python, search_path=options.search_path, extras=options.extras)

    # What only tests keep does not stay in the result: the overlay has the same rewrites.
    released = replace(options, with_tests=False, joined=frozenset(), listed=None)

    def without(replaced: tuple[Replaced, ...]) -> Analysis:
        return analyze(start, replace(released, replaced=replaced), Silent())

    with temporary_folder("vendorize-kept-") as folder:
        uses = still_kept(uses_of(found, environment), environment, without, (folder, options))
    for use in uses:
        if use.stale:
            progress.warned(
                f"{use.rewrite.place} is stale and not used: {use.stale}; `vendorize rewrite` makes it anew"
            )
    return place_rewrites(uses, environment)
