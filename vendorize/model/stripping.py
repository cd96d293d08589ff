"""What is taken out of a result although nothing is cut: debugging information, and text that does not run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize.model.settings import STRIP_KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vendorize.model.plan import ModulePlan
    from vendorize.model.settings import StripKind, Stripped

_DEBUG = "strip-debug=true"
"""How a lock says that the command line asked for compiled code without debugging information."""
_TEXT = "strip="
"""How one says the same of text."""


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
    return frozenset(kind for kind in STRIP_KINDS if f"{_TEXT}{kind}" in found)
