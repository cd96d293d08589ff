"""Licence texts of real distributions against what metadata states, with the extra `licenses` and without it."""

from __future__ import annotations

import sys
from importlib.metadata import distribution
from pathlib import Path

import pytest

from tests.end_to_end.command import PROGRAM, PYPROJECT, install, write
from vendorize.checking import check_result
from vendorize.emit.texts import can_recognize, recognized
from vendorize.model.licenses import contradicts, is_allowed_text
from vendorize.model.request import Request
from vendorize.workflow import extract
from vendorize_analysis.model.options import AnalysisOptions

with_extra = pytest.mark.skipif(not can_recognize(), reason="the extra `licenses` is not installed")
MIT_TEXT = (Path(__file__).parents[3] / "LICENSE").read_text(encoding="utf-8")
POLICY = f'{PYPROJECT}\n[tool.vendorize.policy]\nlicenses = ["BSD-3-Clause"]\n'


def text_of(name: str, ending: str) -> Path:
    """Return a licence text as a distribution brings it."""
    found = distribution(name)
    return next(Path(str(one.locate())) for one in found.files or () if str(one).endswith(ending))


def made(folder: Path, metadata: str, texts: dict[str, str]) -> Request:
    """Extract a program whose dependency has this metadata and these texts."""
    site = folder / "site"
    more = {f"dep-1.0.dist-info/{name}": text for name, text in texts.items()}
    info = install(site, "dep", {"dep/__init__.py": "def used(number):\n    return number\n", **more})
    write(info, {"METADATA": f"Metadata-Version: 2.1\nName: dep\nVersion: 1.0\n{metadata}"})
    write(folder / "project", PROGRAM)
    request = Request(folder / "project", AnalysisOptions(search_path=(site,), use_cache=False))
    extract(request, out=folder / "out", in_place=False, smoke=False)
    return request


def found(request: Request, out: Path) -> list[tuple[str, str]]:
    checked = check_result(request, out)
    return [(one.code, one.message) for one in checked.findings if one.code in {"VZ810", "VZ813"}]


@with_extra
@pytest.mark.parametrize(
    ("name", "ending", "licence"),
    [
        ("click", "LICENSE.txt", "BSD-3-Clause"),
        ("openai", "LICENSE", "Apache-2.0"),
        ("packaging", "LICENSE.BSD", "BSD-2-Clause"),
        ("tomlkit", "LICENSE", "MIT"),
    ],
)
def test_texts_of_real_distributions_are_recognised(name: str, ending: str, licence: str) -> None:
    place = "x-1.dist-info/licenses/LICENSE"
    assert [one.license for one in recognized([(place, text_of(name, ending))])] == [licence]


@with_extra
@pytest.mark.parametrize("every", [0, 60, 23, 21, 19, 10])
def test_the_answer_is_that_of_identify_however_many_letters_differ(tmp_path: Path, every: int) -> None:
    from identify.identify import license_id  # noqa: PLC0415 - of the extra

    letters = ["\u2003" if every and not place % every else letter for place, letter in enumerate(MIT_TEXT)]
    file = tmp_path / "LICENSE"
    for text in ("".join(letters), "  Copyright (c) 1999 Somebody\n" + "".join(letters).upper(), ""):
        file.write_text(text, encoding="utf-8")
        found = [one.license for one in recognized([("x-1.dist-info/LICENSE", file)])]
        assert found == [one for one in [license_id(str(file))] if one]


@with_extra
def test_only_texts_of_the_distribution_itself_count_and_none_that_is_not_certain(tmp_path: Path) -> None:
    write(tmp_path, {"A": MIT_TEXT, "B": "As you like it.\n", "C": b"\xff\xfe", "D": MIT_TEXT + "x" * 200_000})
    places = [("x/vendored/LICENSE", "A"), ("x-1.dist-info/licenses/y/LICENSE", "A"), ("x-1.dist-info/B", "B")]
    places += [("x-1.dist-info/C", "C"), ("x-1.dist-info/D", "D"), ("x-1.dist-info/E", "E"), ("x-1.dist-info/F", ".")]
    assert not list(recognized((relative, tmp_path / name) for relative, name in places))


@with_extra
def test_a_text_that_metadata_contradicts_is_a_finding_and_held_to_the_policy(tmp_path: Path) -> None:
    request = made(tmp_path, "License-Expression: BSD-3-Clause\n", {"LICENSE.txt": MIT_TEXT})
    differs = "the metadata of dep 1.0 states BSD-3-Clause, and dep-1.0.dist-info/LICENSE.txt is the text of MIT"
    assert found(request, tmp_path / "out") == [("VZ813", differs)]
    write(tmp_path / "project", {"pyproject.toml": POLICY})
    (policy, text) = sorted(found(request, tmp_path / "out"))
    assert (policy[0], text[0]) == ("VZ810", "VZ813")
    assert "does not allow: MIT (dep-1.0.dist-info/LICENSE.txt)" in policy[1]


@with_extra
@pytest.mark.parametrize(("allowed", "codes"), [("MIT", []), ("BSD-3-Clause", ["VZ810"])])
def test_where_metadata_says_nothing_the_text_does(tmp_path: Path, allowed: str, codes: list[str]) -> None:
    request = made(tmp_path, "", {"LICENSE.txt": MIT_TEXT})
    write(tmp_path / "project", {"pyproject.toml": POLICY.replace("BSD-3-Clause", allowed)})
    assert [code for code, _ in found(request, tmp_path / "out")] == codes


def test_without_the_extra_the_lock_has_the_same_bytes_and_the_result_passes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made(tmp_path / "with", "", {"LICENSE.txt": MIT_TEXT})
    monkeypatch.setitem(sys.modules, "identify.vendor.licenses", None)
    request = made(tmp_path / "without", "", {"LICENSE.txt": MIT_TEXT})
    locks = [(tmp_path / one / "out/vendorize.lock").read_bytes() for one in ("with", "without")]
    assert locks[0] == locks[1]
    assert not check_result(request, tmp_path / "with/out").findings
    write(tmp_path / "without/project", {"pyproject.toml": POLICY})
    checked = check_result(request, tmp_path / "with/out")
    assert [one.code for one in checked.findings] == ["VZ810"]
    assert "licence texts were not read (dep): pip install 'vendorize-cli[licenses]'" in checked.notes


@pytest.mark.parametrize(
    ("stated", "text", "differs"),
    [
        (("GPL-3.0-or-later",), "GPL-3.0", False),
        (("LGPL-3.0-only",), "GPL-3.0", False),
        (("AGPL-3.0-only",), "GPL-3.0", True),
        (("Apache-2.0 OR BSD-2-Clause",), "BSD-2-Clause", False),
        (("MIT AND (Apache-2.0 WITH LLVM-exception)",), "Apache-2.0", False),
        (("BSD", "Apache Software License"), "BSD-3-Clause", False),
        (("MIT License",), "Unlicense", True),
        (("MIT",), "Apache-2.0", True),
        (("Public Domain",), "Unlicense", False),
        (("LicenseRef-Ours",), "MIT", False),
        ((), "MIT", False),
    ],
)
def test_a_text_contradicts_what_is_stated_only_where_that_is_understood(
    stated: tuple[str, ...],
    text: str,
    differs: bool,  # noqa: FBT001
) -> None:
    assert contradicts(stated, text) is differs


def test_a_text_of_the_gpl_is_allowed_in_either_form() -> None:
    assert is_allowed_text("GPL-3.0", ["GPL-3.0-or-later"])
    assert not is_allowed_text("GPL-2.0", ["GPL-3.0-or-later"])
