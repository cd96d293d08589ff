"""Python code that is written into results: files that are linted and type-checked here, and never imported.

A file is a template in valid Python. `"@name@"` stands for a string literal, `@name@` inside of a docstring for bare
text, and a dictionary of one such pair for the lines of a dictionary. Results run on older Pythons than we do, so the
files have no annotations. A comment `# section: name` begins what not every result has.
"""

from __future__ import annotations

import re
from importlib import resources
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_PLACE = re.compile(r'\{"@(?P<lines>\w+)@": "@\w+@"\}|"@(?P<literal>\w+)@"|@(?P<bare>\w+)@')
_SECTION = re.compile(r"\n\n\n# section: (\w+)\n")


def read_sections(relative: str) -> dict[str, str]:
    """Return the text of a file of this folder by its sections, in order; what stands before the first has no name."""
    text = resources.files(__name__).joinpath(relative).read_text(encoding="utf-8")
    first, *rest = _SECTION.split(text)
    names, texts = rest[::2], rest[1::2]
    # Two blank lines and the comment go; the end of the line before them stays.
    ended = [f"{part}\n" for part in (first, *texts)[:-1]]
    return dict(zip(("", *names), (*ended, (first, *texts)[-1]), strict=True))


def fill(text: str, values: Mapping[str, str], lines: Mapping[str, Mapping[str, str]] | None = None) -> str:
    """Put values into the places of a template, in one pass: what a value holds is never taken for a place.

    `lines` are the dictionaries. Raises `KeyError` for a place that has no value. Literals come out in ASCII.
    """

    def value_of(match: re.Match[str]) -> str:
        if name := match["lines"]:
            pairs = (lines or {})[name]
            shown = "".join(f"\n    {key!a}: {pairs[key]!a}," for key in sorted(pairs))
            return f"{{{shown}\n}}" if shown else "{}"
        return ascii(values[match["literal"]]) if match["literal"] else values[match["bare"]]

    return _PLACE.sub(value_of, text)
