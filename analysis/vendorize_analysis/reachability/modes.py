"""The ways in which strings are read; each is read by one treatment of a hazard."""

from __future__ import annotations

from typing import Final, Literal

Mode = Literal[
    "attributes",
    "modules",
    "code",
    "names of code",
    "groups",
    "pieces",
    "spellings",
    "files",
    "definitions",
    "endings",
    "programs",
    "whole programs",
    "annotations",
    "examples",
    "distributions",
]
ATTRIBUTES: Final = "attributes"
"""Single names in strings are attributes."""
MODULES: Final = "modules"
"""Dotted names in strings are modules or symbols."""
CODE: Final = "code"
"""Strings are code."""
NAMES_OF_CODE: Final = "names of code"
"""Strings that are names end up in code."""
GROUPS: Final = "groups"
"""Strings are groups of entry points."""
PIECES: Final = "pieces"
"""Strings are joined with underscores to names of attributes."""
SPELLINGS: Final = "spellings"
"""Strings, written in another way, are names of attributes."""
DEFINITIONS: Final = "definitions"
"""Names of functions and classes are attributes; not read from strings."""
FILES: Final = "files"
"""Strings that end with `.py` are files of the same distribution."""
ENDINGS: Final = "endings"
"""Single names in strings are put behind the names of packages."""
PROGRAMS: Final = "programs"
"""Dotted names in strings are modules that run as the program."""
WHOLE_PROGRAMS: Final = "whole programs"
"""As before, and who runs them takes what they bind."""
ANNOTATIONS: Final = "annotations"
"""Annotations that are kept as text are evaluated."""
EXAMPLES: Final = "examples"
"""Docstrings hold code that is run."""
DISTRIBUTIONS: Final = "distributions"
"""Strings are names of distributions whose metadata is read."""
