"""Find what a replacement may use of distributions: functions that stay in the result without the replaced one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from vendorize.rewrites import DoesNotSplice, KeptFunction, emptied, kept_function, options_alone, spliced, staying
from vendorize.rewrites.splicing import function_in, parsed
from vendorize.starting import settings_of
from vendorize.steps import analyze_for, layout_of
from vendorize_analysis.model.events import Silent
from vendorize_analysis.model.options import Replaced, combine
from vendorize_analysis.reading import read_bytes

if TYPE_CHECKING:
    from pathlib import Path

    from vendorize.model.request import Request
    from vendorize_analysis.model.analysis import Analysis

    Names = tuple[str, str]

_MOST = 16
"""Functions that are offered: each takes an analysis of its own, and place in the question."""


def kept_without(request: Request, analysis: Analysis, place: Names, folder: Path) -> tuple[KeptFunction, ...]:
    """Return the functions of distributions that stay when the function at `place` does nothing.

    These first that first-party code uses itself, then those of other distributions. `folder` does not exist yet.
    """
    stub = _emptied(analysis, place, folder)
    if stub is None:
        return ()
    settings = settings_of(request)
    asked = replace(request, options=replace(request.options, replaced=(stub,)))
    found = analyze_for(asked, settings, Silent(), layout=layout_of(asked, settings))
    used = {name for names in analysis.liveness.used.values() for name in names}
    own = analysis.modules[place[0]].distribution

    def rank(one: Names) -> tuple[bool, bool, Names]:
        return ".".join(one) not in used, analysis.modules[one[0]].distribution == own, one

    there = [one for one in staying(found) if one != place and one[0] in analysis.modules]
    options = options_alone(analysis, combine(settings.analysis, request.options))
    chosen = sorted(there, key=rank)[:_MOST]
    made = (kept_function(analysis, one, folder / str(number), options) for number, one in enumerate(chosen))
    return tuple(one for one in made if one is not None)


def _emptied(analysis: Analysis, place: Names, folder: Path) -> Replaced | None:
    """Return the module with a function in it that does nothing; None where there is no such function."""
    loaded = analysis.modules[place[0]]
    content = read_bytes(loaded.path)
    try:
        text = content.decode("utf-8")
        node = function_in(parsed(text), place[1])
        lines = text.replace("\r\n", "\n").split("\n")[node.lineno - 1 : node.end_lineno]
        made = spliced(content, place[1], emptied("\n".join(lines) + "\n"))
    except (DoesNotSplice, UnicodeDecodeError):
        return None
    path = folder / "emptied" / loaded.relative
    path.parent.mkdir(parents=True)
    path.write_bytes(made)
    return Replaced(loaded.distribution, loaded.relative, folder / "emptied")
