"""A result that is given to verify is exactly what extraction gives now, file by file."""

from __future__ import annotations

import os
import py_compile
import subprocess
import sys
from pathlib import Path

import pytest

from vendorize.emit import write
from vendorize.given import compare_given
from vendorize.model.bundle import Bundle, BundleFile

FILES = {"app/__init__.py": b"import lib\n", "lib/__init__.py": b"x = 1\n", "lib/data.txt": b"data"}
ADDED = (
    "lib/__init__.so",
    "lib/other.py",
    "lib/other.pyc",
    "lib/__pycache__/other.cpython-311.pyc",
    "lib/__pycache__/data.txt",
    "evil.pth",
    "lib/more.txt",
    "more-1.0.dist-info/entry_points.txt",
    "more-1.0.dist-info/METADATA",
)
PYTHON = Path(sys.executable)


@pytest.fixture
def bundle() -> Bundle:
    return Bundle(tuple(BundleFile(name, content) for name, content in FILES.items()))


@pytest.fixture
def result(tmp_path: Path, bundle: Bundle) -> Path:
    write(bundle, tmp_path / "out", layout="site")
    return tmp_path / "out"


def found(bundle: Bundle, result: Path) -> list[tuple[str, str]]:
    differences = compare_given(bundle, result, layout="site", python=PYTHON)
    return [(one.test, one.result) for one in differences]


def test_a_result_as_it_was_made_has_no_findings(bundle: Bundle, result: Path) -> None:
    assert found(bundle, result) == []


@pytest.mark.parametrize("name", ADDED)
def test_a_file_that_extraction_does_not_give_is_found(bundle: Bundle, result: Path, name: str) -> None:
    (result / name).parent.mkdir(exist_ok=True)
    (result / name).write_bytes(b"")
    assert found(bundle, result) == [(f"file {name}", "added")]


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("kind", ["missing", "changed", "a link"])
def test_a_file_that_is_not_as_it_was_is_found(bundle: Bundle, result: Path, name: str, kind: str) -> None:
    path = result / name
    if kind == "changed":
        path.write_bytes(b"other")
    else:
        moved = path.rename(result.parent / "moved")
        if kind == "a link":
            path.symlink_to(moved)
    assert found(bundle, result) == [(f"file {name}", kind)]


def test_a_folder_that_is_a_link_is_found(bundle: Bundle, result: Path) -> None:
    (result / "lib").rename(result.parent / "lib")
    (result / "lib").symlink_to(result.parent / "lib")
    assert "file lib" in dict(found(bundle, result))


@pytest.mark.parametrize("name", ["empty", "lib/empty", "lib/__init__", "empty/more"])
def test_a_folder_without_files_is_found(bundle: Bundle, result: Path, name: str) -> None:
    (result / name).mkdir(parents=True)
    assert (f"file {name}", "added") in found(bundle, result)


@pytest.mark.skipif(os.name == "nt", reason="modes of POSIX")
@pytest.mark.parametrize(("name", "mode"), [("lib/data.txt", 0o755), ("lib", 0o700), ("app/__init__.py", 0o6644)])
def test_another_mode_is_found(bundle: Bundle, result: Path, name: str, mode: int) -> None:
    (result / name).chmod(mode)
    assert found(bundle, result) == [(f"file {name}", "of another mode")]


@pytest.mark.skipif(os.name == "nt", reason="modes of POSIX")
def test_modes_that_all_have_changed_alike_are_no_finding(bundle: Bundle, result: Path) -> None:
    for path in (result, *result.rglob("*")):
        path.chmod(0o700 if path.is_dir() else 0o600)
    assert found(bundle, result) == []


@pytest.mark.parametrize("record", ["", '{"schema": 1, "layout": "site", "files": []}'])
def test_another_record_is_found(bundle: Bundle, result: Path, record: str) -> None:
    (result / ".vendorize.json").write_text(record, encoding="utf-8")
    assert ("file .vendorize.json", "changed") in found(bundle, result)


# -- what Python has compiled ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("flags", [[], ["-O"], ["-OO"]])
def test_what_python_has_compiled_is_no_finding(bundle: Bundle, result: Path, flags: list[str]) -> None:
    code = "import sys; sys.path.insert(0, sys.argv[1]); import app, lib"
    variables = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    subprocess.run([sys.executable, *flags, "-I", "-c", code, str(result)], check=True, env=variables)
    assert list(result.rglob("*.pyc"))
    assert found(bundle, result) == []


@pytest.mark.parametrize("mode", list(py_compile.PycInvalidationMode))
@pytest.mark.parametrize("later", [0, 100])
def test_compiled_modules_of_each_kind_are_no_finding(
    bundle: Bundle, result: Path, mode: py_compile.PycInvalidationMode, later: int
) -> None:
    source = result / "lib" / "__init__.py"
    py_compile.compile(str(source), invalidation_mode=mode, doraise=True)
    os.utime(source, (source.stat().st_atime, source.stat().st_mtime + later))
    assert found(bundle, result) == []


FORGED = {
    "code": "x = 2\n",
    "type": "x = True\n",
    "line": "\nx = 1\n",
}


@pytest.mark.parametrize("name", FORGED)
def test_compiled_modules_of_other_code_are_found(bundle: Bundle, result: Path, name: str) -> None:
    source = result / "lib" / "__init__.py"
    right = source.read_bytes()
    source.write_text(FORGED[name], encoding="utf-8")
    compiled = py_compile.compile(str(source), doraise=True)
    source.write_bytes(right)
    assert compiled is not None
    path = Path(compiled).relative_to(result).as_posix()
    assert found(bundle, result) == [(f"file {path}", "compiled, of other code")]


@pytest.mark.parametrize("harm", ["magic", "flags", "cut", "longer", "empty", "crash"])
def test_compiled_modules_that_are_none_are_found(bundle: Bundle, result: Path, harm: str) -> None:
    compiled = py_compile.compile(str(result / "lib" / "__init__.py"), doraise=True)
    assert compiled is not None
    path, content = Path(compiled), Path(compiled).read_bytes()
    path.write_bytes(
        {
            "magic": b"\0\0\r\n" + content[4:],
            "flags": content[:4] + b"\xff\0\0\0" + content[8:],
            "cut": content[:40],
            "longer": content + b"N",
            "empty": b"",
            # A code object of nothing: what reads it may die of that.
            "crash": content[:16] + b"c" + b"\xff" * 200,
        }[harm]
    )
    reasons = {"magic": "of another Python", "empty": "of another Python", "longer": "of other code"}
    reason = reasons.get(harm, "unreadable")
    assert found(bundle, result) == [(f"file {path.relative_to(result).as_posix()}", f"compiled, {reason}")]


@pytest.mark.skipif(os.name == "nt", reason="links")
def test_a_cache_that_is_a_link_is_found(bundle: Bundle, result: Path) -> None:
    (result.parent / "elsewhere").mkdir()
    (result / "lib" / "__pycache__").symlink_to(result.parent / "elsewhere")
    assert found(bundle, result) == [("file lib/__pycache__", "added")]
