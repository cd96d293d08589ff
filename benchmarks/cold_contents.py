"""Measure what is left of programs with cold code, kind by kind, where `benchmarks/cold.py` says how much it is.

Each program is prepared, traced with all its tests and extracted in the layout `site`, as there; what is counted is the
same: vendored Python files, the support module and the archive. The kinds of bytes:

- *archive*: packed texts of cold code; *listing*: what the zip says of them; *support*: the support module;
- *ran*, *heads*: functions of which a run executed the outermost, below their heads and those; *other*: those that no
  run executed and that stay, with heads; *docs*: docstrings of all these;
- *stubs*, *stub heads*, *stub docs*: the same of cold ones; *modules*: files of cold and packed modules;
- *class docs*, *module docs*; *tables*: statements without functions above 2 kB (literals), outside of functions;
  *imports*; *classes*: their other lines, *level*: those of modules;
- *comments*, *empty*: lines of them, and comments behind code.

`whole` are, once more, bytes of modules in which nothing is cold though a run executed less than half of the functions.

    python benchmarks/cold_contents.py [NAME …] [--policy load|deny] [--work DIR] [--keep DIR] [--largest COUNT]
"""

from __future__ import annotations

import argparse
import ast
import json
import sys
import tempfile
import tomllib
import zipfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from cold import Asked, extract, trace
from image_contents import FUNCTIONS, STUB, _Painter, executed, is_text
from manifest import applications
from prepare import WORK, prepare

if TYPE_CHECKING:
    from manifest import Application

KINDS = (
    *("archive", "listing", "support", "ran", "heads", "other", "docs", "stubs", "stub heads", "stub docs", "modules"),
    *("class docs", "module docs", "tables", "imports", "classes", "level", "comments", "empty"),
)
LARGE = 2000
"""Bytes of a statement from which on it is a table."""


class Left(NamedTuple):
    """What is left of a program under one policy."""

    before: int
    """Bytes of Python files that are extracted, as installed."""
    kinds: Counter[str]
    files: dict[str, Counter[str]]
    whole: int


def main() -> int:
    """Print a table for each policy, a column for each program, in per cent of what is left."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("names", nargs="+", metavar="NAME", help="programs")
    parser.add_argument("--policy", action="append", choices=["load", "deny"], help="default: both; repeatable")
    parser.add_argument("--work", type=Path, default=WORK, help="where programs are prepared (%(default)s)")
    parser.add_argument(
        "--keep", type=Path, metavar="DIR", help="leave traces and results below it, or find them there"
    )
    parser.add_argument(
        "--largest", type=int, default=0, metavar="COUNT", help="list so many of the largest files, too"
    )
    arguments = parser.parse_args()
    known = applications()
    found: dict[str, dict[str, Left]] = {}
    for policy in arguments.policy or ["load", "deny"]:
        for name in arguments.names:
            with tempfile.TemporaryDirectory(prefix="vendorize-cold-contents-") as scratch:
                place = (arguments.keep or Path(scratch)).resolve() / name
                place.mkdir(parents=True, exist_ok=True)
                one = measure(known[name], prepare(known[name], arguments.work), place, policy)
                found.setdefault(policy, {})[name] = one
            print(f"{name} {policy}: {sum(one.kinds.values()) / one.before:.3f}", file=sys.stderr, flush=True)
            for file, kinds in largest(one, arguments.largest):
                print(f"  {sum(kinds.values()):8} {file}: {dict(kinds.most_common(4))}", file=sys.stderr, flush=True)
    for policy, columns in found.items():
        print("\n".join(table(policy, columns)))
    return 0


def measure(application: Application, folder: Path, place: Path, policy: str) -> Left:
    """Return what is left of a program, with its trace and its results in `place`."""
    ran = place / "trace.json"
    if not ran.is_file():
        trace(application, folder, ran, [])
    said = place / f"{policy}.json"
    if not said.is_file():
        said.write_text(json.dumps(extract(application, folder, place / policy, Asked(policy, ran, {}))))
    answer = json.loads(said.read_text(encoding="utf-8"))
    extracted = [one for one in answer["distributions"] if one["verdict"] == "extract"]
    files = contents(place / policy, executed(ran))
    kinds = sum(files.values(), Counter[str]())
    whole = sum(sum(one.values()) for file, one in files.items() if one["other"] > one["ran"] and not one["stubs"])
    return Left(sum(one["bytes"]["total"] for one in extracted), kinds, files, whole)


def contents(result: Path, ran: dict[str, frozenset[str]]) -> dict[str, Counter[str]]:
    """Return the bytes of each kind in each file of a result that is counted."""
    lock = tomllib.loads((result / "vendorize.lock").read_text(encoding="utf-8"))
    own = {one["path"] for one in lock["project"]["files"] if "source" in one}
    found = {}
    for path in sorted(result.rglob("*")):
        relative = path.relative_to(result).as_posix()
        if path.name == "_vendorize_cold.zip":
            with zipfile.ZipFile(path) as archive:
                packed = sum(one.compress_size for one in archive.filelist)
            found[relative] = Counter(archive=packed, listing=path.stat().st_size - packed)
        elif path.suffix == ".py" and relative not in own:
            is_support = path.name == "_vendorize_support.py"
            text, names = path.read_bytes(), ran.get(relative, frozenset())
            found[relative] = Counter(support=len(text)) if is_support else kinds_of(text, names)
    return found


def kinds_of(text: bytes, ran: frozenset[str]) -> Counter[str]:
    """Return the bytes of each kind in a module."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError):
        return Counter(level=len(text))  # templates of code
    lines = text.splitlines(keepends=True)
    if len(tree.body) == 1 and STUB.encode() + b"(" in text and len(lines) <= LARGE // 1000:
        return Counter(modules=len(text))
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    painter = _Finer(starts, ["level"] * len(text), ran)
    painter.module(tree)
    painter.comments(text)
    for number, line in enumerate(lines):
        if not line.strip() and painter.labels[starts[number]] in {"comments", "stubs"}:
            painter.fill(starts[number], starts[number + 1], "empty")
    return Counter(painter.labels)


