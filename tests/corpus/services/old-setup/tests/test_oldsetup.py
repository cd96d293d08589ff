from __future__ import annotations

from pathlib import Path

import pytest
from oldsetup.cli import build, distutils_from, names


def test_distutils_is_that_of_setuptools() -> None:
    assert distutils_from() == "setuptools"


def test_a_wheel_is_built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    wheel = build(tmp_path, "small")
    assert wheel.name == "small-1.0-py3-none-any.whl"
    assert "small.py" in names(wheel)
    assert "small-1.0.dist-info/METADATA" in names(wheel)
