"""Read the traps, write them to disk, run them before and after extraction, and compare."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import sys
import venv
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from vendorize_analysis.model.names import distribution_key

if TYPE_CHECKING:
    from collections.abc import Iterator

NAMES = (
    "traps.txt",
    "more.txt",
    "stars.txt",
    "faults.txt",
    "starting.txt",
    "packages.txt",
    "frameworks.txt",
    "wrong.txt",
    "kinds.txt",
    "deferred.txt",
    "environments.txt",
    "hoisted.txt",
    "audit.txt",
    "stripped.txt",
)
TRAPS = tuple(Path(__file__).with_name(name) for name in NAMES)
ROOT = Path(__file__).resolve().parents[2]
LAYOUTS = ("site", "package", "file")
SECONDS = 120
REFUSED = 2
ONE_FILE = "one file cannot hold what stays as it is installed"
"""What the layout `file` says where a distribution has to stay whole: an answer, and nothing to compare."""
NEWEST_SYNTAX = {"d09_type_params_lazy": (3, 12), "e33_pep695_bounds": (3, 12)}
"""Traps written in syntax that older interpreters do not read."""

WITHOUT_TEXT = {
    "c07_getsource": "it prints a comment of a function; told",
    "c08_doctest": "it runs the examples in docstrings; told",
    "d06_traceback_names": "it prints the line of a traceback",
    "h06_doctest_table": "it runs the examples in docstrings; told",
    "kl1_files_run_here": "it prints the line on which a function begins",
}
"""Traps that print what goes, or the number of a line, each with that: they differ where text is taken out. `told`: by
a warning of `extract`."""
STRIPPED = ("--strip", "comments,typing", "--strip", "docstrings")

DENIED = "this result denies cold code"
"""What an error says of cold code that is called where it is denied."""

Status = Literal["same", "loud", "differs", "crash", "skipped"]
"""`loud`: another end, with an error that names the cold code which was called."""


@dataclass(frozen=True, slots=True)
class Trap:
    """One small program with the libraries it imports."""

    name: str
    category: str
    policy: str
    about: str
    files: tuple[tuple[str, str], ...]
    """Relative POSIX path and content of each file."""

    @property
    def needs(self) -> tuple[int, int]:
        """Return the oldest Python version that reads it."""
        return NEWEST_SYNTAX.get(self.name, (3, 11))

    @property
    def is_installed(self) -> bool:
        """Tell whether it needs an environment of its own: Python reads `.pth` files there, and not on a path."""
        return any(path.startswith("site/") and path.endswith(".pth") for path, _ in self.files)

    @property
    def has_second_root(self) -> bool:
        """Tell whether a namespace package lies both in `site/` and beside `main.py`."""
        return any(path.startswith("ns/") for path, _ in self.files)

    @property
    def has_others_beside(self) -> bool:
        """Tell whether other libraries of the same names are there when the result runs, in `beside/`."""
        return any(path.startswith("beside/") for path, _ in self.files)


@dataclass(frozen=True, slots=True)
class Run:
    """What one program did."""

    code: int
    stdout: str
    stderr: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """The comparison of a trap with what the tool made of it."""

    trap: str
    layout: str
    status: Status
    expected: Run
    tool: Run
    got: Run


def read_traps(*paths: Path) -> tuple[Trap, ...]:
    """Return all traps of some files (those that are shipped, if none is named), in their order."""
    traps: list[Trap] = []
    text = "".join("\n" + path.read_text(encoding="utf-8") for path in paths or TRAPS)
    for block in text.split("\n=== ")[1:]:
        head, _, body = (block + "\n").partition("\n")
        name, category, policy, about = (field.strip() for field in head.split("|", 3))
        files = [piece.partition("\n") for piece in ("\n" + body).split("\n--- ")[1:]]
        contents = tuple((path.strip(), text.rstrip("\n") + "\n" if text.strip() else "") for path, _, text in files)
        traps.append(Trap(name, category, policy, about, contents))
    return tuple(traps)


@cache
def traps_by_name() -> dict[str, Trap]:
    """Return the shipped traps by name."""
    return {trap.name: trap for trap in read_traps()}


def encode(path: str, text: str) -> bytes:
    """Return the bytes of a file; two names stand for odd encodings (see the traps' README), two endings for base64."""
    if path.endswith((".mo", ".bin")):
        return base64.b64decode(text)
    match path.rpartition("/")[2]:
        case "dep_latin.py":
            return text.replace("\\xe9", "\xe9").replace("\\u00e9", "\xe9").encode("latin-1")
        case "dep_crlf.py":
            return b"\xef\xbb\xbf" + text.rstrip("\n").replace("\n", "\r\n").encode()
    return text.encode()


def write(trap: Trap, folder: Path) -> None:
    """Write the files of a trap under a folder."""
    for path, text in trap.files:
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(encode(path, text))


def run(command: list[str], folder: Path, *, path: tuple[Path, ...] = ()) -> Run:
    """Return what a command did in a folder, with nothing but `path` on the Python path."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "COVERAGE"))}
    environment |= {"PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1"}
    if path:
        environment["PYTHONPATH"] = os.pathsep.join(map(str, path))
    try:
        done = subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, encoding="utf-8", timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return Run(-1, "", f"no end after {SECONDS} s")
    return Run(done.returncode, done.stdout, done.stderr)


_ORIGINALS: dict[str, Run] = {}
"""What each trap that was tried does as it stands: the same before every extraction."""


def run_original(trap: Trap, folder: Path) -> Run:
    """Return what the program does as it stands; the folder of `main.py` serves `ns/`."""
    if trap.is_installed:
        return run([str(environment_of(folder)), "main.py"], folder)
    extra = (folder,) if trap.has_second_root else ()
    return run([sys.executable, "main.py"], folder, path=(folder / "site", *extra))


def extract_arguments(trap: Trap, folder: Path, layout: str, out: Path) -> list[str]:
    """Return the command line that extracts a trap."""
    second = ["--search-path", str(folder)] if trap.has_second_root else []
    target = ["--python", sys.executable, "--search-path", str(folder / "site"), *second]
    if trap.is_installed:
        target = ["--python", str(environment_of(folder))]
    return [
        "extract",
        str(folder / "main.py"),
        *target,
        "--layout",
        layout,
        "--no-cache",
        "--no-smoke",
        "--out",
        str(out),
    ]


def extract_in_child(arguments: list[str], folder: Path) -> Run:
    """Return what the tool did in a process of its own."""
    return run([sys.executable, "-m", "vendorize", *arguments], folder, path=(ROOT, ROOT / "analysis"))


def extract_here(arguments: list[str]) -> Run:
    """Return what the tool did in this process: the imports are paid for once."""
    from click.testing import CliRunner  # noqa: PLC0415 - a child needs no click here

    from vendorize.cli.main import main  # noqa: PLC0415

    result = CliRunner().invoke(main, arguments)
    return Run(result.exit_code, result.stdout, result.stderr)


def environment_of(folder: Path) -> Path:
    """Return the interpreter of an environment beside a program, made with all of `site/` in its site-packages."""
    home = folder.with_name("environment")
    python = home / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not python.exists():
        venv.create(home, with_pip=False, symlinks=os.name != "nt")
        shutil.copytree(folder / "site", packages_of(home), dirs_exist_ok=True)
    return python


def packages_of(home: Path) -> Path:
    """Return the site-packages of an environment."""
    version = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    return home / "Lib" / "site-packages" if os.name == "nt" else home / "lib" / version / "site-packages"


def run_with_externals(out: Path, home: Path) -> Run:
    """Return what a result does in the environment of the original, less what the result has itself."""
    vendored = {path.name for place in out.rglob("_vendor") for path in place.iterdir()}
    for path in packages_of(home).iterdir():
        if path.name in vendored:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    python = "Scripts/python.exe" if os.name == "nt" else "bin/python"
    return run([str(home / python), "-s", "main.py"], out)


def run_result(layout: str, out: Path, *, beside: tuple[Path, ...] = ()) -> Run:
    """Return what the result does: no site-packages, and for `site` the folder itself on the path (as documented)."""
    path = (out, *beside) if layout == "site" else beside
    return run([sys.executable, "-s", "-S", "main.py"], out, path=path)


def write_cold(folder: Path, cold: str) -> None:
    """Write a configuration, with a trace in which no function ran; where modules are to be cold, nothing at all.

    With `traced` what did not run is denied, by a trace that is there.
    """
    trace: dict[str, object] = {"schema": 1, "kind": "vendorize trace"}
    policy = {"modules": "load", "types": "load", "traced": "deny"}.get(cold, cold)
    traces = "" if cold == "types" else 'traces = ["../trace.json"]\n'
    (folder / "cold.toml").write_text(f'cold = "{policy}"\n{traces}', encoding="utf-8")
    if cold not in {"modules", "types", "traced"}:
        trace["distributions"] = {key: {"files": files} for key, files in by_distribution(folder / "before/site")}
    if cold != "traced":
        (folder / "trace.json").write_text(json.dumps(trace), encoding="utf-8")


def trace_original(trap: Trap, folder: Path) -> None:
    """Write what the program runs; what lies beside it, and so is its own to a trace, is that of distributions."""
    before, file = folder / "before", folder / "trace.json"
    python = str(environment_of(before)) if trap.is_installed else sys.executable
    command = [sys.executable, "-m", "vendorize", "-q", "trace", "--output", str(file), "--", python, "main.py"]
    extra = () if trap.is_installed else (before / "site", *([before] if trap.has_second_root else ()))
    run(command, before, path=(*extra, ROOT, ROOT / "analysis"))
    trace = json.loads(file.read_text(encoding="utf-8"))
    beside = {name: code for name, code in trace.get("project", {}).items() if name.startswith("site/")}
    for key, files in by_distribution(before / "site"):
        known = trace.setdefault("distributions", {}).setdefault(key, {}).setdefault("files", {})
        known.update({name: beside[f"site/{name}"] for name in files if f"site/{name}" in beside})
    file.write_text(json.dumps(trace), encoding="utf-8")


def by_distribution(site: Path) -> Iterator[tuple[str, dict[str, list[str]]]]:
    """Yield each distribution once, with the bodies of its modules."""
    found: dict[str, dict[str, list[str]]] = {}
    for key, files in bodies(site):
        found[key] = found.get(key, {}) | files
    yield from found.items()


def bodies(site: Path) -> Iterator[tuple[str, dict[str, list[str]]]]:
    """Yield each distribution with the bodies of all its modules: what is installed as files alone has its own name."""
    for top in sorted(site.iterdir()) if site.is_dir() else ():
        files = [path.relative_to(site).as_posix() for path in (top, *top.rglob("*.py")) if path.suffix == ".py"]
        if top.name.endswith(".dist-info") and (top / "RECORD").is_file():
            lines = (top / "RECORD").read_text(encoding="utf-8", errors="replace").splitlines()
            files = [line.partition(",")[0] for line in lines]
        name = top.name.partition("-")[0].partition(".")[0]
        yield distribution_key(name), {file: ["<module>"] for file in files if file.endswith(".py")}


def try_trap(  # noqa: PLR0913 - each is an option of the script
    name: str, layout: str, folder: Path, *, child: bool = False, options: tuple[str, ...] = (), cold: str = ""
) -> Outcome:
    """Compare one trap with its extraction in one layout; `folder` is empty and ours.

    `cold` is a policy, under which all that is live is cold: functions, or, with `modules`, whole modules that load;
    with `types` what types do not lead to; with `traced` what does not run, which is denied.
    """
    trap, nothing = traps_by_name()[name], Run(0, "", "")
    if sys.version_info < trap.needs:
        return Outcome(name, layout, "skipped", nothing, nothing, nothing)
    before, out = folder / "before", folder / "out"
    write(trap, before)
    if name not in _ORIGINALS:
        _ORIGINALS[name] = run_original(trap, before)
    expected = _ORIGINALS[name]
    if expected.code:
        return Outcome(name, layout, "crash", expected, nothing, nothing)
    arguments = [*extract_arguments(trap, before, layout, out), *options]
    if cold == "traced":
        trace_original(trap, folder)
    if cold:
        write_cold(folder, cold)
        arguments += ["--config", str(folder / "cold.toml")]
    tool = extract_in_child(arguments, before) if child else extract_here(arguments)
    if tool.code:
        refused = layout == "file" and tool.code == REFUSED and ONE_FILE in tool.stderr
        return Outcome(name, layout, "skipped" if refused else "crash", expected, tool, nothing)
    beside = (shutil.move(before / "beside", folder),) if trap.has_others_beside else ()
    shutil.rmtree(before)
    stays = trap.is_installed and layout == "package"
    got = (
        run_with_externals(out, folder / "environment")
        if stays
        else run_result(layout, out, beside=tuple(map(Path, beside)))
    )
    return Outcome(name, layout, _status(expected, got, cold), expected, tool, got)


def _status(expected: Run, got: Run, cold: str) -> Status:
    if (got.code, got.stdout) == (expected.code, expected.stdout):
        return "same"
    return "loud" if cold in {"deny", "traced"} and DENIED in got.stdout + got.stderr else "differs"
