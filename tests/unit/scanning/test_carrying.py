"""A scanner that carries on where another one stopped reads no file twice, and counts as if a cache had it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from vendorize_analysis.model.environment import Environment, Interpreter
from vendorize_analysis.model.events import Silent
from vendorize_analysis.model.project import Project, SourceModule
from vendorize_analysis.scanning import KnownFiles, NoCache, Scanner, index_modules
from vendorize_analysis.summarizing import Target


def scanner_of(project: Project, known: KnownFiles) -> Scanner:
    interpreter = Interpreter(
        executable=Path("python"), version=(3, 11, 7), implementation="cpython", platform="linux",
        search_path=(), stdlib_names=frozenset({"os"}), markers=(),
    )  # fmt: skip
    environment = Environment(
        interpreter=interpreter, distributions=(), direct=frozenset(), closure=frozenset(), missing=(),
        project_info=None,
    )  # fmt: skip
    target = Target((3, 11), frozenset())
    scanner = Scanner(index_modules(project, environment), NoCache(), target, context="", progress=Silent())
    scanner.carry_on(known)
    return scanner


def project_with(folder: Path, **sources: str) -> Project:
    for name, source in sources.items():
        (folder / f"{name}.py").write_text(source, encoding="utf-8")
    modules = tuple(SourceModule(name, folder / f"{name}.py", is_package=False) for name in sources)
    return Project(
        name="app", version="1", root=folder, kind="project", source_roots=(folder,), top_level=(), modules=modules,
        entry_points=(), requirements=(), extras=(), requires_python="", tests=(),
    )  # fmt: skip


def test_what_was_read_is_not_read_again(tmp_path: Path) -> None:
    project, known = project_with(tmp_path, one="x = 1\n\n", two="y = 2\n"), KnownFiles()
    first = scanner_of(project, known)
    before = first.load("one")
    (tmp_path / "one.py").unlink()
    second = scanner_of(project, known)
    second.prefetch(["one", "two"])
    assert before is not None
    assert second.load("one") is before
    assert second.load("two") is not None
    assert (second.files_read, second.lines_read, second.files_cached) == (2, 3, 0)


def test_a_module_that_is_another_file_now_is_read(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    known = KnownFiles()
    first = scanner_of(project_with(tmp_path, one="x = 1\n"), known)
    before = first.load("one")
    moved = project_with(tmp_path / "other", one="x = 2\n")
    after = scanner_of(replace(moved, root=tmp_path), known).load("one")
    assert before is not None
    assert after is not None
    assert (before.path, after.path) == (tmp_path / "one.py", tmp_path / "other" / "one.py")
    assert before.digest != after.digest
