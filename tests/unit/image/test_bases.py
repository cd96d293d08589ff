from __future__ import annotations

import io
import json
import tarfile
from typing import TYPE_CHECKING

import pytest

from tests.unit.image.layouts import elf
from tests.unit.image.samples import built, rootfs, write
from vendorize.image import find_interpreter, open_base
from vendorize.image.bases import BaseTree
from vendorize.image.bases.tree import TreeEntry
from vendorize.model.image import ImageOptions, ImagePlatform
from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from pathlib import Path


def refused(place: Path, words: str, reference: str = "", wanted: ImagePlatform | None = None) -> None:
    with pytest.raises(UserError, match=words) as caught:
        open_base(place, reference, wanted)
    assert caught.value.hint


def archive(file: Path, *names: str) -> Path:
    with tarfile.open(file, "w") as tar:
        for name in names:
            tar.addfile(tarfile.TarInfo(name), io.BytesIO())
    return file


def test_what_is_no_base_is_refused(tmp_path: Path) -> None:
    refused(tmp_path / "missing", "no such base")
    refused(tmp_path, "is no root file system")
    refused(write(tmp_path / "text", {"usr/bin/python3.11": "#!/bin/sh\n"}), "cannot be told what it runs on")
    refused(rootfs(tmp_path / "rootfs"), "is no OCI layout, so it has no image 'a'", "a")
    (tmp_path / "file").write_bytes(b"text")
    refused(tmp_path / "file", "no tar archive, or a damaged one")
    refused(archive(tmp_path / "docker.tar", "manifest.json", "a/layer.tar"), "what `docker save` has written")
    refused(archive(tmp_path / "oci.tar", "oci-layout", "index.json"), "an archive of an OCI layout")
    refused(archive(tmp_path / "out.tar", "usr/x", "../etc/passwd"), "leads out of it")


@pytest.mark.parametrize("length", [1, 100, 1000])
def test_an_archive_that_is_cut_off_is_refused(tmp_path: Path, length: int) -> None:
    with tarfile.open(tmp_path / "base.tar.gz", "w:gz") as tar:
        tar.add(rootfs(tmp_path / "rootfs"), arcname=".")
    content = (tmp_path / "base.tar.gz").read_bytes()
    (tmp_path / "base.tar.gz").write_bytes(content[: min(length, len(content) - 20)])
    refused(tmp_path / "base.tar.gz", "no tar archive, or a damaged one")


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("index.json", b"{", "index.json is no JSON"),
        ("index.json", b"[" * 100_000, "index.json is no JSON"),
        ("index.json", b"[]", "no JSON object"),
        ("index.json", b'{"manifests": 1}', "'manifests' is missing"),
        ("index.json", b'{"manifests": ["a"]}', "no descriptor"),
        ("index.json", b'{"manifests": []}', "has no image for any platform; it has: none"),
        ("oci-layout", b'{"imageLayoutVersion": "9"}', "version is '9'"),
    ],
)
def test_a_damaged_layout_is_refused(tmp_path: Path, name: str, content: bytes, words: str) -> None:
    place = built(tmp_path, ImageOptions(base=rootfs(tmp_path / "rootfs")))
    (place / name).write_bytes(content)
    refused(place, words)


def test_a_digest_that_leads_elsewhere_is_refused(tmp_path: Path) -> None:
    place = built(tmp_path, ImageOptions(base=rootfs(tmp_path / "rootfs")))
    index = json.loads((place / "index.json").read_bytes())
    index["manifests"][0]["digest"] = "sha256:../../index.json"
    (place / "index.json").write_text(json.dumps(index))
    refused(place, "is none of SHA-256 or SHA-512")


def test_a_blob_that_was_changed_or_is_gone_is_refused(tmp_path: Path) -> None:
    place = built(tmp_path, ImageOptions(base=rootfs(tmp_path / "rootfs")))
    largest = max((place / "blobs/sha256").iterdir(), key=lambda path: path.stat().st_size)
    largest.write_bytes(largest.read_bytes()[:-1])
    refused(place, "is not as its digest and size say")
    largest.unlink()
    refused(place, "No such file")


