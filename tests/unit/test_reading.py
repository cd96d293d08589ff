"""Only regular files are read: nothing waits for a writer, and nothing reads without an end."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pytest

from vendorize.storage.digests import digest_of_path
from vendorize_analysis.model.summary import Unreadable
from vendorize_analysis.reading import read_bytes
from vendorize_analysis.scanning.source import read

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pipes and devices of POSIX")


@pytest.fixture(params=["pipe", "device", "folder"])
def odd(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    path = tmp_path / "odd.py"
    if request.param == "pipe":
        os.mkfifo(path)
    elif request.param == "device":
        path.symlink_to("/dev/zero")
    else:
        path.mkdir()
    return path


def test_the_content_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"\r\n\0")
    (tmp_path / "link").symlink_to("file")
    assert read_bytes(tmp_path / "link") == b"\r\n\0"


def test_nothing_else_is_read(odd: Path) -> None:
    for function in (read_bytes, digest_of_path):
        with pytest.raises(OSError, match=r"no regular file|directory"):
            function(odd)


def test_a_module_that_is_no_file_cannot_be_read(odd: Path) -> None:
    assert isinstance(read(odd), Unreadable)
