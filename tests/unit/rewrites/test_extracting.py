"""Accepted rewrites in results: used offline, marked, and never where they do not fit any more."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from worlds import GOOD, write_rewrite, write_world

from vendorize import workflow
from vendorize_analysis.errors import UserError


@pytest.fixture(params=["site", "package"])
def layout(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def extracted(request: object, out: Path, layout: str) -> tuple[str, tuple[str, ...]]:
    from dataclasses import replace  # noqa: PLC0415

    done = workflow.extract(replace(request, layout=layout), out=out, smoke=False)  # type: ignore[type-var]
    (core,) = out.rglob("core.py")
    return core.read_text(), done.warnings


def test_what_only_the_original_needed_is_gone(tmp_path: Path, layout: str) -> None:
    request = write_world(tmp_path)
    write_rewrite(request)
    text, _ = extracted(request, tmp_path / "out", layout)
    assert "Written by the language model a-model, not by the authors of slugs" in text
    assert '.replace("_", " ")' in text
    assert "class Words" not in next((tmp_path / "out").rglob("words.py")).read_text()
    assert "ord(" not in next((tmp_path / "out").rglob("tables.py")).read_text()
    notices = next((tmp_path / "out").rglob("THIRD_PARTY_NOTICES.md")).read_text()
    lines = text.splitlines()
    assert lines[1].startswith("# The language model a-model wrote slug, not the authors of slugs; evidence is beside ")
    first = next(number for number, line in enumerate(lines, 1) if line.startswith("def slug("))
    said = f"Lines {first} to {first + 5} of `slugs.core`, function `slug`, were written by the language model a-model"
    assert f"{said}, not by these authors; evidence: `rewrites/slugs/slugs.core.slug.py`" in notices
    run = subprocess.run(
        [sys.executable, "-S", "app.py"], cwd=tmp_path / "out", capture_output=True, text=True, check=True
    )
    assert run.stdout == "some-old-text\n"


def test_the_lock_names_the_installed_file(tmp_path: Path) -> None:
    request = write_world(tmp_path)
    write_rewrite(request)
    extracted(request, tmp_path / "out", "site")
    lock = (tmp_path / "out" / "vendorize.lock").read_text()
    assert 'source = "slugs/core.py"' in lock
    origins = json.loads((tmp_path / "out" / "vendorize.map").read_text())
    assert "vendorize-rewrites" not in json.dumps(origins) + lock


@pytest.mark.parametrize("name", ["core.py", "words.py"])
def test_a_stale_one_is_said_and_not_used(tmp_path: Path, name: str) -> None:
    request = write_world(tmp_path)
    write_rewrite(request)
    file = tmp_path / "site" / "slugs" / name
    file.write_text(file.read_text() + "\nnew = 1\n")
    text, warnings = extracted(request, tmp_path / "out", "site")
    assert "Written by" not in text
    assert any("is stale and not used" in one and name in one for one in warnings)


def test_an_edited_one_stops_everything(tmp_path: Path) -> None:
    request = write_world(tmp_path)
    path = write_rewrite(request)
    path.write_text(GOOD.replace('"_"', '"__"'))
    with pytest.raises(UserError, match="was edited after it was proved"):
        extracted(request, tmp_path / "out", "site")
    assert not (tmp_path / "out").exists()


def test_a_forged_one_does_not_pass_the_static_gate(tmp_path: Path) -> None:
    request = write_world(tmp_path)
    write_rewrite(request, GOOD.replace("    if not", "    import os\n    os.system('x')\n    if not"))
    with pytest.raises(UserError, match="imports os"):
        extracted(request, tmp_path / "out", "site")


@pytest.mark.parametrize("text", ["", "[]", "{}", "null", '{"schema": 2}', "[" * 100_000])
def test_a_broken_sidecar_is_an_error(tmp_path: Path, text: str) -> None:
    request = write_world(tmp_path)
    write_rewrite(request).with_suffix(".json").write_text(text)
    with pytest.raises(UserError, match="not what `vendorize rewrite` writes"):
        extracted(request, tmp_path / "out", "site")


def test_a_link_out_of_the_project_is_refused(tmp_path: Path) -> None:
    request = write_world(tmp_path)
    path = write_rewrite(request)
    (tmp_path / "elsewhere.py").write_text(GOOD)
    path.unlink()
    path.symlink_to(tmp_path / "elsewhere.py")
    with pytest.raises(UserError):
        extracted(request, tmp_path / "out", "site")
