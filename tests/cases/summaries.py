"""Print what a module's summary says: one line for each part, indented under its container."""

from __future__ import annotations

import ast
from operator import attrgetter
from typing import TYPE_CHECKING

from vendorize_analysis.model.patterns import Pattern
from vendorize_analysis.summarizing import Target, summarize

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from vendorize_analysis.model.hazards import SiteHazard
    from vendorize_analysis.model.summary import Chain, ImportRef, ModuleSummary, Part

FLAGS = ("execution.effect", "definition.whole", "dead", "assigned.alias")
LINUX = frozenset({"linux"})


def print_summary(folder: Path) -> str:
    """Return the parts of every module for Python 3.11 and later on any platform."""
    return _print(folder, Target((3, 11)))


def print_summary_on_linux(folder: Path) -> str:
    """Return the parts of every module for Python 3.11 and later on Linux."""
    return _print(folder, Target((3, 11), LINUX))


def print_exports(folder: Path) -> str:
    """Return what each module exports."""
    lines = []
    for path in sorted(folder.rglob("*.py")):
        found = _summary(path, Target((3, 11)))
        names = "none" if found.exports is None else f"[{', '.join(found.exports)}]"
        stars = "".join(f", star {reference(star)}" for star in found.stars)
        lines.append(f"{path.name}: {names}{' and more' if found.open_exports else ''}{stars}")
    return "".join(f"{line}\n" for line in lines)


def _summary(path: Path, target: Target) -> ModuleSummary:
    text = path.read_text(encoding="utf-8")
    return summarize(ast.parse(text), size=len(text), lines=text.count("\n"), target=target)


def _print(folder: Path, target: Target) -> str:
    paths = sorted(folder.rglob("*.py"))
    lines = []
    for path in paths:
        if len(paths) > 1:
            lines.append(f"{path.relative_to(folder).as_posix()}:")
        lines += part_lines(_summary(path, target).parts)
    return "".join(f"{line}\n" for line in lines)


def part_lines(parts: tuple[Part, ...]) -> Iterator[str]:
    """Yield one line for each part."""
    depths: list[int] = []
    for part in parts:
        depths.append(0 if part.parent < 0 else depths[part.parent] + 1)
        title = " ".join(filter(None, (part.kind, part.name or ", ".join(part.binds))))
        flags = "".join(f" {flag.rpartition('.')[2]}" for flag in FLAGS if attrgetter(flag)(part))
        found = "; ".join(f"{label} {', '.join(items)}" for label, items in _details(part) if items)
        head = f"{part.index} {title}{f' [{flags[1:]}]' if flags else ''}"
        yield "  " * depths[-1] + head + (f": {found}" if found else "")


def _details(part: Part) -> Iterator[tuple[str, list[str]]]:
    if part.name and part.binds not in {(part.name,), ()}:
        yield "binds", list(part.binds)
    yield "bases", list(map(dotted, part.definition.bases))
    yield "metaclass", [dotted(part.definition.metaclass)] if part.definition.metaclass else []
    yield "decorators", list(map(dotted, part.definition.decorators))
    for label in ("refs", "lazy"):
        yield label, _sorted(dotted(chain) for chain, _ in getattr(part.reads, label))
    yield "tests", _sorted(name for name, _ in part.reads.tested)
    yield "siblings", list(part.reads.siblings)
    for label in ("own", "attributes"):
        yield label, _sorted(name for name, _ in getattr(part.reads, label))
    yield "imports", list(map(reference, part.imports))
    yield "strings", list(part.texts.strings)
    yield "words", list(part.texts.words)
    yield "calls", list(map(dotted, part.execution.calls))
    yield "mutates", list(part.execution.mutates)
    yield "hazards", list(map(hazard, part.hazards))


def _sorted(names: Iterable[str]) -> list[str]:
    return sorted(set(names))


def dotted(chain: Chain) -> str:
    """Return a chain as it stands in source, `?` for one that is no dotted name."""
    return ".".join(chain) or "?"


def reference(item: ImportRef) -> str:
    """Return an import as `module`, `module:name`, `module:.` (the module itself), with what it binds."""
    name = f":{item.name}" if item.name else ""
    return f"{'.' * item.level}{item.module}{name}{f' as {item.binds}' if item.binds else ''}"


def hazard(found: SiteHazard) -> str:
    """Return a hazard with what confines it: patterns and texts as they are, flags by their names."""
    said = []
    for name, value in zip(found._fields, found, strict=True):
        if name in {"line", "code"} or value == found._field_defaults.get(name):
            continue
        if isinstance(value, Pattern):
            said.append(value.text)
        elif isinstance(value, tuple):
            said += value
        elif value:
            said.append(name if value is True else value)
    return f"{found.code}({' '.join(said)})"
