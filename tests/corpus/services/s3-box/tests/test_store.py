import hashlib
import os

import pytest
from moto import mock_aws

from bucketbox.cli import main
from bucketbox.store import Box, Missing


@pytest.fixture
def box(monkeypatch):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    with mock_aws():
        box = Box("papers", "inbox/")
        box.create()
        yield box


def test_put_and_get(box):
    entry = box.put("a.txt", b"hello", owner="ann")
    assert (entry.size, entry.digest) == (5, hashlib.sha256(b"hello").hexdigest())
    assert box.get("a.txt") == b"hello"
    assert box.labels("a.txt") == {"owner": "ann"}


def test_missing(box):
    with pytest.raises(Missing):
        box.get("nothing.txt")


def test_create_twice(box):
    box.create()
    assert box.list() == []


def test_list_in_pages(box):
    for number in range(7):
        box.put(f"{number}.txt", b"x" * number)
    assert box.list(size=3) == [f"{number}.txt" for number in range(7)]
    assert box.total() == 21


def test_share(box):
    box.put("a.txt", b"hello")
    url = box.share("a.txt", 60)
    assert "inbox/a.txt" in url and "X-Amz-Signature=" in url and "X-Amz-Expires=60" in url


def test_upload_and_remove(box, tmp_path):
    path = tmp_path / "big.bin"
    path.write_bytes(os.urandom(100_000))
    box.upload("big.bin", str(path))
    assert box.get("big.bin") == path.read_bytes()
    assert box.remove("big.bin") == 1
    assert box.list() == []


def test_command(box, tmp_path, capsys):
    path = tmp_path / "note.txt"
    path.write_text("words")
    assert main(["papers", "put", str(path), "--prefix", "p/"]) == 0
    assert capsys.readouterr().out.strip() == hashlib.sha256(b"words").hexdigest()
    assert main(["papers", "list", "--prefix", "p/"]) == 0
    assert main(["papers", "get", "note.txt", "--prefix", "p/"]) == 0
    assert capsys.readouterr().out == "note.txt\nwords\n"
    assert main(["papers", "get", "other.txt"]) == 1
    assert "no file" in capsys.readouterr().err
