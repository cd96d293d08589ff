"""Measure programs in images with cold code denied: what is left, kind by kind, whether it works, how fast it starts.

Programs, and what counts as their dependencies, are those of `benchmarks/images.py`. Per program: all its tests, and a
start without their tools, are the trace, its result in the layout `site` is written (`cold = "deny"`, `--strip-debug`,
what it has configured and learned, `--compile`) and weighed without bytecode, the tests run on it (`verify`), and
start-up is measured: that of `verify`, and that with `--compile`, as the lowest quarter of the processor times of
several starts of both in turn. The kinds of bytes:

- *loaded*: compiled modules that a run loaded; *libraries*: shared ones; *not loaded*: other compiled modules;
- *ran*: functions (those inside of them too) of which a run executed the outermost; *other*: those that no run executed
  and that stay; *stubs*: what is left of cold ones;
- *level*: code at the level of modules and classes; *types*: what of that a type checker alone reads
  (`if TYPE_CHECKING`, `@overload`);
- *docs*: docstrings of modules, classes and functions that stay; *docs of stubs*: of cold functions; *bare*: other
  texts that are statements, of which Python makes nothing; *comments*: they, and empty lines;
- *notices*: metadata, licences and their summary, the support module; *data*: all other files.

Bytes of Python files are told apart by their syntax trees: code is what no other kind has, its indentation included.
*Never run gone* is what would be left without kinds of which Python makes nothing, *texts too* without docstrings.

With `--strip` text of these kinds is taken out of the result, too; with `--defer-imports` imports wait; with
`--unproved` no test runs but for a trace, and a trace that `--keep` has left is used again.

    python benchmarks/image_contents.py [NAME …] [--strip KIND] [--defer-imports] [--work DIR] [--json FILE]
        [--keep DIR] [--unproved]
"""

from __future__ import annotations

import argparse
import ast
import io
import json
import statistics
import sys
import tempfile
import tokenize
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from cold import trace
from images import applications, configured, normalized, prepare, runtime, runtime_files, tool, trace_start
from prepare import WORK
from starts import start_up

from vendorize.model.settings import STRIP_KINDS
from vendorize.transform.words import cold_name

if TYPE_CHECKING:
    from manifest import Application

KINDS = (
    *("loaded", "libraries", "not loaded", "ran", "other", "stubs", "level", "types"),
    *("docs", "docs of stubs", "bare", "comments", "notices", "data"),
)
NEVER_RUN = ("types", "bare", "comments")
"""What goes without anything that runs seeing it, but who reads source text."""
TEXTS = ("docs", "docs of stubs")
"""What goes too where nobody reads `__doc__`."""
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
SUPPORT = "_vendorize_support"
OURS = {"THIRD_PARTY_NOTICES.md", f"{SUPPORT}.py", "_vendorize_cold.zip"}
LEAST_START = 5.0
"""Milliseconds below which a ratio of starts says nothing."""
STUB = cold_name(SUPPORT)
"""The name by which stubs load, in the layout `site`."""


class Found(NamedTuple):
    """What was measured of a program."""

    before: int
    """Bytes that pip installs of its dependencies, without bytecode."""
    kinds: dict[str, int]
    tests: int
    same: bool | None
    """None: not verified."""
    start: float
    """After over before, of `verify`; 0 where its main module is next to nothing (an empty package)."""
    compiled: float
    """With `--compile`."""
    imports: float
    """That, without the start of the interpreter."""

    def share(self, *without: str) -> float:
        """Return what is left, of 1, without some kinds."""
        return sum(size for kind, size in self.kinds.items() if kind not in without) / self.before


