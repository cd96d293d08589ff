"""Merge what may be merged, innermost modules first, and tell of every module what became of it."""

from __future__ import annotations

import ast
import tokenize
from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING

from vendorize.hoisting.joining import NotRenamedError, joined
from vendorize.hoisting.judging import Merge, MergeJudge
from vendorize.hoisting.looking import Looks
from vendorize.hoisting.texts import ModuleText
from vendorize.hoisting.world import ClosedWorld
from vendorize.layouts.file.program import program_of
from vendorize.model.bundle import Bundle, BundleFile, LineRun, Origin
from vendorize.model.hoisted import Hoisted
from vendorize.transform.linemap import runs
from vendorize_analysis.discovery.testing import collects_doctests
from vendorize_analysis.model.names import module_name
from vendorize_analysis.reading import read_bytes
from vendorize_analysis.recursion import deeply

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from vendorize.model.plan import Plan
    from vendorize_analysis.model.project import Project


def hoist(plan: Plan, code: Bundle, project: Project) -> Bundle:
    """Return the code with modules merged; each file says of its modules what became of them (`BundleFile.hoisted`)."""
    return deeply(_hoist, plan, code, project)


def _hoist(plan: Plan, code: Bundle, project: Project) -> Bundle:
    world = world_of(plan, code, project)
    judge = MergeJudge(world, Looks(world), *_apart(plan, project))
    told: dict[str, Hoisted] = {}
    for name in list(_innermost_first(judge, sorted(world.modules))):
        told[name] = _merged(judge, name, plan)
    # Those that import a module may be in one scope by now.
    while merged := [one for name in sorted(judge.texts) if (one := _merged(judge, name, plan)).into]:
        told |= {one.module: one for one in merged}
    told |= {name: _merged(judge, name, plan) for name in sorted(judge.texts)}
    files = []
    for file in code.files:
        text = judge.texts.get(_name(file))
        if text is None or text.file.relative != file.relative:
            if _name(file) not in told:
                files.append(file)
            continue
        mine = tuple(one for one in told.values() if (_end(told, one.into) or one.module) == text.name)
        files.append(replace(_written(text), hoisted=mine))
    return Bundle(tuple(files))


def _merged(judge: MergeJudge, name: str, plan: Plan) -> Hoisted:
    """Merge one module if that may be, and tell."""
    if plan.hoisted is None:
        found = judge.judge(name)
    else:
        into = plan.hoisted.get(name, "")
        found = judge.forced(name, into, plan.hoisted) if into in judge.texts else "it is not merged in the result"
    if not isinstance(found, Merge):
        return Hoisted(name, why=found)
    try:
        judge.merged(found, joined(found))
    except NotRenamedError as error:
        return Hoisted(name, why=f"names cannot change: {error}")
    return Hoisted(name, found.host.name, names=tuple(sorted(found.naming.names.items())))


def _innermost_first(judge: MergeJudge, names: Sequence[str]) -> Iterator[str]:
    """Yield modules after those that may be merged into them."""
    below: dict[str, list[str]] = {}
    for name in names:
        below.setdefault(judge.host_of(name), []).append(name)
    done = set[str]()
    for start in names:
        waiting = [(start, False)]
        while waiting:
            name, is_ready = waiting.pop()
            if is_ready:
                yield name
            elif name not in done:
                done.add(name)
                waiting += [(name, True), *((one, False) for one in below.get(name, ()))]


def _end(told: dict[str, Hoisted], name: str) -> str:
    """Return the module whose file a module is in at last."""
    while name and told.get(name, Hoisted("")).into:
        name = told[name].into
    return name


def world_of(plan: Plan, code: Bundle, project: Project) -> ClosedWorld:
    """Return all code of a result, read as it is written."""
    modules, unread = {}, ""
    for file in code.files:
        if not file.relative.endswith(".py"):
            continue
        content = _content(file)
        try:
            tree = ast.parse(content)
        except (SyntaxError, ValueError):
            unread = unread or file.relative
            continue
        modules[_name(file)] = ModuleText(_name(file), file, _text(content), tree, tuple(_lines(file, content)))
    beside = next((one.name for one in plan.distributions if one.verdict == "external"), "")
    return ClosedWorld(modules, unread, beside, tuple(_others(plan, code)), frozenset(_reloading(project)))


