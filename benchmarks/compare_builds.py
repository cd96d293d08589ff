"""Compare what two builds of vendorize say and write about the same projects.

`--before` and `--after` are interpreters of two environments that have vendorize installed. Projects are folders,
single files, or names of applications of the two corpora (`--corpus`, `tests/corpus`); without any, the examples of
this repository. Of each project are compared

- the JSON of `analyze` with the kept symbols, field for field,
- the call graph in the form of PyCG,
- in each layout the JSON of `extract` and every byte that it writes,
- with `--with-verify` the JSON of `verify`, with the outcome of every test.

Only what is by nature another thing each time is left out: times, peak memory, the names of temporary folders,
addresses of objects. Both builds run in the same folder one after the other, each with an empty cache, so that paths
are the same. Prints a line for each project and layout, then each difference with its path and the first line that
differs. Ends with 1 if there is a difference, and with 2 if a build or a project cannot be found.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import applications
from differences import Comparison, compare_folders, steady
from projects import EXAMPLES, find_projects, interpreter

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from projects import Project

LAYOUTS = ("site", "package")
TIMEOUT = 3600
SHOWN = 10


def main() -> None:
    """Compare the builds on the projects asked for, and end with 1 on any difference."""
    options = _options()
    options.before, options.after = map(interpreter, (options.before, options.after))
    options.target = options.target or options.before
    names = options.projects or [str(path) for path in EXAMPLES if path.exists()]
    projects = list(find_projects(names, options))
    different = False
    with ThreadPoolExecutor(max_workers=options.jobs) as pool:
        for comparisons in pool.map(lambda project: compare(project, options), projects):
            different |= any(comparison.differences for comparison in comparisons)
            for comparison in comparisons:
                print("\n".join(lines_of(comparison, options.show)), flush=True)
    sys.exit(different)


def compare(project: Project, options: argparse.Namespace) -> list[Comparison]:
    """Run both builds on one project.

    Returns one comparison for `analyze` and `graph`, then one for each layout.
    """
    with tempfile.TemporaryDirectory(prefix="vendorize-compare-", ignore_cleanup_errors=True) as folder:
        for side in ("before", "after"):
            work = Path(folder) / "work"
            work.mkdir()
            run_build(getattr(options, side), project, work, options)
            work.rename(Path(folder) / side)
        before, after = Path(folder) / "before", Path(folder) / "after"
        names = ["", *options.layout]
        return [
            compare_folders(f"{project.name} {name}".rstrip(), before / f"of-{name}", after / f"of-{name}")
            for name in names
        ]


def run_build(python: str, project: Project, work: Path, options: argparse.Namespace) -> None:
    """Let one build say and write all that is compared.

    Fills `work/of-` with answers that do not depend on a layout, and `work/of-LAYOUT` for each layout: an answer is a
    file `COMMAND.json` (`COMMAND.text` if it is no JSON) beside `COMMAND.exit`, the result stands in `result`.
    """
    common = [str(project.path), "--python", str(project.python), *project.options, "--cache-dir", str(work / "cache")]
    # Which of two equal files is read first, and which comes from the cache, is a matter of luck with more processes.
    common += ["--jobs", "1", *options.more]
    shared = work / "of-"
    shared.mkdir()
    _ask(python, project, shared / "analyze", ["analyze", *common, "--kept-symbols", "--output-format", "json"])
    _ask(python, project, shared / "graph", ["graph", *common, "--output-format", "pycg"])
    for layout in options.layout:
        folder = work / f"of-{layout}"
        folder.mkdir()
        form = ["--layout", layout, "--output-format", "json"]
        _ask(python, project, folder / "extract", ["extract", *common, *form, "--out", str(folder / "result")])
        if options.with_verify:
            record = ["--record", str(folder / "record.json"), *(["--", *project.tests] if project.tests else [])]
            _ask(python, project, folder / "verify", ["verify", *common, *form, *record])


def lines_of(comparison: Comparison, most: int) -> Iterator[str]:
    """Yield the line of a project and layout, and the first differences below it."""
    count = len(comparison.differences)
    word = "same" if not count else f"{count} DIFFER"
    yield f"{comparison.title}: {word} ({comparison.files} files and answers)"
    for each in comparison.differences[:most]:
        yield f"  {each.path}\n    - {each.before}\n    + {each.after}"
    if count > most:
        yield f"  and {count - most} more (--show)"


def _ask(python: str, project: Project, into: Path, arguments: Sequence[str]) -> None:
    """Run the tool once; writes what it answered beside its exit code."""
    # -P: the current folder is nobody's code.
    command = [python, "-P", "-m", "vendorize", *arguments]
    if project.tests and shutil.which("unshare") and os.geteuid() == 0:
        command = ["unshare", "-n", "sh", "-c", 'ip link set lo up; exec "$@"', "sh", *command]
    done = subprocess.run(
        command,
        cwd=into.parent,
        env=None if project.variables is None else dict(project.variables),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        timeout=TIMEOUT,
        check=False,
    )
    into.with_suffix(".exit").write_text(f"{done.returncode}\n", encoding="utf-8")
    try:
        json.loads(done.stdout)
    except ValueError:
        into.with_suffix(".text").write_text(steady(done.stdout + done.stderr), encoding="utf-8")
    else:
        into.with_suffix(".json").write_text(done.stdout, encoding="utf-8")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "projects", nargs="*", metavar="PROJECT", help="folders, files, applications (default: the examples)"
    )
    parser.add_argument("--before", required=True, metavar="PYTHON", help="interpreter of the first build")
    parser.add_argument("--after", required=True, metavar="PYTHON", help="interpreter of the second build")
    parser.add_argument(
        "--target", metavar="PYTHON", help="environment of folders without .venv (default: of --before)"
    )
    parser.add_argument("--more", action="append", default=[], metavar="WORD", help="for every command; repeatable")
    parser.add_argument("--layout", action="append", choices=LAYOUTS, help="repeatable (default: both)")
    parser.add_argument("--with-verify", action="store_true", help="also run the tests of each project: slow")
    parser.add_argument("--jobs", type=int, default=1, metavar="N", help="projects at the same time (%(default)s)")
    parser.add_argument("--show", type=int, default=SHOWN, metavar="N", help="differences shown at most (%(default)s)")
    parser.add_argument("--corpus", type=Path, default=applications.CORPUS, metavar="DIR", help="folder with apps.toml")
    parser.add_argument(
        "--work", type=Path, default=applications.default_work(), metavar="DIR", help="prepared applications"
    )
    options = parser.parse_args()
    options.layout = options.layout or list(LAYOUTS)
    return options


if __name__ == "__main__":
    main()
