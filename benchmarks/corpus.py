"""Prove the tool on real applications: extract each, run its own tests on the result, and compare with the original.

For every application and layout, `vendorize analyze` and `vendorize verify` run as child processes, under the
conditions that the corpus prescribes and without network where the system can cut it off (`unshare`, as root). Ends
with 1 if any outcome differs, anything leaks, or anything is loaded from the original packages.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import applications

if TYPE_CHECKING:
    from collections.abc import Sequence

    from applications import Application

QUICK = ("yamllint", "scriv")
LAYOUTS = ("site", "package")
ALL_LAYOUTS = (*LAYOUTS, "file")
TIMEOUT = 1800
SHOWN = 5
HEAD = (
    "application",
    "layout",
    "original",
    "result",
    "absent",
    "differs",
    "leaks",
    "foreign",
    "functions",
    "executed",
    "kept",
    "kept/exec",
    ".py kept",
    "bytes before",
    "after",
    "start-up",
    "analysis",
)
DISTRIBUTIONS = ("distribution", "functions", "executed", "kept", "kept/exec", ".py kept", "modules", "kept")


def main() -> None:
    """Verify the applications asked for, print one table, and end with 1 on any difference."""
    options = _options()
    if not (options.corpus / "apps.toml").is_file():
        print(f"no corpus at {options.corpus}: nothing was verified (name its folder with --corpus)")
        return
    names = options.names or (QUICK if options.quick else ())
    workers = len(QUICK) if options.quick else 1  # of many, times are measured
    with tempfile.TemporaryDirectory(prefix="vendorize-corpus-", ignore_cleanup_errors=True) as scratch:
        in_layouts = partial(_verify_all, options.layout or LAYOUTS, options.cache_dir or Path(scratch))
        with ThreadPoolExecutor(workers) as pool:
            chosen = applications.load(options.corpus, options.work, names)
            answers = [answer for found in pool.map(in_layouts, chosen) for answer in found]
    if options.distributions:
        for answer in {answer["application"]: answer for answer in answers if "totals" in answer["analysis"]}.values():
            print(applications.table([DISTRIBUTIONS, *_distribution_rows(answer)]) + "\n")
    print(applications.table([HEAD, *map(_row, answers)], left=2))
    if options.json:
        options.json.write_text(json.dumps(answers, indent=1) + "\n", encoding="utf-8")
    different = [answer for answer in answers if not answer["same"]]
    print(f"{len(answers) - len(different)} of {len(answers)} the same")
    sys.exit(bool(different))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    applications.add_options(parser)
    parser.add_argument("--layout", action="append", choices=ALL_LAYOUTS, help="repeatable (default: site, package)")
    parser.add_argument("--quick", action="store_true", help=f"only {' and '.join(QUICK)}: minutes, for CI")
    parser.add_argument("--distributions", action="store_true", help="also a table of each application's distributions")
    parser.add_argument("--cache-dir", type=Path, metavar="DIR", help="the tool's cache (default: a fresh one)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures and differences")
    return parser.parse_args()


def _verify_all(layouts: Sequence[str], cache: Path, application: Application) -> list[dict[str, Any]]:
    """Prepare an application, and return a line of the table for each layout; each is shown when it is known."""
    applications.prepare(application)
    answers = []
    for layout in layouts:
        answers.append(_verify(application, layout, cache))
        _show(answers[-1])
    return answers


def _verify(application: Application, layout: str, cache: Path) -> dict[str, Any]:
    """Return one line of the table, with all that the tool answered."""
    common = [str(application.source), "--python", str(application.python), "--cache-dir", str(cache)]
    started = time.perf_counter()
    analysis = tool(application, ["analyze", *common, "--output-format", "json"])
    verdict = tool(
        application,
        ["verify", *common, "--layout", layout, "--output-format", "json", "--", *application.test_command("python")],
    )
    return {
        "application": application.name,
        "layout": layout,
        "same": bool(verdict.get("same")),
        "executed": application.executed,
        "executed_in": {each["name"].lower(): each["functions_run"] for each in application.settings["dists"]},
        "seconds": round(time.perf_counter() - started, 1),
        "analysis": analysis,
        "verdict": verdict,
    }


def tool(application: Application, arguments: Sequence[str]) -> dict[str, Any]:
    """Run the tool under the application's conditions; give its answer, or `error` with what it said."""
    # -P: the current folder is nobody's code.
    command = application.offline([sys.executable, "-P", "-m", "vendorize", *arguments])
    try:
        finished = subprocess.run(
            command,
            env=application.variables(),
            cwd=application.folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            timeout=TIMEOUT,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return {"error": f"stopped after {TIMEOUT} s"}
    try:
        return dict(json.loads(finished.stdout))
    except ValueError:
        return {"error": f"exit code {finished.returncode}: {(finished.stderr or finished.stdout)[-800:]}"}


def _show(answer: dict[str, Any]) -> None:
    """Print at once what is wrong with one application."""
    where = f"{answer['application']}, {answer['layout']}"
    print(f"{where}: {'same' if answer['same'] else 'DIFFERENT'}, {answer['seconds']} s", file=sys.stderr, flush=True)
    for of in ("analysis", "verdict"):
        if "error" in answer[of]:
            print(f"{where}: {of}: {answer[of]['error']}", flush=True)
    verdict = answer["verdict"]
    causes = Counter(cause(difference) for difference in verdict.get("differences", ()))
    for cause, count in causes.most_common(SHOWN):
        example = next(each for each in verdict["differences"] if cause(each) == cause)
        print(
            f"{where}: {count} times {cause}\n    {example['test']}: {example['baseline']} → {example['result']}",
            flush=True,
        )
    for leak in verdict.get("leaks", ())[:SHOWN]:
        print(f"{where}: leak {leak['symbol']} < {' < '.join(leak['path'])}", flush=True)
    if verdict.get("foreign_imports"):
        print(f"{where}: loaded from the original: {' '.join(verdict['foreign_imports'][:SHOWN])}", flush=True)


def cause(difference: dict[str, str]) -> str:
    """Return the last line of a message: the exception, as a rule."""
    lines = (difference["message"] or "").strip().splitlines()
    return lines[-1][:160] if lines else f"{difference['baseline']} became {difference['result']}"


def _row(answer: dict[str, Any]) -> tuple[str, ...]:
    verdict, analysis = answer["verdict"], answer["analysis"]
    return (
        answer["application"],
        answer["layout"],
        *_outcomes(verdict),
        f"{len(verdict.get('absent', ()))}/{len(analysis.get('distributions', ()))}",
        *_found(verdict),
        *_kept(analysis, answer["executed"]),
        *_size(verdict),
        f"{analysis['seconds']['total']:.2f} s" if "seconds" in analysis else "-",
    )


def _distribution_rows(answer: dict[str, Any]) -> list[tuple[str, ...]]:
    """Return a line for each distribution, the most functions that nothing executed first."""
    rows = []
    for found in answer["analysis"]["distributions"]:
        functions, modules, sources = found["functions"], found["modules"], found["bytes"]
        executed = answer["executed_in"].get(found["name"].lower(), 0)
        row = (
            f"{answer['application']}: {found['name']}",
            str(functions["total"]),
            str(executed),
            str(functions["kept"]),
            f"{functions['kept'] / executed:.2f}" if executed else "-",
            f"{100 * sources['kept'] / max(1, sources['total']):.1f}%",
            str(modules["total"]),
            str(modules["kept"]),
        )
        rows.append((functions["kept"] - executed, row))
    return [row for _unused, row in sorted(rows, reverse=True)]


def _outcomes(verdict: dict[str, Any]) -> tuple[str, str]:
    if "error" in verdict:
        return "error", "error"
    before, after = (
        "/".join(str(verdict[side][outcome]) for outcome in ("passed", "failed", "skipped"))
        for side in ("baseline", "result")
    )
    return before, after


def _found(verdict: dict[str, Any]) -> tuple[str, str, str]:
    differences, leaks, foreign = (
        str(len(verdict[kind])) if kind in verdict else "-" for kind in ("differences", "leaks", "foreign_imports")
    )
    return differences, leaks, foreign


def _kept(analysis: dict[str, Any], executed: int) -> tuple[str, ...]:
    if "totals" not in analysis:
        return ("-", str(executed), "-", "-", "-")
    functions = analysis["totals"]["functions"]
    sources = [found["bytes"] for found in analysis["distributions"]]
    share = 100 * sum(each["kept"] for each in sources) / max(1, sum(each["total"] for each in sources))
    kept = functions["kept"]
    return str(functions["total"]), str(executed), str(kept), f"{kept / max(1, executed):.2f}", f"{share:.1f}%"


def _size(verdict: dict[str, Any]) -> tuple[str, str, str]:
    if "size" not in verdict:
        return "-", "-", "-"
    before, after = verdict["size"]["baseline_bytes"], verdict["size"]["result_bytes"]
    slow, quick = verdict["startup_ms"]["baseline"], verdict["startup_ms"]["result"]
    return f"{before:,}", f"{after:,}", f"{quick / slow:.2f}" if slow and quick else "-"


if __name__ == "__main__":
    main()