class _Finer(_Painter):
    """Tells more kinds apart."""

    def module(self, tree: ast.Module) -> None:
        """Paint all of a module."""
        self.inside(tree.body, "", "module docs")

    def inside(self, body: list[ast.stmt], around: str, docs: str) -> None:
        """Paint the statements of a module or class."""
        for node in body:
            self.statement(node, around, outside=True)
        if body and is_text(body[0]):
            self.paint(body[0], body[0], docs)

    def statement(self, node: ast.stmt, around: str, *, outside: bool) -> None:
        """Paint a statement outside of functions with what is in it."""
        if isinstance(node, FUNCTIONS):
            self.function(node, around)
        elif isinstance(node, ast.ClassDef):
            self.paint(min([*node.decorator_list, node], key=lambda one: one.lineno), node, "classes")
            self.inside(node.body, f"{around}{node.name}.", "class docs")
        elif isinstance(node, ast.Import | ast.ImportFrom):
            self.paint(node, node, "imports")
        elif not (inner := [each for name in _BODIES for each in getattr(node, name, [])]):
            begin, end = self.starts[node.lineno - 1], self.starts[node.end_lineno or node.lineno]
            if end - begin > LARGE:
                self.paint(node, node, "tables")
        else:
            for each in inner:
                for one in each.body if isinstance(each, ast.ExceptHandler | ast.match_case) else [each]:
                    self.statement(one, around, outside=outside)

    def function(self, node: ast.FunctionDef | ast.AsyncFunctionDef, around: str) -> None:
        """Paint a function: head, docstring, body."""
        kind = self.kind(node, around)
        first = min([*node.decorator_list, node], key=lambda one: one.lineno)
        self.paint(first, node, {"types": "other"}.get(kind, kind))
        if kind in {"ran", "stubs"}:
            end = self.starts[max(node.body[0].lineno - 1, first.lineno)]
            self.fill(self.starts[first.lineno - 1], end, {"ran": "heads", "stubs": "stub heads"}[kind])
        for one in ast.walk(node):
            if isinstance(one, FUNCTIONS) and is_text(one.body[0]):
                self.paint(one.body[0], one.body[0], "stub docs" if kind == "stubs" else "docs")


_BODIES = ("body", "orelse", "finalbody", "handlers", "cases")


def largest(one: Left, count: int) -> list[tuple[str, Counter[str]]]:
    """Return the largest files with their kinds."""
    return sorted(one.files.items(), key=lambda each: -sum(each[1].values()))[:count]


def table(policy: str, found: dict[str, Left]) -> list[str]:
    """Return the lines of a table in Markdown."""
    sizes = {name: sum(one.kinds.values()) for name, one in found.items()}
    lines = [f"| `{policy}` | {' | '.join(found)} |", "| --- |" + " ---: |" * len(found)]
    lines.append(f"| bytes, kB | {' | '.join(str(size // 1000) for size in sizes.values())} |")
    lines.append(f"| of installed | {' | '.join(f'{sizes[name] / one.before:.3f}' for name, one in found.items())} |")
    for kind in KINDS:
        cells = (f"{100 * one.kinds[kind] / sizes[name]:.1f}" for name, one in found.items())
        lines.append(f"| {kind} | {' | '.join(cells)} |")
    cells = (f"{100 * one.whole / sizes[name]:.1f}" for name, one in found.items())
    return [*lines, f"| `whole` | {' | '.join(cells)} |", ""]


if __name__ == "__main__":
    sys.exit(main())
