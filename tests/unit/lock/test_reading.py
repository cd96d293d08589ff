"""A lock is read as it was written, or refused."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vendorize.lock import lock_source, read_lock
from vendorize.lock.writing import _string
from vendorize.model.lock import (
    Artefact,
    ChangedFile,
    Lock,
    LockedCapability,
    LockedDistribution,
    LockedFile,
    LockedProject,
    Undeclared,
)
from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from pathlib import Path

ONE, TWO = "1" * 64, "2" * 64
LOCK = Lock(
    tool="1.0",
    layout="package",
    home="app/_vendor",
    python="3.11",
    platform="linux",
    configuration=ONE,
    options=("roots=a",),
    project=LockedProject(
        name='ä"pp\\',
        requires=("dep>=1",),
        requires_after=(),
        files=(LockedFile("app/_vendor/__init__.py", ONE), LockedFile("app/a.py", ONE, "src/app/a.py", TWO)),
        inputs=(LockedFile("", "", "src/app/unread.py", TWO),),
    ),
    distributions=(
        LockedDistribution(
            name="Dep",
            key="dep",
            version="1.0",
            verdict="extract",
            licenses=("MIT",),
            license_files=("app/_vendor/dep-1.0.dist-info/LICENSE",),
            requires=("other",),
            artefact=Artefact("uv.lock", "dep.whl", "https://x.example/dep.whl", (f"sha256:{ONE}",), "abc"),
            contents=TWO,
            files=(LockedFile("app/_vendor/dep.py", ONE, "dep.py", ONE),),
            capabilities=(
                LockedCapability("network", "dep.py", "dep.get", "socket.socket"),
                LockedCapability("reflection"),
            ),
        ),
        LockedDistribution(
            name="older",
            key="older",
            version="1",
            verdict="unused",
            licenses=(),
            license_files=(),
            requires=(),
            artefact=Artefact("RECORD"),
            contents="",
            files=(),
        ),
    ),
    unused_rules=("nothing.*",),
    undeclared=(Undeclared("app/a.py", 3, "x", "y", ""),),
    changed=(ChangedFile("dep", "dep.py", "a patch"),),
)


def write(folder: Path, text: bytes | str) -> Path:
    (folder / "vendorize.lock").write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def test_a_lock_comes_back_as_it_was(tmp_path: Path) -> None:
    assert read_lock(write(tmp_path, lock_source(LOCK))) == LOCK
    assert read_lock(tmp_path / "elsewhere") is None


@pytest.mark.parametrize("name", ["\udcff.txt", "a\nb.txt", "a\x1b[31m", "percent:20", "ä b.txt"])
def test_a_name_that_no_text_can_show_comes_back_in_its_bytes(tmp_path: Path, name: str) -> None:
    project = replace(LOCK.project, files=(LockedFile(f"app/{name}", ONE, f"src/{name}", TWO),))
    lock = replace(LOCK, project=project, changed=(ChangedFile("dep", name, "r"),))
    text = lock_source(lock)
    assert text.decode().replace("\n", "").isprintable()
    assert read_lock(write(tmp_path, text)) == lock


def test_each_file_has_a_line_of_its_own() -> None:
    lines = lock_source(LOCK).decode().splitlines()
    assert f'    {{ path = "app/_vendor/dep.py", sha256 = "{ONE}", source = "dep.py" }},' in lines


@given(st.text())
def test_any_text_is_a_string_of_toml(text: str) -> None:
    import tomllib  # noqa: PLC0415 - as the reader does

    try:
        text.encode()
    except UnicodeEncodeError:
        return
    assert tomllib.loads(f"x = {_string(text)}") == {"x": text}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("app/_vendor/dep.py", "../dep.py"),
        ("app/_vendor/dep.py", "/etc/passwd"),
        ("app/_vendor/dep.py", "C:/dep.py"),
        ("app/_vendor/dep.py", "percent:..%2Fx"),
        ("app/_vendor/dep.py", "a\\u001b[31m"),
        ("app/_vendor/dep.py", "app/a.py"),
        ("src/app/unread.py", "src/../../x"),
        ("app/_vendor/dep-1.0.dist-info/LICENSE", "../LICENSE"),
        ('home = "app/_vendor"', 'home = ".."'),
        (f'sha256 = "{ONE}", source = "dep.py"', 'sha256 = "no", source = "dep.py"'),
        (f', source-sha256 = "{TWO}"', ', source-sha256 = ""'),
        ('verdict = "extract"', 'verdict = "else"'),
        ("line = 3", 'line = "3"'),
        ("line = 3", "line = -3"),
        ("version = 1\n", "version = 2\n"),
        ('"Dep"', '"D\\u0007ep"'),
        ('name = "Dep"', "name = 3"),
        ("files = [", "files = 3\nx = ["),
        ("version = 1\n", "version = 1\na = " + "[" * 100_000),
        ("[project]", "[[project]]"),
    ],
)
def test_what_is_no_lock_is_refused_with_the_name_of_the_file(tmp_path: Path, old: str, new: str) -> None:
    text = lock_source(LOCK).decode()
    assert old in text
    with pytest.raises(UserError, match=r"vendorize\.lock") as raised:
        read_lock(write(tmp_path, text.replace(old, new)))
    assert raised.value.hint
    assert raised.value.message.isprintable()


def test_bytes_that_are_no_text_and_links_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"vendorize\.lock:1"):
        read_lock(write(tmp_path, b"\xff"))
    (tmp_path / "other").mkdir()
    (tmp_path / "other/vendorize.lock").symlink_to(tmp_path / "vendorize.lock")
    with pytest.raises(UserError, match="outside"):
        read_lock(tmp_path / "other")