def main() -> int:
    """Measure, print a row for each program as soon as it is known, and the medians; 1 where outcomes differ."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help="programs (default: all)")
    parser.add_argument("--work", type=Path, default=WORK, help="where programs are prepared (%(default)s)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write figures there, too")
    parser.add_argument("--strip", action="append", default=[], choices=STRIP_KINDS, help="take text out; repeatable")
    parser.add_argument("--fast-start", action="store_true", help="regular expressions come compiled")
    parser.add_argument("--defer-imports", action="store_true", help="imports of the result wait, too")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="leave traces and results below it")
    parser.add_argument("--unproved", action="store_true", help="nothing is verified")
    arguments = parser.parse_args()
    known = {name: one for name, one in applications().items() if one.source}
    columns = (*KINDS, "never run gone", "texts too", "start", "compiled", "imports")
    print(f"| program | pip, MB | left | {' | '.join(columns)} | tests |")
    print("| --- |" + " ---: |" * (len(columns) + 3), flush=True)
    found: dict[str, Found] = {}
    more = {"strip": arguments.strip} if arguments.strip else {}
    more |= {"defer-imports": True} if arguments.defer_imports else {}
    more |= {"fast-start": True} if arguments.fast_start else {}
    for name in arguments.names or known:
        with tempfile.TemporaryDirectory(prefix="vendorize-contents-") as scratch:
            place = (arguments.keep or Path(scratch)).resolve() / name
            place.mkdir(parents=True, exist_ok=True)
            folder = prepare(known[name], arguments.work)
            found[name] = measure(known[name], folder, place, more, proved=not arguments.unproved)
        print(row(name, found[name]), flush=True)
        if arguments.json:
            arguments.json.write_text(json.dumps({name: one._asdict() for name, one in found.items()}, indent=1))
    all_found = found.values()
    for title, without in (("left", ()), ("never run gone", NEVER_RUN), ("texts too", NEVER_RUN + TEXTS)):
        shares = [one.share(*without) for one in all_found]
        print(f"\n{title}: median {statistics.median(shares):.3f}, largest {max(shares):.3f}", end="")
    if measured := [one.start for one in all_found if one.start]:
        print(f"\nstart: median {statistics.median(measured):.2f}, worst {max(measured):.2f}", end="")
    for title in ("compiled", "imports"):
        ratios = [getattr(one, title) for one in all_found]
        print(f", {title}: median {statistics.median(ratios):.3f}, worst {max(ratios):.2f}", end="")
    print()
    return 1 if any(one.same is False for one in all_found) else 0


def measure(application: Application, folder: Path, place: Path, more: dict[str, Any], *, proved: bool) -> Found:
    """Return what is measured of a program, with its trace and its result in `place`.

    `more` is configuration of its result, which is verified if it is to be `proved`.
    """
    python, tests = runtime(application, folder), application.tests_command()
    site = next((folder / "runtime").glob("lib/*/site-packages"))
    ran = place / "trace.json"
    if not ran.is_file():
        trace(application, folder, ran, [])
        trace_start(application, python, ran)
    options = ("--layout", "site", "--config", str(configured(application, place, "deny", ran, more)))
    written = ("--no-smoke", "--compile", "--out", str(place / "out"))
    tool("extract", folder, *options, *written, application=application, python=python)
    kinds = contents(place / "out", ran)
    compiled = start_up(application.main, (site, folder / "src"), (place / "out",), place)
    sizes = (path.stat().st_size for path in runtime_files(site, normalized(application.test)) if path.is_file())
    before = sum(sizes)
    if not proved:
        return Found(before, dict(kinds), 0, None, 0.0, *compiled)
    verdict = tool("verify", folder, *options, "--", *tests, application=application)
    start = verdict.get("startup_ms") or {"result": 0, "baseline": 0}
    ratio = start["result"] / start["baseline"] if start["baseline"] >= LEAST_START else 0.0
    return Found(before, dict(kinds), verdict["baseline"]["passed"], verdict["same"], ratio, *compiled)


def row(name: str, one: Found) -> str:
    """Return a line of the table."""
    shares = (f"{one.kinds.get(kind, 0) / one.before:.3f}" for kind in KINDS)
    ends = (one.share(*NEVER_RUN), one.share(*NEVER_RUN, *TEXTS))
    cells = [name, f"{one.before / 1e6:.1f}", f"{one.share():.3f}", *shares, *(f"{end:.3f}" for end in ends)]
    verdict = "-" if one.same is None else f"{one.tests} {'same' if one.same else 'DIFFERENT'}"
    start = f"{one.start:.2f}" if one.start else "-"
    return f"| {' | '.join([*cells, start, f'{one.compiled:.2f}', f'{one.imports:.2f}', verdict])} |"


def contents(result: Path, trace: Path) -> Counter[str]:
    """Return the bytes of each kind in a result."""
    ran = executed(trace)
    found = Counter[str]()
    for file in json.loads((result / ".vendorize.json").read_text(encoding="utf-8"))["files"]:
        relative = file["path"]
        if not is_dependency(file) or relative.endswith(".pyc"):
            continue
        path = result / relative
        if path.suffix == ".py" and file["distribution"]:
            found += python_kinds(path.read_bytes(), ran.get(relative, frozenset()))
        else:
            found[kind_of(relative, ran)] += path.stat().st_size - listed_bytecode(path)
    return found


def listed_bytecode(path: Path) -> int:
    """Return the bytes of the lines for bytecode in a list of installed files."""
    lines = path.read_bytes().splitlines(keepends=True) if path.name == "RECORD" else []
    return sum(len(line) for line in lines if b".pyc," in line)


def executed(trace: Path) -> dict[str, frozenset[str]]:
    """Return what ran of the files of distributions: qualified names by path under site-packages."""
    said = json.loads(trace.read_text(encoding="utf-8"))["distributions"]
    return {relative: frozenset(names) for one in said.values() for relative, names in one["files"].items()}


def is_dependency(file: dict[str, str]) -> bool:
    """Tell whether a file is not the program's own."""
    return bool(file["distribution"]) or file["path"] in OURS


