from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from packaging.licenses import canonicalize_license_expression

from vendorize_analysis.environment.metadata import read_metadata
from vendorize_analysis.errors import UserError
from vendorize_analysis.model.project import EntryPoint
from vendorize_analysis.tables.licences import FAMILIES, IDENTIFIERS

if TYPE_CHECKING:
    from pathlib import Path

HEAD = "Metadata-Version: 2.1\nName: My.Dist\nVersion: 1.2\n"


def info(tmp_path: Path, **files: str | bytes) -> Path:
    folder = tmp_path / "my_dist-1.2.dist-info"
    folder.mkdir(exist_ok=True)
    for name, content in files.items():
        path = folder / name.replace("__", ".")
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return folder


def test_a_leftover_folder_holds_no_distribution(tmp_path: Path) -> None:
    assert read_metadata(info(tmp_path, INSTALLER="pip")) is None


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "METADATA:1: the metadata has no Name"),
        (b"Metadata-Version: 2.1\nName: x\n", "METADATA:1: the metadata has no Version"),
        (b"Name: x\nVersion: 1\nSummary: caf\xe9\n", "METADATA:3: not UTF-8 text"),
        (b"\x7fELF\x02\x01\x00", "METADATA:1: holds a null byte"),
        (b"<html>\n<body>", "METADATA:1: expected `Field: value`"),
    ],
)
def test_broken_metadata_is_named_with_its_line(tmp_path: Path, content: bytes, said: str) -> None:
    with pytest.raises(UserError) as caught:
        read_metadata(info(tmp_path, METADATA=content))
    assert said in caught.value.message
    assert "reinstall" in caught.value.hint


def test_metadata_missing_beside_a_record_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="METADATA:1"):
        read_metadata(info(tmp_path, RECORD=""))


def test_only_the_headers_count(tmp_path: Path) -> None:
    text = HEAD + "Requires-Dist: a>=1\nRequires-Dist: b ; extra == 'x'\n\nRequires-Dist: not-me\nName: nobody\n"
    metadata = read_metadata(info(tmp_path, METADATA=text))
    assert metadata is not None
    assert (metadata.name, metadata.key, metadata.version) == ("My.Dist", "my-dist", "1.2")
    assert metadata.requirements == ("a>=1", "b ; extra == 'x'")


def test_a_blank_line_in_a_folded_licence_does_not_end_the_headers(tmp_path: Path) -> None:
    text = f"{HEAD}License: BSD\n        \n        All rights reserved.\nRequires-Dist: a>=1\r\n\r\nRequires-Dist: b\n"
    found = read_metadata(info(tmp_path, METADATA=text))
    assert found is not None
    assert found.requirements == ("a>=1",)


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ("License-Expression: MIT\nLicense: old\n", ("MIT",)),
        ("License: BSD\nClassifier: License :: OSI Approved :: BSD License\n", ("BSD", "BSD License")),
        ("License: MIT\nClassifier: License :: OSI Approved :: MIT License\n", ("MIT",)),
        ("License: Apache 2.0\nClassifier: License :: OSI Approved :: Apache Software License\n", ("Apache-2.0",)),
        ("Classifier: License :: OSI Approved :: Apache Software License\n", ("Apache Software License",)),
        (
            "Classifier: License :: OSI Approved :: GNU General Public License v3 or later (GPLv3+)\n",
            ("GPL-3.0-or-later",),
        ),
        ("License: The whole text\n  of a licence\nClassifier: License :: OSI Approved\n", ()),
        ("Classifier: License\nClassifier: Odd\n", ()),
        ("License: UNKNOWN\n", ()),
        ("", ()),
    ],
)
def test_licences_are_the_expression_or_the_names(tmp_path: Path, headers: str, expected: tuple[str, ...]) -> None:
    metadata = read_metadata(info(tmp_path, METADATA=HEAD + headers))
    assert metadata is not None
    assert metadata.licenses == expected


def test_what_stands_for_an_identifier_is_one() -> None:
    for text, identifier in IDENTIFIERS.items():
        assert canonicalize_license_expression(identifier) == identifier
        assert text != identifier
    assert all(any(one.startswith(begin) for one in IDENTIFIERS.values()) for begin in FAMILIES.values())


def test_entry_points_are_read_without_their_extras(tmp_path: Path) -> None:
    text = "# comment\n[console_scripts]\nrun = my.cli:main [color]\n\n[my.plugins]\nwhole=my.plug\n"
    metadata = read_metadata(info(tmp_path, METADATA=HEAD, entry_points__txt=text))
    assert metadata is not None
    assert metadata.entry_points == (
        EntryPoint("console_scripts", "run", "my.cli", "main"),
        EntryPoint("my.plugins", "whole", "my.plug", ""),
    )


def test_a_broken_entry_point_is_left_out_and_named_with_its_line(tmp_path: Path) -> None:
    found = read_metadata(info(tmp_path, METADATA=HEAD, entry_points__txt="[a]\nrun = ../evil:main\nb = c:d\n"))
    assert found is not None
    assert [point.name for point in found.entry_points] == ["b"]
    (problem,) = found.problems
    assert "entry_points.txt:2: no entry point" in problem


@pytest.mark.parametrize("content", [b'{"dir_info": ', b"[" * 100_000, b"\xff\xfe", b"[]", b"7"])
def test_a_broken_direct_url_says_nothing(tmp_path: Path, content: bytes) -> None:
    found = read_metadata(info(tmp_path, METADATA=HEAD, direct_url__json=content))
    assert found is not None
    assert found.source is None
    assert all("direct_url.json:1: " in problem for problem in found.problems)
    assert len(found.problems) == (content not in (b"[]", b"7"))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
@pytest.mark.parametrize("name", ["entry_points.txt", "direct_url.json", "top_level.txt"])
@pytest.mark.parametrize("device", [False, True])
def test_pipes_and_devices_are_not_read(tmp_path: Path, name: str, *, device: bool) -> None:
    folder = info(tmp_path, METADATA=HEAD)
    if device:
        (folder / name).symlink_to("/dev/zero")
    else:
        os.mkfifo(folder / name)
    found = read_metadata(folder)
    assert found is not None
    (problem,) = found.problems
    assert f"{name}:1: no regular file" in problem


def test_old_requirement_sections_become_markers(tmp_path: Path) -> None:
    folder = tmp_path / "my_dist.egg-info"
    folder.mkdir()
    (folder / "PKG-INFO").write_text(HEAD, encoding="utf-8")
    (folder / "requires.txt").write_text(
        "a\n\n[x]\nb>1\n\n[:os_name == 'nt']\nc\n\n[y:python_version < '3']\nd\n", "utf-8"
    )
    metadata = read_metadata(folder)
    assert metadata is not None
    assert metadata.requirements == (
        "a",
        'b>1 ; extra == "x"',
        "c ; (os_name == 'nt')",
        "d ; (python_version < '3') and extra == \"y\"",
    )


def test_only_an_editable_folder_is_a_source(tmp_path: Path) -> None:
    url = (tmp_path / "with blank").as_uri()
    editable = read_metadata(
        info(tmp_path, METADATA=HEAD, direct_url__json=f'{{"url": "{url}", "dir_info": {{"editable": true}}}}')
    )
    assert editable is not None
    assert editable.source == tmp_path / "with blank"
    archive = read_metadata(info(tmp_path, METADATA=HEAD, direct_url__json=f'{{"url": "{url}", "archive_info": {{}}}}'))
    assert archive is not None
    assert archive.source is None
