from __future__ import annotations

import os
from typing import TYPE_CHECKING

from tests.unit.verify.samples import make_request, write
from vendorize.verify.child import Place
from vendorize.verify.tools import copy_tools

if TYPE_CHECKING:
    from pathlib import Path


def installed(folder: Path, name: str, module: str) -> None:
    info = f"{name}-1.dist-info"
    write(
        folder,
        {
            f"{module}.py": "value = 1\n",
            f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1\n",
            f"{info}/RECORD": f"{module}.py,,\n{info}/METADATA,,\n{info}/RECORD,,\n../outside.py,,\n",
        },
    )


def test_tools_beside_the_search_path_are_copied_but_nothing_that_must_be_absent(tmp_path: Path) -> None:
    own, packages = tmp_path / "own", tmp_path / "packages"
    installed(own, "checker", "checker")
    installed(own, "Lib", "other")
    installed(own, "fork-of-lib", "lib")
    installed(own, "app", "something")
    packages.mkdir()
    write(tmp_path, {"outside.py": ""})
    variables = {**os.environ, "PYTHONPATH": str(own)}
    copy_tools(make_request(tmp_path / "r", "site"), packages, Place(tmp_path, variables, tmp_path, 60))
    files = sorted(path.relative_to(packages).as_posix() for path in packages.rglob("*") if path.is_file())
    assert files == ["checker-1.dist-info/METADATA", "checker-1.dist-info/RECORD", "checker.py"]
