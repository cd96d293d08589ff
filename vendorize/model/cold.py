"""What becomes of live functions that are not known to run: three fates in place of two."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

if TYPE_CHECKING:
    from vendorize.model.executed import Executed

ColdPolicy = Literal["load", "warn", "deny", "drop"]
"""What a cold function does when it is called: come back; the same with a line in the log; an error. `drop`: nothing is
cold, so that what is live stays."""
ARCHIVE_NAME = "_vendorize_cold.zip"
"""File beside the support module that has the cold code of a result."""
DOC_SIGN = "@doc"
"""What stands in the archive for a docstring that the stub has."""
OLDEST = (3, 11)
"""First version of Python that code objects name themselves in (`co_qualname`), which loading goes by."""


@dataclass(frozen=True, slots=True)
class Cold:
    """What was said about cold code; distributions are named by their keys."""

    policy: ColdPolicy = "drop"
    policies: tuple[tuple[str, ColdPolicy], ...] = ()
    """For single distributions."""

    def of(self, key: str) -> ColdPolicy:
        """Return the policy for a distribution."""
        return dict(self.policies).get(key, self.policy)

    @property
    def any(self) -> bool:
        """Whether something may be cold."""
        return any(one != "drop" for one in (self.policy, *(policy for _, policy in self.policies)))

    @property
    def denies(self) -> bool:
        """Whether cold code of something is denied."""
        return "deny" in (self.policy, *(policy for _, policy in self.policies))


@dataclass(frozen=True, slots=True)
class Temperature:
    """What decides between hot and cold."""

    cold: Cold
    executed: Executed | None = None
    """What ran: hot. None: nobody has looked, and `believed` says what will run."""
    believed: frozenset[tuple[str, str]] = frozenset()
    """Module and qualified name of functions to which names and types lead from where execution starts."""
    kept: tuple[str, ...] = ()
    """Symbols of keep rules, which are hot; `*` stands for any text in them."""


class Unread(NamedTuple):
    """What no code of a result reads that may run."""

    docstrings: bool = False
    """Docstrings of functions, but those that are asked for by name."""
    comments: bool = False
    """Source text around the lines that run."""
    denied: frozenset[tuple[str, str]] = frozenset()
    """Module and qualified name of functions that would read docstrings, and have to be denied; no name where the
    module is."""


ALL_READ: Final = Unread()


class ColdCode(NamedTuple):
    """How much of one distribution is cold in a result."""

    distribution: str
    """Its name."""
    policy: ColdPolicy
    modules: int
    """Cold as a whole."""
    functions: int
    """Cold ones, those of cold modules included."""
    hot: int
    """Functions that stay where they are."""
    bytes: int
    """Source text of the cold functions."""
    defined: int
    """The cold functions with those inside of them, as reports count functions."""
    stays: tuple[tuple[str, int], ...]
    """Reasons for which functions and modules stay that nothing says to be hot, with how many; most first."""


class ColdFunction(NamedTuple):
    """A function whose body is not in its module."""

    name: str
    """Qualified name."""
    line: int
    """Its first line in the file of the result, decorators included."""
    last: int


class PackedLevel(NamedTuple):
    """The text of a module of which nothing but its own level runs: it is in the archive, and its file runs it."""

    key: str
    """What the table of places in the archive names it by: what stubs of the module do."""
    text: bytes
    """UTF-8, on the line numbers that everybody is told."""


class DeniedModule(NamedTuple):
    """A compiled module that the result does not have because it is cold, and says so to who imports it."""

    name: str
    """Dotted name."""
    relative: str
    """POSIX path of its file under site-packages."""

    @property
    def stub(self) -> str:
        """Return the path of the Python file that stands in its place."""
        return f"{stem(self.relative)}.py"


def stem(relative: str) -> str:
    """Return the path of a compiled module without what names its platform: traces are of several machines."""
    folder, slash, base = relative.rpartition("/")
    return f"{folder}{slash}{base.partition('.')[0]}"


@dataclass(frozen=True, slots=True)
class ColdModule:
    """What of a module is not in its file."""

    policy: ColdPolicy
    functions: tuple[ColdFunction, ...]
    text: bytes
    """UTF-8 with the lines of the functions at the numbers that they have in the file, empty lines elsewhere, and a
    last one that says from where to where they go; or that of the whole module."""
    key: str = ""
    """What stubs, and the table of places in the archive, name it by."""
    whole: bool = False
    """All of it is in the archive, and its file runs it from there."""
    defined: int = 0
    """Functions in the text, those inside of others too."""
    warm: tuple[tuple[str, str], ...] = ()
    """What stays although nothing says that it is hot, the module or functions: qualified name, and why."""

    def lines(self) -> list[bytes]:
        """Return the lines of the text with their ends, without the last one where that says what stands above."""
        return self.text.splitlines(keepends=True)[: None if self.whole else -1]

    def named(self) -> tuple[str, ...]:
        """Return the functions that left the module one by one, as records of a result name them."""
        return () if self.whole else tuple(f"{one.name}:{one.line}" for one in self.functions)
