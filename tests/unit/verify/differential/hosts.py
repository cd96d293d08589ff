"""Two folders with a library each, as the variants of a program, and recorded calls made by hand."""

from __future__ import annotations

import base64
import os
import pickle
import sys
import textwrap
from typing import TYPE_CHECKING, Any

from vendorize.verify.differential.boundary import CallHost
from vendorize.verify.differential.recording import Recording

if TYPE_CHECKING:
    from pathlib import Path

UNKNOWN = object()


def call_host(folder: Path, lib: str) -> CallHost:
    """Write `lib.py`, and return the host in which it is importable."""
    folder.mkdir()
    (folder / "lib.py").write_text(textwrap.dedent(lib), encoding="utf-8")
    variables = {**os.environ, "PYTHONPATH": str(folder), "PYTHONHASHSEED": "0"}
    return CallHost((sys.executable,), variables, folder, "", ((str(folder), "<root>"),))


def call(
    name: str, *given: object, result: object = UNKNOWN, returned: bool = True, **keywords: object
) -> dict[str, Any]:
    """Return a call of a function of the library, as the recorder writes it."""
    return {
        "module": "lib",
        "name": name,
        "kind": "function",
        "call": _text((given, keywords)),
        "returned": returned,
        "result": None if result is UNKNOWN else _text(result),
    }


def recording(*calls: dict[str, Any]) -> Recording:
    return Recording(calls, {})


def _text(value: object) -> str:
    return base64.b64encode(pickle.dumps(value, protocol=4)).decode("ascii")
