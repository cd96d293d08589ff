"""What is taken out of a result although nothing is cut: debugging information, and text that does not run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, get_args

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vendorize.model.plan import ModulePlan

StripKind = Literal["comments", "typing", "docstrings"]
"""Text of vendored modules: comments, empty lines and texts that are statements; what a type checker alone reads; and
docstrings of modules, classes and functions, whose `__doc__` is then None, as under `python -OO`."""
KINDS: Final[tuple[StripKind, ...]] = get_args(StripKind)
Stripped = frozenset[StripKind]
_DEBUG = "strip-debug=true"
"""How a lock says that the command line asked for compiled code without debugging information."""
_TEXT = "strip="
"""How one says the same of text."""


@dataclass(frozen=True, slots=True)
class Strip:
    """What was said about text that does not run; distributions are named by their keys."""

    kinds: Stripped = frozenset()
    of_distributions: tuple[tuple[str, Stripped], ...] = ()
    """For single distributions."""

    def of(self, key: str) -> Stripped:
        """Return what goes from a distribution."""
        return dict(self.of_distributions).get(key, self.kinds)


def may_lose_text(module: ModulePlan) -> bool:
    """Tell whether text that does not run may go from a module: nobody may read its file but to run it."""
    return module.summary is not None and (not module.by_path or module.by_loader)


def strip_option(*, asked: bool) -> tuple[str, ...]:
    """Return what a lock says of whether the command line asked for no debugging information."""
    return (_DEBUG,) if asked else ()


def strip_asked(options: Iterable[str]) -> bool:
    """Tell whether the options of a lock ask for that."""
    return _DEBUG in options


def text_options(asked: Iterable[StripKind]) -> tuple[str, ...]:
    """Return what a lock says of the text that the command line asked to be taken out."""
    return tuple(f"{_TEXT}{kind}" for kind in sorted(asked))


def text_asked(options: Iterable[str]) -> Stripped:
    """Return the kinds of text that the options of a lock name."""
    found = set(options)
    return frozenset(kind for kind in KINDS if f"{_TEXT}{kind}" in found)
