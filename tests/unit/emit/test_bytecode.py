from __future__ import annotations

import sys
from pathlib import Path

import pytest

from vendorize.emit.bytecode import compiled
from vendorize.model.bundle import BundleFile
from vendorize.model.bytecode import Bytecode, level_asked, level_of, option_of, source_of
from vendorize_analysis.errors import UserError

PYTHON = Path(sys.executable)
STANDARD = sorted(Path(sys.modules["json"].__path__[0]).parent.glob("*.py"))[:240]


def made(files: list[BundleFile], jobs: int = 1) -> dict[str, bytes]:
    return {
        file.relative: Path(file.content).read_bytes() if isinstance(file.content, Path) else file.content
        for file in compiled(files, Bytecode(PYTHON, 0, jobs))
    }


@pytest.mark.slow
def test_bytes_do_not_depend_on_order_neighbours_and_processes() -> None:
    files = [BundleFile(path.name, path.read_bytes()) for path in STANDARD]
    whole = made(files)
    assert len(whole) > 150
    assert made(files[::-1], jobs=2) == whole
    some = made([BundleFile(path.name, path) for path in STANDARD[::7]])
    assert some == {path: whole[path] for path in some}


def test_what_does_not_compile_is_left_out() -> None:
    texts = (b"print 1", b"\0", b"# coding: none\n", b"\xff", b"x = " + b"(" * 5000, b"return")
    files = [BundleFile(f"m{number}.py", text, "dep") for number, text in enumerate((*texts, b"x = 1\n"))]
    (found,) = compiled(files, Bytecode(PYTHON, 2))
    assert (source_of(found.relative), found.distribution) == (f"m{len(texts)}.py", "dep")
    assert level_of([found.relative]) == 2


def test_an_interpreter_that_does_not_answer_is_an_error(tmp_path: Path) -> None:
    broken = tmp_path / "python"
    broken.write_text("#!/bin/sh\necho broken >&2\nexit 1\n")
    broken.chmod(0o755)
    with pytest.raises(UserError, match=r"could not compile the modules of the result: broken"):
        compiled([BundleFile("m.py", b"")], Bytecode(broken, 0))


def test_a_lock_says_the_level_that_was_asked_for() -> None:
    assert [level_asked(option_of(level)) for level in (None, 0, 1, 2)] == [None, 0, 1, 2]
    assert level_asked(["compile=9", "roots=x"]) is None
    assert level_of(["a.py", "__pycache__/a.cpython-311.pyc"]) == 0
    assert level_of(["a.py", "a.pyc"]) is None
