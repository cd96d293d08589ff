"""What the wrapped back end is asked beside its hooks: the version, and whether an environment has what it must."""

from __future__ import annotations

import venv
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.end_to_end.command import PROGRAM, write
from vendorize.build.environment import interpreter_for
from vendorize.build.versions import _asked
from vendorize.model.request import Request
from vendorize.model.settings import BuildSettings
from vendorize.starting import settings_of
from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from pathlib import Path

METADATA = "Metadata-Version: 2.1\nName: app\nVersion: 7\n"
LIKE_HATCHLING = f"""\
import os, pathlib
if "PIP_BUILD_TRACKER" not in os.environ:
    def prepare_metadata_for_build_wheel(folder, settings=None):
        place = pathlib.Path(folder, "app-7.dist-info")
        place.mkdir()
        (place / "METADATA").write_text({METADATA!r})
        return place.name
"""
BARE = f"""\
import pathlib, zipfile
def build_wheel(folder, settings=None, metadata=None):
    with zipfile.ZipFile(pathlib.Path(folder, "app-7-py3-none-any.whl"), "w") as wheel:
        wheel.writestr("app-7.dist-info/METADATA", {METADATA!r})
    return "app-7-py3-none-any.whl"
"""


@pytest.mark.parametrize("backend", [LIKE_HATCHLING, BARE])
def test_the_version_is_asked_for_whoever_called_and_whatever_hooks_there_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, backend: str
) -> None:
    monkeypatch.setenv("PIP_BUILD_TRACKER", str(tmp_path))
    write(tmp_path, {"copy/inside.py": backend})
    (tmp_path / "out").mkdir()
    settings = BuildSettings(backend="inside", backend_path=(".",))
    assert _asked(tmp_path / "copy", tmp_path / "out", settings).decode() == METADATA


def test_an_environment_that_is_named_must_have_what_the_project_requires(tmp_path: Path) -> None:
    write(tmp_path, PROGRAM)
    venv.create(tmp_path / ".venv", symlinks=True)
    settings = settings_of(Request(tmp_path))
    settings = replace(settings, build=replace(settings.build, environment=".venv"))
    with pytest.raises(UserError, match=r"the environment \.venv that the configuration names does not have .*: dep"):
        interpreter_for(tmp_path, settings, tmp_path / "made")
