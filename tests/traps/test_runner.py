"""The runner of the traps notices what it is there to notice."""

from __future__ import annotations

import shutil
import sys
from types import ModuleType
from typing import TYPE_CHECKING

import vendorize
from tests.traps.run_traps import describe
from tests.traps.runner import Trap, encode, read_traps, run, try_trap, write
from tests.unit.report.samples import extraction
from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pytest

    from vendorize.model.report import Extraction
    from vendorize.model.request import Request

    Extract = Callable[..., Extraction]


def copy_all(request: Request, *, out: Path, **_: object) -> Extraction:
    """Do the least: everything stays."""
    shutil.copytree(request.options.search_path[0], out)
    shutil.copy(request.start, out / "main.py")
    return extraction()


def use(monkeypatch: pytest.MonkeyPatch, extract: Extract) -> None:
    """Put a function in place of the workflow's."""
    module = ModuleType("vendorize.workflow")
    module.__dict__["extract"] = extract
    monkeypatch.setitem(sys.modules, "vendorize.workflow", module)
    monkeypatch.setattr(vendorize, "workflow", module, raising=False)


def test_a_copy_of_everything_is_the_same(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    use(monkeypatch, copy_all)
    assert try_trap("a01_name_collision", "site", tmp_path).status == "same"
    assert not (tmp_path / "before").exists()


def test_a_removed_name_is_a_difference(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def cut(request: Request, *, out: Path, **more: object) -> Extraction:
        done = copy_all(request, out=out, **more)
        (out / "depa.py").write_text("def run(): return 'cut'\n", encoding="utf-8")
        return done

    use(monkeypatch, cut)
    outcome = try_trap("a01_name_collision", "package", tmp_path)
    assert (outcome.status, outcome.got.stdout) == ("differs", "cut b2\n")
    assert "-a1 b2\n+cut b2" in describe(outcome)


def test_an_error_of_the_tool_is_a_crash_with_its_message(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def refuse(*_: object, **__: object) -> Extraction:
        raise UserError("no")

    use(monkeypatch, refuse)
    outcome = try_trap("a01_name_collision", "site", tmp_path)
    assert (outcome.status, outcome.tool.code, outcome.tool.stderr) == ("crash", 2, "error: no\n")


def test_a_result_cannot_see_the_path_of_the_test_run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    ran = run([sys.executable, "-c", "import os; print(os.environ.get('PYTHONPATH'))"], tmp_path)
    assert (ran.code, ran.stdout) == (0, "None\n")


def test_odd_encodings_are_written_as_the_traps_ask() -> None:
    assert encode("site/dep_latin.py", "\\xe9 caf\\u00e9\n") == b"\xe9 caf\xe9\n"
    assert encode("dep_crlf.py", "a\nb\n") == b"\xef\xbb\xbfa\r\nb"
    assert encode("other.py", "\\xe9\n") == b"\\xe9\n"
    assert encode("site/dep/dep.mo", "AP8=\n") == b"\x00\xff"


def test_traps_are_read_with_their_files(tmp_path: Path) -> None:
    source = tmp_path / "traps.txt"
    source.write_text("=== x1 | scope | strict | a | b\n--- main.py\nimport dep\n\n--- site/dep.py\n", encoding="utf-8")
    (trap,) = read_traps(source)
    assert trap == Trap("x1", "scope", "strict", "a | b", (("main.py", "import dep\n"), ("site/dep.py", "")))
    write(trap, tmp_path / "out")
    assert (tmp_path / "out/site/dep.py").read_bytes() == b""