def kind_of(relative: str, ran: dict[str, frozenset[str]]) -> str:
    """Return the kind of a file that is no Python."""
    if ".so" not in relative.rpartition("/")[2]:
        return "notices" if ".dist-info/" in relative or relative in OURS else "data"
    if relative in ran:
        return "loaded"
    return "not loaded" if "/lib" not in relative and ".libs/" not in relative else "libraries"


def python_kinds(text: bytes, ran: frozenset[str]) -> Counter[str]:
    """Return the bytes of each kind in a module."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError):
        return Counter({"data": len(text)})  # templates of code
    lines = text.splitlines(keepends=True)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    painter = _Painter(starts, ["level"] * len(text), ran)
    if tree.body:
        painter.body(tree.body, "", outside=True)
    painter.comments(text)
    return Counter(painter.labels)


def is_text(node: ast.stmt) -> bool:
    """Tell whether a statement is a text and no more."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


class _Painter:
    """Gives each byte of a module its kind, what is more particular later."""

    def __init__(self, starts: list[int], labels: list[str], ran: frozenset[str]) -> None:
        self.starts, self.labels, self.ran = starts, labels, ran

    def body(self, body: list[ast.stmt], around: str, *, outside: bool, docs: str = "docs") -> None:
        """Paint statements, in functions (not `outside`) docstrings alone."""
        for node in body:
            self.statement(node, around, outside=outside)
        if is_text(body[0]):
            self.paint(body[0], body[0], docs)

    def statement(self, node: ast.stmt, around: str, *, outside: bool) -> None:
        """Paint a statement with what is in it."""
        if isinstance(node, FUNCTIONS):
            kind = self.kind(node, around)
            if outside:
                self.paint(min([*node.decorator_list, node], key=lambda one: one.lineno), node, kind)
            self.body(node.body, "", outside=False, docs="docs of stubs" if kind == "stubs" else "docs")
        elif isinstance(node, ast.ClassDef):
            self.body(node.body, f"{around}{node.name}.", outside=outside)
        elif is_text(node):
            self.paint(node, node, "bare")
        else:
            for name in ("body", "orelse", "finalbody"):
                for inner in getattr(node, name, []):
                    self.statement(inner, around, outside=outside)
            for handler in getattr(node, "handlers", []):
                for inner in handler.body:
                    self.statement(inner, around, outside=outside)
            if isinstance(node, ast.If) and outside and "TYPE_CHECKING" in ast.unparse(node.test) and not node.orelse:
                self.paint(node, node, "types")

    def kind(self, node: ast.FunctionDef | ast.AsyncFunctionDef, around: str) -> str:
        """Return the kind of a function that is in no other."""
        if any(ast.unparse(one).rpartition(".")[2] == "overload" for one in node.decorator_list):
            return "types"
        if any(isinstance(one, ast.Name) and one.id == STUB for one in ast.walk(node)):
            return "stubs"
        return "ran" if f"{around}{node.name}" in self.ran else "other"

    def paint(self, first: ast.AST, last: ast.AST, label: str) -> None:
        """Give all from the line on which a node begins to the end of another one its kind."""
        begin = self.starts[first.lineno - 1]  # type: ignore[attr-defined]
        end = self.starts[last.end_lineno - 1] + last.end_col_offset + 1  # type: ignore[attr-defined]
        self.fill(begin, end, label)

    def comments(self, text: bytes) -> None:
        """Paint comments, each with the blanks before it, and empty lines."""
        plain = text.removeprefix(b"\xef\xbb\xbf")
        for token in tokenize.tokenize(io.BytesIO(plain).readline):
            start = self.starts[token.start[0] - 1] if token.start[0] else 0
            if token.type == tokenize.COMMENT:
                before = token.line[: token.start[1]]
                begin = start + (len(before.rstrip().encode()) if before.strip() else 0)
                self.fill(begin, start + len(token.line[: token.end[1]].encode()) + 1, "comments")
            elif token.type == tokenize.NL and not token.line.strip():
                self.fill(start, start + len(token.line.encode()), "comments")

    def fill(self, begin: int, end: int, label: str) -> None:
        end = min(end, len(self.labels))
        self.labels[begin:end] = [label] * (end - begin)


if __name__ == "__main__":
    sys.exit(main())
