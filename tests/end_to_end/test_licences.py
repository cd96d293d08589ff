"""Licences of single files and notices, from what is installed to what `check` says."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

import pytest

from tests.end_to_end.command import DEPENDENCY, PYPROJECT, install, write

if TYPE_CHECKING:
    from tests.end_to_end.command import World

GPL = "# SPDX-License-Identifier: GPL-3.0-or-later\n"


@pytest.mark.slow
def test_a_file_with_another_licence_is_listed_warned_of_and_held_to_the_policy(world: World) -> None:
    core = GPL + DEPENDENCY["dep/core.py"]
    install(world.site, "dep", {**DEPENDENCY, "dep/core.py": core, "dep/lonely.py": GPL})
    done = world.extract("out", "--no-smoke", layout="package")
    assert (done.code, "dep 1.0: dep/core.py (GPL-3.0-or-later) becomes part of" in done.err) == (0, True)
    assert "becomes part of" not in world.extract("site", "--no-smoke").err
    (dep,) = tomllib.loads((world.folder / "out/vendorize.lock").read_text(encoding="utf-8"))["distribution"]
    assert dep["file-licenses"] == [{"source": "dep/core.py", "license": "GPL-3.0-or-later"}]
    notices = (world.folder / "out/app/_vendor/THIRD_PARTY_NOTICES.md").read_text(encoding="utf-8")
    assert "- Another licence in `dep/core.py`: GPL-3.0-or-later\n" in notices
    assert world.call("check", "--result", "out").code == 0
    write(world.project, {"pyproject.toml": f'{PYPROJECT}\n[tool.vendorize.policy]\nlicenses = ["MIT"]\n'})
    found = world.call("check", "--result", "out").out
    assert "out/app/_vendor/dep/core.py:2: VZ810 app/_vendor/dep/core.py of dep 1.0 has a licence" in found
    assert found.count("VZ810") == 1


@pytest.mark.slow
def test_notices_and_texts_of_bundled_code_travel_along(world: World) -> None:
    texts = {"dep-1.0.dist-info/NOTICE": "notice\n", "dep/bundled/COPYING.LESSER": "text\n", "dep/license.json": "{}\n"}
    install(world.site, "dep", {**DEPENDENCY, **texts})
    assert world.extract("out", "--no-smoke").code == 0
    info = world.folder / "out/dep-1.0.dist-info"
    assert (info / "NOTICE").read_text(encoding="utf-8") == "notice\n"
    assert (info / "licenses/dep/bundled/COPYING.LESSER").read_text(encoding="utf-8") == "text\n"
    assert not list((world.folder / "out").rglob("license.json"))
    notices = (world.folder / "out/THIRD_PARTY_NOTICES.md").read_text(encoding="utf-8")
    assert "`dep-1.0.dist-info/NOTICE`" in notices
