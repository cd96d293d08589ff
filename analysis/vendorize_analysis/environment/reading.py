"""Ask the target interpreter whether it reads a file that this one does not."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from vendorize_analysis.model.environment import Interpreter

_QUESTION = "import ast, sys\nast.parse(open(sys.argv[1], 'rb').read())"
_TIMEOUT = 60
"""Seconds."""


def reads(interpreter: Interpreter, path: Path) -> bool:
    """Tell whether the interpreter's parser reads a file that ours refused; nothing in the file is run."""
    if interpreter.version[:2] == sys.version_info[:2]:
        return False
    import subprocess  # noqa: PLC0415 - nearly never needed

    command = [str(interpreter.executable), "-E", "-B", "-S", "-W", "ignore", "-c", _QUESTION, str(path)]
    try:
        done = subprocess.run(  # noqa: S603 - the interpreter that the user asked to analyse
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=_TIMEOUT, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return True  # In doubt it does.
    return done.returncode == 0
