from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from vendorize_analysis.environment.files import InstalledTree, inside, read_record, sizes_of, told_links
from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    "name", ["/etc/passwd", "../../bin/tool", "..", "a/../../b", r"..\..\x.py", r"C:\x.py", "C:x.py", r"\\host\x", "."]
)
def test_a_path_that_leads_out_is_refused(name: str) -> None:
    assert inside(name) == ""


@pytest.mark.parametrize(
    ("name", "expected"),
    [("a/b.py", "a/b.py"), ("a//b.py", "a/b.py"), ("./a.py", "a.py"), ("a/x/../b.py", "a/b.py"), (r"a\b.py", "a/b.py")],
)
def test_a_path_inside_is_given_in_normal_form(name: str, expected: str) -> None:
    assert inside(name) == expected


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"a.py,,\nb.py,\xff\xfe,\n", 2),
        (b"a.py,,\n\x00\x01\x02,,\n", 2),
        (b"hello world\n", 1),
        (b'a.py,,\n"b.py,,\n', 2),
        (b"a.py,sha256=x,many\n", 1),
        (b"a.py,,\n,,\n", 2),
    ],
)
def test_a_broken_record_is_named_with_its_line(tmp_path: Path, content: bytes, line: int) -> None:
    record = tmp_path / "RECORD"
    record.write_bytes(content)
    with pytest.raises(UserError) as caught:
        read_record(record)
    assert str(caught.value).startswith(f"{record}:{line}: ")
    assert "reinstall" in caught.value.hint


def test_quoted_names_and_blank_lines_are_read(tmp_path: Path) -> None:
    record = tmp_path / "RECORD"
    record.write_bytes(b'"a,b.txt",,3\r\n\r\n\xc3\xa9.py,sha256=x,0\r\n')
    assert read_record(record) == ["a,b.txt", "é.py"]


def test_bytecode_and_missing_files_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "__pycache__").mkdir()
    for name in ("a.py", "a.pyc", "__pycache__/a.cpython-311.pyc"):
        (tmp_path / name).write_bytes(b"xyz")
    names = ["gone.py", "a.pyc", "__pycache__/a.cpython-311.pyc", "a.py", "a.py"]
    assert sizes_of(InstalledTree(tmp_path), names) == {"a.py": 3}


def test_links_that_leave_the_folder_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "key.py").write_text("x", encoding="utf-8")
    site = tmp_path / "site"
    (site / "pkg").mkdir(parents=True)
    (site / "pkg" / "mod.py").write_text("", encoding="utf-8")
    try:
        (site / "pkg" / "key.py").symlink_to(tmp_path / "secret" / "key.py")
        (site / "pkg" / "folder").symlink_to(tmp_path / "secret")
        (site / "alias.py").symlink_to(site / "pkg" / "mod.py")
    except OSError:
        pytest.skip("this system makes no symbolic links")
    names = ["pkg/key.py", "pkg/folder/key.py", "pkg/mod.py", "alias.py"]
    sizes = sizes_of(InstalledTree(site), names)
    assert list(sizes) == ["alias.py", "pkg/mod.py"]
    (told,) = told_links(InstalledTree(site), [*names, "pkg/gone.py", "pkg/folder"], sizes)
    assert told.startswith(f"{site / 'pkg/key.py'} is a link that leads out of {site} (and 1 more), and is left out")
    assert not list(told_links(InstalledTree(site), ["pkg/mod.py", "alias.py", "pkg/gone.py"], sizes))
    assert sorted(InstalledTree(site).walk("pkg")) == ["pkg/folder", "pkg/key.py", "pkg/mod.py"]


def test_a_file_is_found_when_the_folder_itself_is_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "m.py").touch()
    try:
        (tmp_path / "link").symlink_to(tmp_path / "real")
    except OSError:
        pytest.skip("this system makes no symbolic links")
    assert sizes_of(InstalledTree(tmp_path / "link"), ["m.py"]) == {"m.py": 0}


def test_a_null_byte_in_a_name_is_no_file(tmp_path: Path) -> None:
    assert InstalledTree(tmp_path).size_of("a\0b.py") is None
