"""Bundle every trap with other tools that make one file, and count which results do the same as the original.

    python benchmarks/trap_peers.py PYTHON [--workers N] [--json FILE] [NAME ...]

PYTHON is that of an environment with `stickytape` and `cribo`; what is not there is left out. A trap is a small program
with the libraries that it imports (`tests/traps`). Each tool gets the search path of the original, in the way that its
own documentation says; `zipapp`, of the standard library, gets all of it in one archive. A result runs in a folder of
its own, without site-packages and without the original beside it; *same* is the same exit code and standard output.
Traps that the layout `file` refuses (what stays as it is installed), or whose original fails here, are for nobody.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipapp
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

REPOSITORY = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(REPOSITORY), str(REPOSITORY / "analysis")]

from tests.traps.runner import Run, Trap, read_traps, run, run_original, try_trap, write  # noqa: E402 - of the repository

if TYPE_CHECKING:
    from collections.abc import Callable

SECONDS = 120
MADE = "made.py"


def main() -> None:
    """Try all, print a line for each trap, and the sums."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("python", type=Path, help="interpreter of an environment with the tools")
    parser.add_argument("names", nargs="*", metavar="NAME", help="whole names or beginnings (default: all)")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write what came out of each trap")
    options = parser.parse_args()
    # Of a folder, not of a link: an environment is where its `python` lies.
    tools = {"zipapp": zipped, **found_tools(options.python.absolute().parent)}
    traps = [one for one in read_traps() if not options.names or one.name.startswith(tuple(options.names))]
    outcomes: dict[str, dict[str, str]] = {}
    with ThreadPoolExecutor(options.workers) as pool:
        for trap, found in zip(traps, pool.map(partial(tried, tools=tools), traps), strict=True):
            if found:
                outcomes[trap.name] = found
                print(f"{trap.name:44}", *(f"{name} {status:12}" for name, status in found.items()), flush=True)
    print(table(outcomes, tools))
    if options.json:
        options.json.write_text(json.dumps(outcomes, indent=1) + "\n", encoding="utf-8")


def found_tools(folder: Path) -> dict[str, Callable[[Path, Path], None]]:
    """Return how each tool that is there makes one file of a program: the program's folder, and that of the result."""
    known = {"stickytape": sticky, "cribo": cribo}
    commands = {name: shutil.which(name, path=str(folder)) for name in known}
    return {name: partial(known[name], command) for name, command in commands.items() if command is not None}


def sticky(command: str, before: Path, out: Path) -> None:
    """Let stickytape make the file."""
    made = [command, "main.py", "--add-python-path", str(before / "site"), "--output-file", str(out / MADE)]
    called(made, before)


def cribo(command: str, before: Path, out: Path) -> None:
    """Let cribo make the file; libraries count as its own with that option."""
    made = [command, "--bundle-third-party", "--entry", "main.py", "--output", str(out / MADE)]
    called(made, before, PYTHONPATH=str(before / "site"))


def zipped(before: Path, out: Path) -> None:
    """Put all of the program into an archive that Python runs."""
    tree = out / "tree"
    shutil.copytree(before, tree, ignore=shutil.ignore_patterns("site"))
    if (before / "site").is_dir():
        shutil.copytree(before / "site", tree, dirs_exist_ok=True)
    (tree / "main.py").rename(tree / "__main__.py")
    zipapp.create_archive(tree, out / MADE)
    shutil.rmtree(tree)


def called(command: list[str], folder: Path, **more: str) -> None:
    """Run a tool; raises `CalledProcessError` where it fails, `TimeoutExpired` where it does not end."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    subprocess.run(command, cwd=folder, env=kept | more, capture_output=True, check=True, timeout=SECONDS)


def tried(trap: Trap, tools: dict[str, Callable[[Path, Path], None]]) -> dict[str, str]:
    """Return what became of a trap by tool; nothing where it says nothing about one file."""
    if trap.is_installed or trap.has_second_root or trap.has_others_beside or sys.version_info < trap.needs:
        return {}
    with tempfile.TemporaryDirectory(prefix="vendorize-peers-") as place:
        ours = try_trap(trap.name, "file", Path(place) / "ours", child=True)
        if ours.expected.code or ours.status == "skipped":
            return {}
        found = {"vendorize": "refused" if ours.tool.code else told(ours.expected, ours.got)}
        for name, make in tools.items():
            found[name] = outcome(trap, make, Path(place) / name)
    return found


def outcome(trap: Trap, make: Callable[[Path, Path], None], place: Path) -> str:
    """Tell whether one tool's result does the same; `refused` where it made none."""
    before, out = place / "before", place / "out"
    out.mkdir(parents=True)
    write(trap, before)
    expected = run_original(trap, before)
    try:
        make(before, out)
    except (subprocess.SubprocessError, OSError):
        return "refused"
    if not (out / MADE).is_file():
        return "refused"
    shutil.rmtree(before)
    return told(expected, run([sys.executable, "-s", "-S", MADE], out))


def told(expected: Run, got: Run) -> str:
    """Tell whether a result did the same as its original; if not, whether it failed."""
    if (got.code, got.stdout) == (expected.code, expected.stdout):
        return "same"
    return "loud" if got.code else "silent"


def table(outcomes: dict[str, dict[str, str]], tools: dict[str, Callable[[Path, Path], None]]) -> str:
    """Return the sums: the same, an error, other output without one, no result."""
    lines = [
        "| tool | the same | an error | another output, exit code 0 | no file |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    for name in ("vendorize", *tools):
        counts = Counter(found[name] for found in outcomes.values())
        parts = (counts["same"], counts["loud"], counts["silent"], counts["refused"])
        lines.append(f"| {name} | " + " | ".join(f"{one} of {len(outcomes)}" for one in parts) + " |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
