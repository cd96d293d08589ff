"""Run an application of the manifest through `vendorize verify`: `python run.py NAME [--layout L] [-- OPTIONS]`.

Prepares it first where needed. The tool and the tests see no network when that can be arranged (Linux, root).
Prints one line with the verdict and then every difference, leak and flaky test; ends with 1 for the first two. With
`--extras` the extras of the manifest count as required, and what they bring is extracted too; else it is there for the
tests alone.
With `--baseline` the application's own tests are run and compared with the recorded figures, without vendorize.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from manifest import Application, applications
from prepare import WORK, Refused, interpreter, prepare

GIT_CONFIGURATION = """\
[user]
\tname = t
\temail = t@example.org
[init]
\tdefaultBranch = main
"""
FIGURE = re.compile(r"(\d+) (passed|skipped|failed|errors?)\b")
UNITTEST = re.compile(r"^Ran (\d+) tests? in .*\n\nOK$", re.MULTILINE)
"""What unittest says of tests that all passed, on standard error."""


def verify(application: Application, folder: Path, options: list[str]) -> int:
    """Print the verdict on one application; give the exit code."""
    tool = [
        sys.executable,
        "-m",
        "vendorize",
        "verify",
        str(folder / "src"),
        "--fresh",
        "--python",
        str(interpreter(folder)),
    ]
    roots = [option for root in application.roots for option in ("--root", root)]
    command = ["--output-format", "json", *roots, *options, "--", *application.tests_command()]
    done = _offline([*tool, *command], cwd=folder, environment=environment(application, folder))
    try:
        verdict = json.loads(done.stdout)
    except ValueError:
        print(f"{application.name}: no verdict, exit code {done.returncode}\n{done.stdout}{done.stderr}")
        return 2
    print(_line(application, verdict))
    for difference in verdict["differences"]:
        print("  ", _difference(difference))
    for leak in verdict["leaks"]:
        print("   leak:", leak)
    if verdict["untested"]:
        print("   not tested, as installed:", ", ".join(verdict["untested"]))
    for module in verdict["foreign_imports"]:
        print("   foreign import:", module)
    for one in verdict["flaky"]:
        print("   flaky:", one["test"], " ".join(one["message"].split())[:300])
    return done.returncode


def baseline(application: Application, folder: Path) -> int:
    """Run the application's tests in the original environment; give 0 when they do as recorded."""
    command = [*application.tests_command()]
    command[0] = str(interpreter(folder)) if command[0] == "python" else command[0]
    done = _offline(command, cwd=folder / "src", environment=environment(application, folder))
    found = {what.rstrip("s") if what.startswith("err") else what: int(n) for n, what in FIGURE.findall(done.stdout)}
    if ran := UNITTEST.search(done.stderr):
        found["passed"] = int(ran[1])
    same = (found.get("passed"), found.get("skipped", 0)) == (application.passed, application.skipped)
    good = same and not found.keys() & {"failed", "error"}
    print(f"{application.name}: {found}, recorded {application.passed} passed, {application.skipped} skipped")
    if not good:
        print(done.stdout[-20_000:], done.stderr[-5_000:])
    return 0 if good else 1


def _line(application: Application, verdict: dict[str, Any]) -> str:
    word = "same" if verdict["same"] else "DIFFERS"
    tests = f"baseline {_counted(verdict['baseline'])}; result {_counted(verdict['result'])}"
    before, after = verdict["size"]["baseline_bytes"], verdict["size"]["result_bytes"]
    return f"{application.name} {application.version}: {word}; {tests}; {before:,} bytes -> {after:,}"


def _counted(outcomes: dict[str, int]) -> str:
    return ", ".join(f"{number} {outcome}" for outcome, number in outcomes.items())


def _difference(difference: dict[str, Any]) -> str:
    last = (difference["message"] or "").strip().splitlines()[-1:]
    return f"{difference['test']}: {difference['baseline']} -> {difference['result']} {' '.join(last)[:300]}"


def environment(application: Application, folder: Path) -> dict[str, str]:
    """Return a bare environment, so that what the tests meet does not depend on who runs them."""
    home = folder / "home"
    shutil.rmtree(home, ignore_errors=True)  # what an earlier run left there changes what tests meet
    home.mkdir()
    configuration = home / ".gitconfig"
    configuration.write_text(GIT_CONFIGURATION, encoding="utf-8")
    path = os.pathsep.join([str(interpreter(folder).parent), os.defpath, "/usr/local/bin"])
    bare = {
        "PATH": path,
        "HOME": str(home),
        "TZ": "UTC",
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
        "PYTHONHASHSEED": "0",
        "TERM": "xterm",
        "COLUMNS": "80",
        "GIT_CONFIG_GLOBAL": str(configuration),
    }
    return bare | dict(application.env)


def offline(command: list[str]) -> list[str]:
    """Return a command that sees no network but loopback, where that can be arranged (Linux, root)."""
    if sys.platform == "linux" and os.geteuid() == 0 and shutil.which("unshare"):
        return ["unshare", "-n", "sh", "-c", 'ip link set lo up; exec "$@"', "sh", *command]
    return command


def _offline(command: list[str], *, cwd: Path, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    quiet: dict[str, Any] = {"stdin": subprocess.DEVNULL, "capture_output": True, "encoding": "utf-8"}
    return subprocess.run(offline(command), cwd=cwd, env=environment, check=False, **quiet)


def main() -> None:
    """Run the application that the command line names."""
    arguments = sys.argv[1:]
    cut = arguments.index("--") if "--" in arguments else len(arguments)
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    known = applications()
    parser.add_argument("name", choices=known, metavar="NAME")
    parser.add_argument("--layout", choices=["package", "site", "file"], default="package")
    parser.add_argument("--baseline", action="store_true")
    parser.add_argument("--extras", action="store_true", help="extract what the application's extras bring, too")
    parser.add_argument("--work", type=Path, default=WORK, metavar="DIR")
    chosen = parser.parse_args(arguments[:cut])
    application = known[chosen.name]
    try:
        folder = prepare(application, chosen.work)
    except Refused as refused:
        sys.exit(str(refused))
    if chosen.baseline:
        sys.exit(baseline(application, folder))
    extras = [option for extra in application.extras for option in ("--extra", extra)] if chosen.extras else []
    sys.exit(verify(application, folder, ["--layout", chosen.layout, *extras, *arguments[cut + 1 :]]))


if __name__ == "__main__":
    main()
