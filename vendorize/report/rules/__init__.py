"""The diagnostic codes: what each is called, and the page that explains it.

Codes are never used again for something else; scripts and inline comments name them.
"""

from __future__ import annotations

CODES = {
    "VZ101": "import by computed name",
    "VZ102": "import hook or meta path change",
    "VZ103": "plugins by entry points",
    "VZ104": "submodules listed at run time",
    "VZ201": "attribute by computed name",
    "VZ202": "namespace read as a dictionary",
    "VZ203": "members listed at run time",
    "VZ204": "subclasses listed at run time",
    "VZ205": "class made at run time",
    "VZ301": "code made at run time",
    "VZ302": "names inside format strings",
    "VZ303": "doctest examples",
    "VZ304": "annotations evaluated at run time",
    "VZ401": "module replaced",
    "VZ402": "module-level `__getattr__`",
    "VZ403": "program started as `python -m` by name",
    "VZ501": "data files read beside the code",
    "VZ502": "metadata of a distribution read at run time",
    "VZ601": "compiled module",
    "VZ602": "compiled module left out",
    "VZ701": "source that cannot be read as Python",
}
"""Every code with its title, in order."""


def page(code: str) -> str:
    """Give the page of a code as Markdown; the code must be one of `CODES`."""
    from importlib.resources import files  # noqa: PLC0415 - brings archives and temporary files along

    if code not in CODES:
        raise KeyError(code)
    return files(__name__).joinpath(f"{code}.md").read_text(encoding="utf-8")
