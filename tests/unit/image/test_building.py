from __future__ import annotations

import json
import os
import tarfile
from typing import TYPE_CHECKING

import pytest

from tests.unit.image.layouts import elf, read_image
from tests.unit.image.samples import FILES, built, rootfs
from vendorize.model.bundle import BundleFile
from vendorize.model.image import Compression, ImageOptions
from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def base(tmp_path: Path) -> Path:
    return rootfs(tmp_path / "rootfs")


@pytest.fixture(params=["gzip", "zstd"])
def compression(request: pytest.FixtureRequest) -> Compression:
    if request.param == "zstd":
        try:
            from compression import zstd  # noqa: F401, PLC0415 - Python 3.14
        except ImportError:
            pytest.importorskip("backports.zstd")
    return request.param  # type: ignore[no-any-return]


def test_each_layer_holds_what_is_of_its_kind(tmp_path: Path, base: Path, compression: Compression) -> None:
    image = read_image(built(tmp_path, ImageOptions(base=base, compression=compression)))
    names = [[member.name for member in image.members(number)] for number in range(1, 4)]
    assert names[0] == [
        "app",
        "app/whole",
        "app/whole/__init__.py",
        "app/whole/__pycache__",
        "app/whole/__pycache__/__init__.cpython-311.pyc",
    ]
    assert names[1] == ["app", "app/dep", "app/dep/__init__.py"]
    assert names[2] == ["app", "app/app", "app/app/__init__.py", "app/app/__main__.py"]
    suffix = {one["mediaType"].rpartition("+")[2] for one in image.manifest["layers"]}
    assert suffix == {compression}


def test_the_same_input_gives_the_same_bytes(tmp_path: Path, base: Path, compression: Compression) -> None:
    options = ImageOptions(base=base, compression=compression)
    one = built(tmp_path, options)
    for path in base.rglob("*"):
        os.utime(path, (1, 1), follow_symlinks=False)
    two = built(tmp_path, options, tuple(reversed(FILES)), out="two")
    files = [sorted((p.relative_to(f), p.read_bytes()) for p in f.rglob("*") if p.is_file()) for f in (one, two)]
    assert files[0] == files[1]


def test_times_and_owners_are_fixed(tmp_path: Path, base: Path) -> None:
    image = read_image(built(tmp_path, ImageOptions(base=base)))
    assert image.config["created"] == "2023-11-14T22:13:20Z"
    members = [member for number in range(4) for member in image.members(number)]
    assert {member.mtime for member in members} == {1_700_000_000}
    assert {(member.uid, member.gid, member.uname) for member in members} == {(0, 0, "")}


def test_links_modes_and_second_names_of_a_folder_stay(tmp_path: Path, base: Path) -> None:
    os.link(base / "etc/os-release", base / "etc/second")
    (base / "etc/os-release").chmod(0o4640)
    image = read_image(built(tmp_path, ImageOptions(base=base)))
    found = {member.name: member for member in image.members(0)}
    assert (found["bin"].issym(), found["bin"].linkname) == (True, "usr/bin")
    assert (found["etc/second"].islnk(), found["etc/second"].linkname) == (True, "etc/os-release")
    assert found["etc/os-release"].mode == 0o4640


def test_programs_can_be_executed(tmp_path: Path, base: Path) -> None:
    image = read_image(
        built(tmp_path, ImageOptions(base=base), (BundleFile("bin/tool", b"x", "whole", executable=True),))
    )
    assert [(member.name, member.mode) for member in image.members(1)][-1] == ("app/bin/tool", 0o755)


def test_an_image_is_a_base_for_another(tmp_path: Path, base: Path) -> None:
    one = built(tmp_path, ImageOptions(base=base, reference="v1"))
    two = read_image(built(tmp_path, ImageOptions(base=one, base_reference="v1", prefix="/opt/again"), out="two"))
    assert (len(two.layers), len(two.config["history"])) == (7, 7)
    assert "PYTHONPATH=/opt/again:/app" in two.config["config"]["Env"]
    before = {one["digest"] for one in read_image(one, "v1").manifest["layers"]}
    assert before < {one["digest"] for one in two.manifest["layers"]}
    with pytest.raises(UserError, match="the base has /app already"):
        built(tmp_path, ImageOptions(base=one), out="three")


def test_what_a_base_says_stays_where_we_say_nothing(tmp_path: Path, base: Path) -> None:
    one = built(tmp_path, ImageOptions(base=base, user="1000:1000", arguments=("--old",)))
    config = read_image(built(tmp_path, ImageOptions(base=one, prefix="/b"), out="two")).config["config"]
    assert (config["User"], config["Labels"]) == ("1000:1000", {"a.label": "b"})
    assert "Cmd" not in config  # it was for the old entry point


