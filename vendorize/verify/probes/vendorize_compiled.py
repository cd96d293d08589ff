"""Tell which compiled modules are what compiling their source gives: `vendorize_compiled.py FILE` (Python 3.8+).

`FILE` has a JSON array of objects `compiled`, `source`, `optimize`. Printed is a JSON array with, for each, an empty
text or why it is not. Runs in the analysed interpreter, without its packages; nothing of what is read is executed.
"""

from __future__ import annotations

import json
import marshal
import sys
from importlib.util import MAGIC_NUMBER
from io import BytesIO
from pathlib import Path
from types import CodeType

_HEADER = 16
_KINDS = (0, 1, 3)
"""Flags of a header: by time, by hash that is not looked at, by hash (PEP 552). Others are an error for Python."""
_PLACES = frozenset({"co_filename", "co_consts"})
"""The first does not matter, and the second is compared by value."""


def differs(compiled: Path, source: Path, optimize: int) -> str:
    """Say why a compiled module is not that of its source; empty where it is."""
    try:
        content = compiled.read_bytes()
        if content[:4] != MAGIC_NUMBER:
            return "of another Python"
        if int.from_bytes(content[4:8], "little") not in _KINDS:
            return "unreadable"
        stream = BytesIO(content[_HEADER:])
        found = marshal.load(stream)  # noqa: S302 - in a child, to be compared, never run
        made = compile(source.read_bytes(), str(source), "exec", dont_inherit=True, optimize=optimize)
    except (OSError, ValueError, EOFError, TypeError, SyntaxError, RecursionError, MemoryError):
        return "unreadable"
    return "" if _same(found, made) and not stream.read() else "of other code"


def _same(one: object, other: object) -> bool:
    """Compare what stands in code; constants of different types may be equal, and are not the same."""
    if type(one) is not type(other):
        return False
    if isinstance(one, CodeType) and isinstance(other, CodeType):
        names = {name for name in dir(one) if name.startswith("co_")} - _PLACES
        values = ((getattr(one, name), getattr(other, name)) for name in names)
        return _same(one.co_consts, other.co_consts) and all(a == b for a, b in values if not callable(a))
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(map(_same, one, other))
    if isinstance(one, frozenset) and isinstance(other, frozenset):
        return sorted(map(repr, one)) == sorted(map(repr, other))
    # Text tells 0.0 from -0.0, and finds a NaN equal.
    return repr(one) == repr(other)


def main() -> None:
    """Answer for each."""
    asked = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    answers = [differs(Path(one["compiled"]), Path(one["source"]), one["optimize"]) for one in asked]
    print(json.dumps(answers))  # noqa: T201 - the answer


if __name__ == "__main__":
    main()