def test_the_image_for_the_platform_is_chosen(tmp_path: Path) -> None:
    place = built(tmp_path, ImageOptions(base=rootfs(tmp_path / "rootfs")))
    assert open_base(place, "", ImagePlatform("linux", "amd64")).platform == ImagePlatform("linux", "amd64")
    refused(
        place, r"has no image for linux/arm64; it has: latest \(linux/amd64\)", wanted=ImagePlatform("linux", "arm64")
    )


def test_an_image_of_several_has_to_be_named(tmp_path: Path) -> None:
    one = built(tmp_path, ImageOptions(base=rootfs(tmp_path / "rootfs")))
    two = built(tmp_path, ImageOptions(base=one, prefix="/b", reference="other"), out="two")
    for blob in (one / "blobs/sha256").iterdir():
        (two / "blobs/sha256" / blob.name).write_bytes(blob.read_bytes())
    index = json.loads((two / "index.json").read_bytes())
    index["manifests"] += json.loads((one / "index.json").read_bytes())["manifests"]
    (two / "index.json").write_text(json.dumps(index))
    refused(two, "several images that fit")
    assert len(open_base(two, "latest", None).blobs) == 4


def test_the_interpreter_is_found_in_the_order_of_path(tmp_path: Path) -> None:
    root = rootfs(tmp_path / "rootfs")
    assert find_interpreter(open_base(root, "", None), "3.11") == "/usr/bin/python3.11"
    write(root, {"usr/local/bin/python3.11": elf(), "opt/strange/bin/python3.12": elf()})
    base = open_base(root, "", None)
    assert find_interpreter(base, "3.11") == "/usr/local/bin/python3.11"
    assert find_interpreter(base, "3.12") == "/opt/strange/bin/python3.12"
    with pytest.raises(UserError, match=r"has no Python 3\.13.*it has Python 3\.11, Python 3\.12"):
        find_interpreter(base, "3.13")


def test_a_link_to_an_interpreter_that_is_gone_is_none(tmp_path: Path) -> None:
    root = rootfs(tmp_path / "rootfs")
    write(root, {"usr/bin/sh": elf()})
    (root / "usr/bin/python3.11").unlink()
    (root / "usr/bin/python3.11").symlink_to("/nowhere")
    with pytest.raises(UserError, match=r"has no Python 3\.11"):
        find_interpreter(open_base(root, "", None), "3.11")


def test_whiteouts_hide_what_is_below() -> None:
    tree = BaseTree(
        {"a": TreeEntry("folder"), "a/b": TreeEntry("file"), "a/c": TreeEntry("folder"), "a/c/d": TreeEntry("file")}
    )
    assert tree.hide("a/.wh.b")
    assert tree.hide("a/c/.wh..wh..opq")
    assert not tree.hide("a/b")
    assert sorted(tree.entries) == ["a", "a/c"]
    assert tree.hide(".wh.a")
    assert tree.entries == {}


def test_links_are_followed_as_in_the_image_and_never_for_ever() -> None:
    entries = {
        "usr": TreeEntry("folder"),
        "usr/bin": TreeEntry("folder"),
        "usr/bin/python": TreeEntry("file"),
        "bin": TreeEntry("link", target="usr/bin"),
        "usr/link": TreeEntry("link", target="../bin/./python"),
        "usr/absolute": TreeEntry("link", target="/bin/python"),
        "one": TreeEntry("link", target="two"),
        "two": TreeEntry("link", target="one"),
        "above": TreeEntry("link", target="../../usr"),
    }
    tree = BaseTree(entries)
    for path in ("bin/python", "usr/link", "usr/absolute", "above/bin/python"):
        assert tree.resolve(path) == "usr/bin/python"
    assert tree.resolve("one") is None
    assert tree.resolve("usr/bin/missing") is None
