"""What a traced run of the tests saw, and the keep rules that this leads to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Way = Literal["app", "tests", "third", "import", "thread"]

Ranges = tuple[tuple[int, int], ...]
"""First and last lines; a range that begins with 0 is a whole module."""


@dataclass(frozen=True, slots=True, order=True)
class TracedCall:
    """A frame on the stack."""

    file: str
    line: int
    """The line that was running."""
    name: str
    first: int
    """First line of its function, decorators included."""


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """A function or module that ran, for one of its callers."""

    file: str
    line: int
    """First line, decorators included."""
    name: str
    function: bool
    """False: the body of a module, which was imported."""
    way: Way
    """What the nearest caller outside the standard library is; `thread`: there is none."""
    is_body: bool
    """The caller is the body of a module or class that is being executed."""
    chain: tuple[TracedCall, ...]
    """Nearest first; the last one is that caller, those before it are the standard library's."""
    test: str
    """The test that ran; empty where none is known."""


@dataclass(frozen=True, slots=True, order=True)
class Proposal:
    """A keep rule for what the tests show and the analysis does not see."""

    symbol: str
    """As in a keep rule; may end with `*`."""
    reason: str
    code: str
    """`VZnnn` of the hazard that explains it; empty where none does."""
    seen_in: str
    """The first test that showed it."""


@dataclass(frozen=True, slots=True)
class LearnedData:
    """A pattern for `data.keep`."""

    pattern: str
    file: str
    """The first file that the tests opened and that the pattern keeps, by its path under site-packages."""


@dataclass(frozen=True, slots=True)
class Learned:
    """What a traced run teaches."""

    proposals: tuple[Proposal, ...]
    """Sorted by symbol."""
    handed_over: tuple[str, ...] = ()
    """What the program ran and the result lacks, of objects that tests made and handed to it: it needs no rule."""
    data: tuple[LearnedData, ...] = ()
    """What keeps data files that went and that the tests opened; sorted."""
    data_kept: tuple[str, ...] = ()
    """The patterns that the configuration has already."""
