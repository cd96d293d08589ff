from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.unit.verify.samples import make_request
from vendorize.verify.data import data_files
from vendorize_analysis.model.environment import ModuleFile

if TYPE_CHECKING:
    from pathlib import Path

    from vendorize.verify import VerifyRequest

MODULES = {"lib": "lib/__init__.py", "lib.inner": "lib/inner/__init__.py", "lib.inner.code": "lib/inner/code.py"}
DATA = ("lib/inner/deep/words.txt", "lib/words.txt", "share/lib.conf")
OTHERS = ("lib/py.typed.pyi", "lib-1.0.dist-info/METADATA", "lib/_fast.so", "../../bin/lib", "lib/inner/code.py")


def request_for(tmp_path: Path, layout: str, *absent: str) -> VerifyRequest:
    request = make_request(tmp_path, layout)
    modules = tuple(ModuleFile(name, path, tmp_path / "site", "source") for name, path in MODULES.items())
    found = tuple(
        replace(one, files=(*DATA, *OTHERS), modules=modules) if one.key == "lib" else one
        for one in request.environment.distributions
    )
    environment = replace(request.environment, distributions=found)
    return replace(request, environment=environment, plan=replace(request.plan, absent=frozenset(absent)))


@pytest.mark.parametrize(("layout", "home"), [("site", ""), ("package", "src/app/_vendor/")])
def test_data_is_what_is_neither_code_nor_metadata_and_belongs_to_a_module(
    tmp_path: Path, layout: str, home: str
) -> None:
    request = request_for(tmp_path, layout)
    found = {file.relative: file for file in data_files(request)}
    assert tuple(found) == DATA
    assert [file.module for file in found.values()] == ["lib.inner", "lib", "lib"]
    assert [request.layout.data_places(request, file.relative) for file in found.values()] == [
        (f"{home}{name}",) for name in DATA
    ]


def test_data_of_modules_that_are_declared_absent_is_not_asked_for(tmp_path: Path) -> None:
    request = request_for(tmp_path, "site", "lib.inner")
    assert [file.relative for file in data_files(request)] == ["lib/words.txt", "share/lib.conf"]
