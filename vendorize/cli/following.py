"""The command that comes next, as it is to be typed where this one was."""

from __future__ import annotations

import shlex
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vendorize.cli.options import Common
    from vendorize.model.advice import Advice

OURS = "vendorize "


def said_again(options: Common, project: Path) -> str:
    """Return the words of a call that say what is analysed and how; empty where all of that is the default."""
    analysis = options.analysis
    given: list[tuple[str, object]] = [("--python", analysis.python)]
    given += (("--search-path", one) for one in analysis.search_path)
    given += (("--root", one) for one in analysis.roots)
    given += (("--extra", one) for one in sorted(analysis.extras))
    given += [("--config", options.config), ("--precision", analysis.precision)]
    given.append(("--values-within", analysis.values_within or None))
    words = [word for option, value in given if value is not None for word in (option, _word(value))]
    return shlex.join([*words, *([] if project == Path() else [_word(project)])])


def _word(value: object) -> str:
    return value.as_posix() if isinstance(value, Path) else f"{value:g}" if isinstance(value, float) else str(value)


def as_typed(advice: Iterable[Advice], target: str) -> tuple[Advice, ...]:
    """Return advice whose commands of ours are about the target, wherever they are typed."""
    return tuple(
        replace(one, command=f"{one.command} {target}") if target and one.command.startswith(OURS) else one
        for one in advice
    )
