from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from tests.unit.verify.samples import make_request
from vendorize.verify.beyond.boundary import bare_stage, original_stage, recorder_settings
from vendorize.verify.sides import Side

if TYPE_CHECKING:
    from pathlib import Path

    from vendorize.verify.beyond.boundary import Stage
    from vendorize.verify.request import VerifyRequest


def stages(tmp_path: Path, layout: str) -> tuple[VerifyRequest, Side, Stage, Stage]:
    request = make_request(tmp_path, layout)
    folders = [tmp_path / name for name in ("one", "two")]
    sides = [Side(folder / "bin/python", folder, {}, (folder,), folder / "own") for folder in folders]
    original = original_stage(request, sides[0])
    return request, sides[0], original, bare_stage(request, sides[1], original)


def shown(stage: Stage, path: Path) -> str:
    text = str(path)
    for own, common in stage.replacements:
        text = text.replace(own, common)
    return text


@pytest.mark.parametrize("layout", ["site", "package"])
def test_a_module_has_one_place_on_both_sides(tmp_path: Path, layout: str) -> None:
    request, side, original, result = stages(tmp_path, layout)
    places = {"site": ("app/core.py", "lib.py"), "package": ("src/app/core.py", "src/app/_vendor/lib.py")}[layout]
    own, vendored = (request.result / place for place in places)
    assert shown(original, side.tree / "src/app/core.py") == shown(result, own) == "<code>/app/core.py"
    assert shown(original, tmp_path / "site/lib.py") == shown(result, vendored) == "<code>/lib.py"


def test_a_folder_in_a_recorded_argument_has_one_name_on_both_sides(tmp_path: Path) -> None:
    _, side, original, result = stages(tmp_path, "site")
    path = side.tree / "tests/data.txt"
    assert shown(original, path) == shown(result, path) == "<root>/tests/data.txt"
    assert original.cwd == result.cwd


def test_the_site_layout_starts_without_site_packages_and_the_other_with_its_namespace(tmp_path: Path) -> None:
    *_, site = stages(tmp_path / "a", "site")
    *_, package = stages(tmp_path / "b", "package")
    assert (site.interpreter[1:], site.namespace) == (("-S",), "")
    assert (package.interpreter[1:], package.namespace) == ((), "app._vendor")
    assert ("app._vendor.", "") in package.replacements


def test_tests_are_not_first_party_and_only_extracted_code_is_vendored(tmp_path: Path) -> None:
    request, side, *_ = stages(tmp_path, "site")
    found = recorder_settings(request, side)
    assert str(side.tree / "src/app/core.py") in found["first_party"]
    assert found["first_party_modules"] == ["app", "app.__main__", "app.core"]
    assert found["vendored_modules"] == ["lib"]
    assert not [path for path in found["vendored"] if path.startswith(sys.prefix)]
