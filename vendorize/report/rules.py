"""The diagnostic codes for people: the list, the page of each, and the reference of all of them.

What they say stands where the hazards are defined, in `vendorize_analysis.model.hazards`, and where the findings of
`check` are, in `vendorize.model.findings`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from vendorize.model.findings import KINDS
from vendorize_analysis.model.hazards import DESCRIPTIONS

if TYPE_CHECKING:
    from collections.abc import Mapping

FINDINGS: Final = frozenset(KINDS)
"""Codes of what `check` finds; the others are hazards."""
CODES: Final[Mapping[str, str]] = {
    **{code: said.title for code, said in DESCRIPTIONS.items()},
    **{code: kind.title for code, kind in KINDS.items()},
}
"""Every code with its title, in order."""

_INTRODUCTION: Final = """\
# Hazards

A hazard is code whose needs cannot be read off it. One such line must never keep everything: what it widens is bounded
by what is known about its argument, else by the distribution that it stands in and those that need it.
`vendorize rule CODE` prints a section of this page; `# vendorize: ignore[CODE]` on a line takes the treatment away
where its authors know better. The page is made of `analysis/vendorize_analysis/model/hazards/` by
`UPDATE_CASES=1 pytest tests/architecture/test_hazards.py`.

| code | construct | what it keeps |
| --- | --- | --- |
"""


def page(code: str) -> str:
    """Return the page of a code as Markdown; KeyError for a code that is none of `CODES`."""
    said = KINDS[code] if code in KINDS else DESCRIPTIONS[code]
    return f"# {code}: {said.title}\n\n{said.page}"


def reference() -> str:
    """Return the table of all hazards with their pages as one Markdown document."""
    rows = "".join(f"| {code} | {said.construct} | {said.keeps} |\n" for code, said in DESCRIPTIONS.items())
    pages = (page(code).replace("\n## ", "\n### ").rstrip() for code in DESCRIPTIONS)
    return _INTRODUCTION + rows + "".join(f"\n#{text}\n" for text in pages)
