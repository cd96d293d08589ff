"""Attempts to get out: each must fail closed in every tier, as root and as an ordinary user."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

sys.path.insert(0, str(Path(__file__).parent))
from escaping import ESCAPES, NONE, TIERS, run

from vendorize.sandbox import SandboxLimits, View, choose
from vendorize_analysis.errors import UserError

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def listener() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.mark.skipif(sys.platform != "linux", reason="these walls are of Linux")
@pytest.mark.parametrize("tier", TIERS)
@pytest.mark.parametrize("name", ESCAPES)
def test_an_escape_fails_closed(
    name: str, tier: str, tmp_path: Path, listener: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "KEYSECRET")
    said = run(tmp_path, tier, ESCAPES[name], listener)
    if said == NONE:
        pytest.skip(f"{tier} does not work here")
    assert "OUT" not in said


@pytest.mark.parametrize("tier", TIERS)
def test_what_is_allowed_works(tier: str, tmp_path: Path) -> None:
    code = "import json, re, decimal\nopen('note', 'w').write('x')\nprint(json.dumps([open('note').read()]))\n"
    code += "open('/dev/null', 'w').write('x')"
    said = run(tmp_path, tier, code, 1)
    if said == NONE:
        pytest.skip(f"{tier} does not work here")
    assert said.strip() == '["x"]'


@pytest.mark.slow
def test_an_endless_loop_is_ended(tmp_path: Path) -> None:
    assert run(tmp_path, "audit", "while True: pass", 1, limits=SandboxLimits(cpu=1)) == ""


def test_required_refuses_what_the_kernel_does_not_enforce(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vendorize.sandbox.choosing._fault", lambda *_: "no")
    (tmp_path / "s").mkdir()
    with pytest.raises(UserError, match="no sandbox works here"):
        choose("required", View((), tmp_path / "s"), SandboxLimits(), Path(sys.executable), tmp_path / "box")


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="only root can become somebody else")
def test_an_ordinary_user_does_not_get_out_either() -> None:
    python = "/usr/bin/python3"
    words = [
        "setpriv",
        "--reuid=65534",
        "--regid=65534",
        "--clear-groups",
        python,
        str(ROOT / "tests/unit/sandbox/escaping.py"),
    ]
    if shutil.which("setpriv") is None or not Path(python).exists():
        pytest.skip("there is no program that changes the user, or no Python that everybody may read")
    variables = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": f"{ROOT}:{ROOT / 'analysis'}",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    done = subprocess.run(words, env=variables, cwd="/", capture_output=True, text=True, timeout=300, check=False)
    if "Permission denied" in done.stderr or "SyntaxError" in done.stderr:
        pytest.skip("this repository cannot be read by others, or their Python is too old")
    assert not done.returncode, done.stderr
    said = json.loads(done.stdout)
    assert [name for name, text in said.items() if "OUT" in text] == []
    assert any(text != NONE for text in said.values())
    starts = {text for name, text in said.items() if name.endswith(": starts")}
    assert starts - {NONE} == {"2 BlockingIOError 0"}
