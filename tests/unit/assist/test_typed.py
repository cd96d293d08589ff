"""What mypy says of a proposal: behind walls, whatever lies in the folder, the home or the environment."""

from __future__ import annotations

import sys
import sysconfig
from pathlib import Path

import pytest

from vendorize.assist.typed import checker
from vendorize_analysis.errors import UserError

PLUGIN = "from pathlib import Path\nPath({mark!r}).write_text('ran')\ndef plugin(version):\n    raise SystemExit(9)\n"
CODE = '# mypy: plugins="planted.py"\nimport planted\nreveal: int = "no"\n'


@pytest.fixture
def planted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a mark that a plugin writes, with the plugin named by every configuration that mypy looks for."""
    mark, code = tmp_path / "mark", tmp_path / "code"
    for folder in (code, tmp_path / "home", tmp_path / "home" / ".config" / "mypy", tmp_path / "mypy" / "scratch"):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "planted.py").write_text(PLUGIN.format(mark=str(mark)))
        (folder / "mypy.py").write_text(PLUGIN.format(mark=str(mark)))
        for name in ("mypy.ini", ".mypy.ini", "config"):
            (folder / name).write_text(f"[mypy]\nplugins = {folder / 'planted.py'}\n")
        (folder / "pyproject.toml").write_text(f"[tool.mypy]\nplugins = ['{folder / 'planted.py'}']\n")
    monkeypatch.chdir(code)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "home" / ".config"))
    monkeypatch.setenv("PYTHONPATH", str(code))
    monkeypatch.setenv("MYPYPATH", str(code))
    (code / "module.py").write_text(CODE)
    return mark


@pytest.mark.parametrize("walls", [True, False])
def test_no_configuration_and_no_plugin_is_read(
    planted: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, walls: bool
) -> None:
    pytest.importorskip("mypy")
    if not walls:
        monkeypatch.setattr("vendorize.sandbox.choosing._fault", lambda *_: "no")
    mypy = checker(tmp_path / "code", tmp_path / "asked", "auto")
    assert mypy is not None
    found = mypy.complaints(tmp_path / "code" / "module.py")
    assert found is not None
    assert any("Incompatible types in assignment" in one for one in found), found
    assert not planted.exists()
    assert ("sandbox" in mypy.where) == (walls and sys.platform == "linux")


def test_required_walls_are_required_of_mypy_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("mypy")
    monkeypatch.setattr("vendorize.sandbox.choosing._fault", lambda *_: "no")
    with pytest.raises(UserError, match="no sandbox works here"):
        checker(tmp_path, tmp_path / "asked", "required")


def test_ty_is_asked_where_there_is_no_mypy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its answer is read, and its places left out; a scripted program stands for it."""
    said = "module.py:2:10: error[invalid-assignment] Object of type `str`\nmodule.py:3:1: warning[x] no\nFound 1\n"
    program = tmp_path / "bin" / "ty"
    program.parent.mkdir()
    program.write_text(f"#!{sys.executable}\nimport sys\nsys.stdout.write({said!r})\nsys.exit(1)\n")
    program.chmod(0o755)
    (tmp_path / "code").mkdir()
    monkeypatch.setattr("vendorize.assist.typed.find_spec", lambda _: None)
    monkeypatch.setattr("sysconfig.get_path", lambda _: str(program.parent))
    monkeypatch.setattr("vendorize.sandbox.choosing._fault", lambda *_: "no")
    ty = checker(tmp_path / "code", tmp_path / "asked", "auto")
    assert ty is not None
    assert ty.name == "ty"
    assert ty.complaints(tmp_path / "code" / "module.py") == {"error[invalid-assignment] Object of type `str`"}
    program.unlink()
    assert checker(tmp_path / "code", tmp_path / "again", "auto") is None


def test_the_real_ty_is_understood(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:

    if not (Path(sysconfig.get_path("scripts")) / "ty").is_file():
        pytest.skip("ty is not installed")
    monkeypatch.setattr("vendorize.assist.typed.find_spec", lambda _: None)
    (tmp_path / "module.py").write_text('x: int = "a"\n')
    ty = checker(tmp_path, tmp_path / "asked", "auto")
    assert ty is not None
    assert [one.partition("]")[0] for one in ty.complaints(tmp_path / "module.py") or ()] == [
        "error[invalid-assignment"
    ]
