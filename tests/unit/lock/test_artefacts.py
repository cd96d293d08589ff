from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest

from tests.unit.lock.installed import install
from vendorize.lock.artefacts import artefacts_of
from vendorize.model.lock import Artefact
from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from pathlib import Path

    from vendorize_analysis.model.environment import Distribution

PURE, LINUX, SOURCE, OTHER = ("1" * 64, "2" * 64, "3" * 64, "4" * 64)
UV = f"""\
version = 1
[[package]]
name = "Dep"
version = "1.0"
source = {{ registry = "https://pypi.org/simple" }}
sdist = {{ url = "https://user:secret@files.example/dep-1.0.tar.gz?x=1", hash = "sha256:{SOURCE}", size = 3 }}
wheels = [
    {{ url = "https://files.example/dep-1.0-py3-none-any.whl", hash = "sha256:{PURE}", size = 3 }},
    {{ url = "https://files.example/dep-1.0-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl", \
hash = "sha256:{LINUX}" }},
]
"""
PYLOCK = f"""\
lock-version = "1.0"
created-by = "somebody"
[[packages]]
name = "dep"
version = "1.0"
[[packages.wheels]]
url = "https://files.example/dep-1.0-py3-none-any.whl"
hashes = {{ sha256 = "{PURE}" }}
"""
TAGS = {
    "pure": "Wheel-Version: 1.0\nTag: py3-none-any\n",
    "linux": "Tag: cp311-cp311-manylinux_2_17_x86_64\nTag: cp311-cp311-manylinux2014_x86_64\n",
    "local": "Tag: cp311-cp311-linux_x86_64\n",
}


def told(root: Path, found: Distribution) -> Artefact:
    return artefacts_of(root)(found)


@pytest.mark.parametrize(
    ("tags", "name", "digest"),
    [
        ("pure", "dep-1.0-py3-none-any.whl", PURE),
        ("linux", "dep-1.0-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl", LINUX),
        ("local", "dep-1.0.tar.gz", SOURCE),
    ],
)
def test_uv_names_the_file_that_was_installed(tmp_path: Path, tags: str, name: str, digest: str) -> None:
    (tmp_path / "uv.lock").write_text(UV, encoding="utf-8")
    found = install(tmp_path / "site", "dep", {}, WHEEL=TAGS[tags])
    assert told(tmp_path, found) == Artefact(
        "uv.lock", name, f"https://files.example/{name}", (f"sha256:{digest}",), ""
    )


def test_where_nothing_says_which_file_it_was_all_allowed_hashes_are_given(tmp_path: Path) -> None:
    (tmp_path / "uv.lock").write_text(UV, encoding="utf-8")
    found = install(tmp_path / "site", "dep", {})
    assert told(tmp_path, found).hashes == (f"sha256:{PURE}", f"sha256:{LINUX}", f"sha256:{SOURCE}")


def test_a_lock_of_another_version_says_nothing(tmp_path: Path) -> None:
    (tmp_path / "uv.lock").write_text(UV.replace('"1.0"', '"2.0"'), encoding="utf-8")
    assert told(tmp_path, install(tmp_path / "site", "dep", {})) == Artefact("RECORD")


def test_a_standard_lock_is_read(tmp_path: Path) -> None:
    (tmp_path / "pylock.toml").write_text(PYLOCK, encoding="utf-8")
    found = install(tmp_path / "site", "dep", {}, WHEEL=TAGS["pure"])
    name = "dep-1.0-py3-none-any.whl"
    assert told(tmp_path, found) == Artefact("pylock.toml", name, f"https://files.example/{name}", (f"sha256:{PURE}",))


def test_hashes_of_pinned_requirements_count(tmp_path: Path) -> None:
    hashes = f"--hash=sha256:{PURE} \\\n  --hash sha256:{LINUX}\n"
    text = f"# pinned\nother>=1\nDep==1.0 ; python_version > '3' \\\n    {hashes}"
    (tmp_path / "requirements.txt").write_text(text, encoding="utf-8")
    found = install(tmp_path / "site", "dep", {})
    assert told(tmp_path, found) == Artefact("requirements.txt", hashes=(f"sha256:{PURE}", f"sha256:{LINUX}"))


@pytest.mark.parametrize("hash_", ["sha256:../../x", "sha256:${HASH}", f"{PURE}"])
def test_what_is_no_hash_of_a_requirement_counts_as_nothing(tmp_path: Path, hash_: str) -> None:
    (tmp_path / "requirements.txt").write_text(f"dep==1.0 --hash={hash_}\n", encoding="utf-8")
    assert told(tmp_path, install(tmp_path / "site", "dep", {})) == Artefact("RECORD")


def test_requirements_may_be_in_another_encoding(tmp_path: Path) -> None:
    text = f"# é\ndep==1.0 --hash=sha256:{PURE}\n"
    for encoding in ("utf-16", "utf-8-sig", "latin-1"):
        (tmp_path / "requirements.txt").write_text(text, encoding=encoding)
        assert told(tmp_path, install(tmp_path / "site", "dep", {})).hashes == (f"sha256:{PURE}",)


def test_what_the_installer_says_goes_before_a_lock_that_speaks_of_something_else(tmp_path: Path) -> None:
    (tmp_path / "uv.lock").write_text(UV, encoding="utf-8")
    url = {"url": "file:///home/me/dep-1.0-py3-none-any.whl", "archive_info": {"hashes": {"sha256": OTHER}}}
    found = install(tmp_path / "site", "dep", {}, direct_url__json=json.dumps(url))
    assert told(tmp_path, found) == Artefact("direct_url.json", "dep-1.0-py3-none-any.whl", hashes=(f"sha256:{OTHER}",))
    url["archive_info"] = {"hash": f"sha256={PURE}"}
    found = install(tmp_path / "site", "dep", {}, direct_url__json=json.dumps(url))
    assert told(tmp_path, found).told_by == "uv.lock"


def test_a_commit_is_told(tmp_path: Path) -> None:
    url = {"url": "https://me:token@git.example/dep", "vcs_info": {"vcs": "git", "commit_id": "abc123"}}
    found = install(tmp_path / "site", "dep", {}, direct_url__json=json.dumps(url))
    assert told(tmp_path, found) == Artefact("direct_url.json", url="https://git.example/dep", revision="abc123")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("uv.lock", "version = 1\n[[package]\n"),
        ("uv.lock", "a = " + "[" * 100_000),
        ("uv.lock", UV.replace(PURE, "\\u001b[31m")),
        ("pylock.toml", PYLOCK.replace(PURE, "zz")),
        ("pylock.toml", 'lock-version = "1.0"\n'),
    ],
)
def test_files_that_are_no_locks_are_refused_by_name(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(UserError, match=name) as raised:
        told(tmp_path, install(tmp_path / "site", "dep", {}))
    assert raised.value.hint
    assert "\x1b" not in raised.value.message


@pytest.mark.parametrize("text", ["[" * 100_000, "[]", '{"url": 3}', '{"url": "x", "archive_info": {"hash": "no"}}'])
def test_what_is_no_direct_url_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(UserError, match=r"direct_url\.json"):
        told(tmp_path, install(tmp_path / "site", "dep", {}, direct_url__json=text))


def test_a_link_out_of_the_project_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text(UV, encoding="utf-8")
    (tmp_path / "project").mkdir()
    (tmp_path / "project/uv.lock").symlink_to(tmp_path / "secret")
    with pytest.raises(UserError, match="outside"):
        artefacts_of(tmp_path / "project")


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "uv.lock")
    with pytest.raises(UserError, match="no regular file"):
        artefacts_of(tmp_path)
