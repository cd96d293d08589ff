"""Make an environment, and ask it who it is."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from virtualenv import cli_run, session_via_cli


def make(folder: Path, *options: str) -> Path:
    """Make an environment from what virtualenv brings; give its interpreter."""
    session = cli_run([str(folder), "--no-download", "--no-periodic-update", *options])
    return Path(session.creator.exe)


def planned(folder: Path) -> tuple[str, tuple[int, ...]]:
    """Return the interpreter that would be taken."""
    session = session_via_cli([str(folder), "--no-seed"])
    return session.interpreter.implementation, tuple(session.interpreter.version_info[:2])


def main() -> None:
    made = make(Path(sys.argv[1]))
    print(subprocess.run([made, "-m", "pip", "--version"], check=True, capture_output=True, text=True).stdout)


if __name__ == "__main__":
    main()
