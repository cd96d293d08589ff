from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from tests.unit.verify.samples import make_request
from vendorize.verify.differential.boundary import original_host, recorder_settings, shipped_host
from vendorize.verify.variants import Variant
from vendorize.verify.walls import Walls

if TYPE_CHECKING:
    from pathlib import Path

    from vendorize.verify.differential.boundary import CallHost
    from vendorize.verify.request import VerifyRequest


def hosts(tmp_path: Path, layout: str) -> tuple[VerifyRequest, Variant, CallHost, CallHost]:
    request = make_request(tmp_path, layout)
    folders = [tmp_path / name for name in ("one", "two")]
    variants = [Variant(folder / "bin/python", folder, {}, (folder,), folder / "own") for folder in folders]
    original = original_host(request, variants[0], Walls(), tmp_path)
    return request, variants[0], original, shipped_host(request, variants[1], original)


def shown(host: CallHost, path: Path) -> str:
    text = str(path)
    for own, common in host.replacements:
        text = text.replace(own, common)
    return text


@pytest.mark.parametrize("layout", ["site", "package"])
def test_a_module_has_one_place_on_both_sides(tmp_path: Path, layout: str) -> None:
    request, variant, original, result = hosts(tmp_path, layout)
    places = {"site": ("app/core.py", "lib.py"), "package": ("src/app/core.py", "src/app/_vendor/lib.py")}[layout]
    own, vendored = (request.result / place for place in places)
    assert shown(original, variant.tree / "src/app/core.py") == shown(result, own) == "<code>/app/core.py"
    assert shown(original, tmp_path / "site/lib.py") == shown(result, vendored) == "<code>/lib.py"


def test_a_folder_in_a_recorded_argument_has_one_name_on_both_sides(tmp_path: Path) -> None:
    _, variant, original, result = hosts(tmp_path, "site")
    path = variant.tree / "tests/data.txt"
    assert shown(original, path) == shown(result, path) == "<root>/tests/data.txt"
    assert original.cwd == result.cwd


def test_the_site_layout_starts_without_site_packages_and_the_other_with_its_namespace(tmp_path: Path) -> None:
    *_, site = hosts(tmp_path / "a", "site")
    *_, package = hosts(tmp_path / "b", "package")
    assert (site.interpreter[1:], site.namespace) == (("-S",), "")
    assert (package.interpreter[1:], package.namespace) == ((), "app._vendor")
    assert ("app._vendor.", "") in package.replacements


def test_tests_are_not_first_party_and_only_extracted_code_is_vendored(tmp_path: Path) -> None:
    request, variant, *_ = hosts(tmp_path, "site")
    found = recorder_settings(request, variant)
    assert str(variant.tree / "src/app/core.py") in found["first_party"]
    assert found["first_party_modules"] == ["app", "app.__main__", "app.core"]
    assert found["vendored_modules"] == ["lib"]
    assert not [path for path in found["vendored"] if path.startswith(sys.prefix)]
