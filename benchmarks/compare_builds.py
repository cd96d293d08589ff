"""Compare what two builds of vendorize give: the JSON of the commands, and every byte of the results.

    python benchmarks/compare_builds.py --before OLD/bin/python --after NEW/bin/python [PROJECT...]

Each project (default: the bundled examples) is analysed, drawn and extracted in both layouts by both builds, each with
its own cache; `--with-verify` adds `verify`. What is by nature another each time (times, paths of temporary folders)
is left out. A line says for each command whether both builds agree, and every difference is named; it ends with 1 if
there is one. Use it before and after a change that must not be seen from outside.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

REPOSITORY = Path(__file__).resolve().parents[1]
EXAMPLES = (REPOSITORY / "examples" / "expenses" / "before", REPOSITORY / "examples" / "notes" / "notes.py")
LAYOUTS = ("site", "package")
TIMED = frozenset({"seconds", "startup_ms", "out", "files_cached", "cached"})
"""Fields that may differ from run to run."""
SHOWN = 8


def main() -> None:
    """Compare the builds on each project, and end with 1 on any difference."""
    options = _options()
    different = 0
    with tempfile.TemporaryDirectory(prefix="vendorize-compare-") as scratch:
        for number, project in enumerate(options.projects or EXAMPLES):
            for label, found in _compare(project.resolve(), options, Path(scratch) / str(number)):
                different += bool(found)
                print(f"{project.name:20} {label:24} {'same' if not found else f'{len(found)} differences'}")
                for line in found[:SHOWN]:
                    print(f"    {line}")
    print("the builds agree" if not different else f"{different} comparisons differ")
    sys.exit(bool(different))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("projects", nargs="*", type=Path, metavar="PROJECT")
    parser.add_argument(
        "--before", required=True, metavar="PYTHON", help="interpreter that has the one build installed"
    )
    parser.add_argument("--after", required=True, metavar="PYTHON", help="interpreter that has the other one")
    parser.add_argument("--python", metavar="EXE", help="environment of the projects (default: each one's own)")
    parser.add_argument(
        "--with-verify", action="store_true", help="also run `verify` in both layouts, which takes long"
    )
    parser.add_argument(
        "--more", action="append", default=[], metavar="ARGUMENT", help="passed to every command; repeatable"
    )
    return parser.parse_args()


def _compare(project: Path, options: argparse.Namespace, scratch: Path) -> Iterator[tuple[str, list[str]]]:
    common = [str(project), *(["--python", options.python] if options.python else []), *options.more]
    for label, words in (
        ("analyze", ["analyze", *common, "--kept-symbols", "--output-format", "json"]),
        ("graph", ["graph", *common, "--output-format", "pycg"]),
    ):
        yield label, _differences(label, words, options, scratch)
    for layout in LAYOUTS:
        outs = {side: scratch / f"{side}-{layout}" for side in ("before", "after")}
        found = []
        answers = {}
        for side, out in outs.items():
            words = ["extract", *common, "--layout", layout, "--out", str(out), "--output-format", "json"]
            answers[side] = _run(getattr(options, side), words, scratch / f"cache-{side}")
        found += list(compare_values(answers["before"], answers["after"], ""))
        found += list(compare_folders(outs["before"], outs["after"]))
        yield f"extract {layout}", found
        if options.with_verify:
            words = ["verify", *common, "--layout", layout, "--output-format", "json"]
            yield f"verify {layout}", _differences("verify", words, options, scratch)


def _differences(_label: str, words: list[str], options: argparse.Namespace, scratch: Path) -> list[str]:
    before, after = (_run(getattr(options, side), words, scratch / f"cache-{side}") for side in ("before", "after"))
    return list(compare_values(before, after, ""))


def _run(python: str, words: list[str], cache: Path) -> Any:  # noqa: ANN401 - any JSON
    command = [python, "-P", "-m", "vendorize", *words, "--cache-dir", str(cache)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    try:
        return {"code": done.returncode, "answer": json.loads(done.stdout)}
    except ValueError:
        return {"code": done.returncode, "said": done.stdout, "error": done.stderr}


def compare_values(before: Any, after: Any, path: str) -> Iterator[str]:  # noqa: ANN401 - any JSON
    """Yield each place where two JSON values differ, as `path: old -> new`."""
    if isinstance(before, dict) and isinstance(after, dict):
        for key in sorted({*before, *after} - TIMED):
            yield from compare_values(before.get(key, "absent"), after.get(key, "absent"), f"{path}.{key}")
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for index, (old, new) in enumerate(zip(before, after, strict=True)):
            yield from compare_values(old, new, f"{path}[{index}]")
    elif before != after:
        yield f"{path.lstrip('.')}: {_short(before)} -> {_short(after)}"


def compare_folders(before: Path, after: Path) -> Iterator[str]:
    """Yield each file that only one folder has, or that has other bytes, with the first line that differs."""
    files = {
        path.relative_to(side).as_posix() for side in (before, after) for path in side.rglob("*") if path.is_file()
    }
    for relative in sorted(files):
        old, new = (_lines(side / relative) for side in (before, after))
        if old is None or new is None:
            yield f"{relative}: only in the result of the {'later' if old is None else 'earlier'} build"
        elif old != new:
            line = next(
                (n for n, (a, b) in enumerate(zip(old, new, strict=False), 1) if a != b), min(len(old), len(new)) + 1
            )
            yield f"{relative}:{line}: other bytes"


def _lines(path: Path) -> list[bytes] | None:
    return path.read_bytes().splitlines(keepends=True) if path.is_file() else None


def _short(value: Any) -> str:  # noqa: ANN401 - any JSON
    text = json.dumps(value)
    return text if len(text) <= 60 else f"{text[:57]}..."  # noqa: PLR2004 - a line that people read


if __name__ == "__main__":
    main()
