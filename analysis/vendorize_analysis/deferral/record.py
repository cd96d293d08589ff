"""The record of what the text of a module says of others."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from vendorize_analysis.deferral.ending import Endings
from vendorize_analysis.deferral.strangers import Strangers

if TYPE_CHECKING:
    from vendorize_analysis.deferral.makers import Maker
    from vendorize_analysis.model.summary import Chain


Lines = tuple[int, int, str]
"""First and last lines, and the module without which they do not run."""


class Facts(NamedTuple):
    """What the text of one module says of others."""

    reads: tuple[tuple[Chain, int], ...] = ()
    """Names with attributes that are read when it is imported, with lines."""
    sets: frozenset[tuple[str, str]] = frozenset()
    """Attributes that code of it gives to, or takes from, what it has imported; `*` for what it computes."""
    rebinds: frozenset[str] = frozenset()
    """Its own names that its functions give another value."""
    named: frozenset[str] = frozenset()
    """What its import statements name, those in functions too: modules, and names of them."""
    taken: frozenset[str] = frozenset()
    """Of those names that are imported: what they are in full."""
    uses: frozenset[str] = frozenset()
    """Dotted names below what it imports somewhere; `name.*` for a computed attribute."""
    borrows: frozenset[str] = frozenset()
    """Those, and what leads to them, that no import of this module gives, nor one of the function around."""
    asks: frozenset[str] = frozenset()
    """Modules that it looks for in `sys.modules`; `*` for those whose names it computes."""
    texts: frozenset[str] = frozenset()
    """Texts in it that may be names of modules, where they are the whole text."""
    constants: frozenset[str] = frozenset()
    """Its names whose values nothing can change: plain constants, types, patterns."""
    told: frozenset[str] = frozenset()
    """What it has of names that matter for modules of the standard library: variables of OpenSSL, starts of threads."""
    confined: tuple[tuple[int, Chain], ...] = ()
    """Statements that may do nothing that another module could tell: lines, and what each calls."""
    skipped: tuple[Lines, ...] = ()
    """What does not run where a module is not there."""
    makers: tuple[Maker, ...] = ()
    """Functions that make functions."""
    caught: tuple[tuple[int, int], ...] = ()
    """Lines where somebody catches that a module is not there."""
    strangers: Strangers = Strangers()
    """What it does to what may be modules under other names."""
    endings: Endings = Endings()
    """What it says of what may run when Python ends."""
    walks: int = 0
    """A line where it looks at all of `sys.modules`; 0 without."""
    computes: int = 0
    """A line where it looks for modules there that it computes the names of; 0 without."""