def test_an_archive_is_a_base(tmp_path: Path, base: Path) -> None:
    archive = tmp_path / "base.tar.gz"
    with tarfile.open(archive, "w:gz") as tar:
        tar.add(base, arcname=".")
    image = read_image(built(tmp_path, ImageOptions(base=archive)))
    assert "./usr/bin/python3.11" in [member.name for member in image.members(0)]


def test_a_bill_of_materials_belongs_to_the_image(tmp_path: Path, base: Path) -> None:
    bill = tmp_path / "bill.json"
    bill.write_text('{"bomFormat": "CycloneDX", "specVersion": "1.6"}')
    place = built(tmp_path, ImageOptions(base=base, bill=bill))
    named, attached = read_image(place).index["manifests"]
    assert attached["artifactType"] == "application/vnd.cyclonedx+json"
    manifest = json.loads((place / "blobs" / attached["digest"].replace(":", "/")).read_bytes())
    assert manifest["subject"]["digest"] == named["digest"]
    # The image alone is one, when it is a base.
    assert read_image(built(tmp_path, ImageOptions(base=place, prefix="/b"), out="two")).layers
    for content, words in ((b"{}", "no bill of materials"), (b"{", "is no JSON"), (b"[1]", "no bill of materials")):
        bill.write_bytes(content)
        with pytest.raises(UserError, match=words):
            built(tmp_path, ImageOptions(base=base, bill=bill), out=f"bad {words} {len(content)}")


def test_a_file_that_is_gone_is_named(tmp_path: Path, base: Path) -> None:
    with pytest.raises(UserError, match=r"cannot read .*gone\.py"):
        built(tmp_path, ImageOptions(base=base), (BundleFile("gone.py", tmp_path / "gone.py"),))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (elf(machine=183), "is compiled for linux/arm64, and the base is linux/amd64"),
        (elf(size=200, end=300), "is cut off"),
        (elf()[:30], "is cut off"),
        (b"\xcf\xfa\xed\xfe" + bytes(60), "is compiled for darwin"),
        (b"", "is no compiled module"),
    ],
)
def test_compiled_modules_that_cannot_run_are_refused(tmp_path: Path, base: Path, content: bytes, words: str) -> None:
    module = tmp_path / "core.abi3.so"
    module.write_bytes(content)
    with pytest.raises(UserError, match=words):
        built(tmp_path, ImageOptions(base=base), (BundleFile("whole/core.abi3.so", module, "whole"),))


def test_a_distribution_may_have_modules_for_others_too(tmp_path: Path, base: Path) -> None:
    for name, machine in (("here.so", 62), ("there.so", 183)):
        (tmp_path / name).write_bytes(elf(machine))
    files = tuple(BundleFile(f"whole/{name}", tmp_path / name, "whole") for name in ("here.so", "there.so"))
    assert built(tmp_path, ImageOptions(base=base), files)


@pytest.mark.parametrize(
    ("tags", "words"),
    [
        ("cp311-cp311-win_amd64", "its wheel is for win_amd64, and the base is linux/amd64"),
        ("cp311-cp311-manylinux_2_17_aarch64", "its wheel is for manylinux_2_17_aarch64"),
        ("cp311-cp311-musllinux_1_2_x86_64", "the C library of the base is glibc"),
        ("py3-none-any", ""),
        ("cp311-abi3-manylinux_2_17_x86_64.musllinux_1_2_x86_64", ""),
        ("cp311-cp311-linux_x86_64", ""),
    ],
)
def test_wheels_are_for_the_platform_of_the_base(tmp_path: Path, base: Path, tags: str, words: str) -> None:
    (base / "usr/lib/ld-linux-x86-64.so.2").write_bytes(elf())
    files = (BundleFile("whole-1.dist-info/WHEEL", f"Wheel-Version: 1.0\nTag: {tags}\n".encode(), "whole"),)
    if not words:
        assert built(tmp_path, ImageOptions(base=base), files)
        return
    with pytest.raises(UserError, match=words):
        built(tmp_path, ImageOptions(base=base), files)


@pytest.mark.parametrize("prefix", ["app", "/", "/a/../b", "/a:b", "/a b", "//a", ""])
def test_a_folder_that_is_no_plain_path_is_refused(tmp_path: Path, base: Path, prefix: str) -> None:
    with pytest.raises(UserError, match="cannot be the program's folder"):
        built(tmp_path, ImageOptions(base=base, prefix=prefix))


@pytest.mark.parametrize(("prefix", "words"), [("/usr", "has /usr already"), ("/etc/os-release/app", "is no folder")])
def test_what_the_base_has_is_not_covered(tmp_path: Path, base: Path, prefix: str, words: str) -> None:
    with pytest.raises(UserError, match=words):
        built(tmp_path, ImageOptions(base=base, prefix=prefix))
    (base / "srv/app").mkdir(parents=True)
    assert built(tmp_path, ImageOptions(base=base, prefix="/srv/app"), out="empty folders are fine")