def _apart(plan: Plan, project: Project) -> tuple[frozenset[str], frozenset[str]]:
    """Return the modules that are run as programs, whose files are looked for, or that are rewritten.

    And those that the file, or a command, imports by their names.
    """
    program = program_of(plan, project)
    mains = (module_name(path) for path in (program.main, program.command) if path)
    planned = [*plan.first_party, *(module for one in plan.distributions for module in one.modules)]
    found = {module.name for module in planned if module.by_path or module.by_text}
    found |= {module.name for module in plan.first_party if module.is_program and "." not in module.name}
    found |= {one.module for distribution in plan.distributions for one in distribution.rewritten}
    # A runner that takes the examples in docstrings for tests loads each module of the program by its path.
    found |= {module.name for module in plan.first_party} if collects_doctests(project.root) else set()
    found |= set(mains) | ({program.module} if program.main and not program.package else set())
    return frozenset(found), frozenset({program.module, *(one.module for one in project.entry_points)})


def _reloading(project: Project) -> Iterator[str]:
    """Yield what those tests import that load modules again; a file that cannot be read is none."""
    folders = [path for path in project.tests if path.is_dir()]
    for path in sorted({*project.tests, *(file for folder in folders for file in folder.rglob("*.py"))}):
        if path.is_file() and b"reload" in (content := read_bytes(path)):
            try:
                tree = ast.parse(content)
            except (SyntaxError, ValueError):
                continue
            test = ModuleText(path.stem, BundleFile(path.name, path), "", tree)
            yield from (name for one in test.imports for name in one.reached())


def _others(plan: Plan, code: Bundle) -> Iterator[bytes]:
    """Yield the contents of the files that are no modules, as far as they may name some."""
    paths = {data.path for data in plan.first_party_data}
    for one in plan.distributions:
        paths |= {data.path for data in one.data}
        if one.info:
            paths.add(one.location / one.info / "entry_points.txt")
    yield from (read_bytes(path) for path in sorted(paths) if path.is_file())
    yield from (_content(file) for file in code.files if not file.relative.endswith(".py"))


def _name(file: BundleFile) -> str:
    return file.origin or module_name(file.relative)


def _content(file: BundleFile) -> bytes:
    return file.content if isinstance(file.content, bytes) else read_bytes(file.content)


def _text(content: bytes) -> str:
    try:
        encoding, _ = tokenize.detect_encoding(BytesIO(content).readline)
        return content.decode("utf-8") if encoding == "utf-8" else ""
    except (SyntaxError, UnicodeDecodeError):
        return ""


def _lines(file: BundleFile, content: bytes) -> Iterator[tuple[str, int]]:
    """Yield for each line of a file what it is made from."""
    count = len(content.splitlines())
    if file.source is None or file.source.lines is None:
        relative = file.source.relative if file.source is not None else file.relative
        yield from ((relative, line) for line in range(1, count + 1))
        return
    found = [("", 0)] * count
    for run in file.source.lines:
        for passed in range(run.length):
            found[run.line - 1 + passed] = (file.source.relative, run.original + passed)
    yield from found


def _written(text: ModuleText) -> BundleFile:
    """Return the file of a module as it is written now."""
    file = text.file
    if text.text.encode() == _content(file) or not text.text:
        return file
    own = file.source.relative if file.source is not None else file.relative
    others = sorted({relative for relative, _ in text.lines} - {own, ""})
    merged = tuple(Origin(relative, _of(text, relative)) for relative in others)
    return replace(file, content=text.text.encode(), source=Origin(own, _of(text, own), merged))


def _of(text: ModuleText, relative: str) -> tuple[LineRun, ...]:
    """Return the lines that are from one file."""
    return runs(original if path == relative else 0 for path, original in text.lines)
