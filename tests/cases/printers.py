"""How each stage is printed: a wanted block `want NAME` is compared with `PRINTERS[NAME](folder of the case)`."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from tests.cases.graphs import print_graph, print_possible
from tests.cases.liveness import print_live
from tests.cases.stages import (
    COMMAND,
    print_cached,
    print_capabilities,
    print_command,
    print_environment,
    print_findings,
    print_lock,
    print_names,
    print_project,
    print_read,
    print_result,
    print_update,
    print_verdict,
)
from tests.cases.summaries import print_exports, print_summary, print_summary_on_linux

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def print_files(folder: Path) -> str:
    """Return every file with its number of lines: shows what the runner itself wrote."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return "".join(
        f"{path.relative_to(folder).as_posix()} {len(path.read_text(encoding='utf-8').splitlines())}\n"
        for path in files
    )


PRINTERS: dict[str, Callable[[Path], str]] = {
    "files": print_files,
    "summary": print_summary,
    "summary on linux": print_summary_on_linux,
    "exports": print_exports,
    "calls": print_graph,
    "possible calls": print_possible,
    "live": print_live,
    "project": print_project,
    "environment": print_environment,
    "read": print_read,
    "names": print_names,
    "cached": print_cached,
    "capabilities": print_capabilities,
}
PREFIXED: dict[str, Callable[[str, Path], str]] = {
    "result ": print_result,
    "verdict ": print_verdict,
    "lock ": print_lock,
    "findings ": print_findings,
    "update ": print_update,
    COMMAND: print_command,
}


def printer_of(label: str) -> Callable[[Path], str]:
    """Return the printer of a wanted block.

    The block is called by the name of its printer, or is a command (`vendorize …`), `result LAYOUT [PATH]`,
    `lock LAYOUT`, `findings LAYOUT PATH`, `update LAYOUT [PATH]`, or `verdict LAYOUT COMMAND`.
    """
    for prefix, printer in PREFIXED.items():
        if label.startswith(prefix):
            return partial(printer, label.removeprefix(prefix))
    return PRINTERS[label]
