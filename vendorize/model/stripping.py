"""What is taken out of a result although nothing is cut: debugging information, and text that does not run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize.model.settings import STRIP_KINDS, STRIP_NOTHING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vendorize.model.plan import ModulePlan
    from vendorize.model.settings import Stripped

_DEBUG = "strip-debug=true"
"""How a lock says that the command line asked for compiled code without debugging information."""
_TEXT = "strip="
"""How one says the same of text."""
_NO_TEXT = f"{_TEXT}{STRIP_NOTHING}"
"""How one says that no text was to go, whatever is configured for all."""

MAIN = "__main__"
"""The name of a module that runs as a program, and of the block that runs then alone."""
_OWN_FILE = frozenset({"__cached__", "__file__", "co_filename", "getfile", "getsourcefile", "linecache"})
"""By these names code finds the file that it is in."""
OPENING = frozenset(
    {
        *("FileIO", "fdopen", "get_data", "get_source", "getlines", "linecache", "open", "open_code", "read_bytes"),
        *("read_text", "tokenize"),
    }
)
"""By these, it reads files."""


def may_lose_text(module: ModulePlan) -> bool:
    """Tell whether text that does not run may go from a module: nobody may read its file but to run it."""
    return module.summary is not None and (not module.by_path or module.by_loader) and not may_read_itself(module)


def may_read_itself(module: ModulePlan, *, as_program: bool = True) -> bool:
    """Tell whether kept code has both a name of its own file and one by which files are read.

    Where nobody runs it `as_program`, what stands under `__name__ == "__main__"` is no code.
    """
    names, blocks = set[str](), set[int]()
    for part in module.kept_parts():
        if not as_program and (part.parent in blocks or (part.kind == "block" and part.name == MAIN)):
            blocks.add(part.index)
            continue
        reads = part.reads
        names |= {name for chain, _ in (*reads.refs, *reads.lazy) for name in chain}
        names |= {name for name, _ in reads.attributes}
        names |= {name for one in part.imports for name in (one.name, one.module) if name}
    return not (names.isdisjoint(_OWN_FILE) or names.isdisjoint(OPENING))


def strip_option(*, asked: bool) -> tuple[str, ...]:
    """Return what a lock says of whether the command line asked for no debugging information."""
    return (_DEBUG,) if asked else ()


def strip_asked(options: Iterable[str]) -> bool:
    """Tell whether the options of a lock ask for that."""
    return _DEBUG in options


def text_options(asked: Stripped | None) -> tuple[str, ...]:
    """Return what a lock says of the text that the command line asked to be taken out; None: nothing was said."""
    if asked is None:
        return ()
    return tuple(f"{_TEXT}{kind}" for kind in sorted(asked)) or (_NO_TEXT,)


def text_asked(options: Iterable[str]) -> Stripped | None:
    """Return the kinds of text that the options of a lock name; None where they say nothing of text."""
    found = set(options)
    kinds = frozenset(kind for kind in STRIP_KINDS if f"{_TEXT}{kind}" in found)
    return kinds if kinds or _NO_TEXT in found else None
