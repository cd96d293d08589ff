"""A sandbox for tests lets them start processes, use loopback and change their own files, and nothing beside."""

from __future__ import annotations

import ctypes
import json
import os
import shutil
import socket
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from vendorize.sandbox import SandboxLimits, View, made, refuse_weak
from vendorize.sandbox.choosing import _fault
from vendorize.sandbox.trying import clean_environment
from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from vendorize.sandbox.limits import Tier

HERE = Path(__file__).parent
LIMITS = SandboxLimits(memory=3 << 30, cpu=77, descriptors=99, processes=55, network="loopback")
_LANDLOCK_CREATE = 444


def _state(file: Path) -> tuple[int, ...]:
    said = file.stat()
    return said.st_mode, said.st_uid, said.st_gid, said.st_mtime_ns, said.st_ctime_ns


def run(folder: Path, tier: Tier, limits: SandboxLimits) -> dict[str, Any]:
    secret, scratch, script = folder / "home" / "secret", folder / "scratch", folder / "scripts" / "working.py"
    for path in (secret.parent, scratch, script.parent, folder / "box"):
        path.mkdir()
    secret.write_text("TOPSECRET")
    shutil.copy(HERE / "working.py", script)
    python = Path(sys.executable)
    sandbox = made(tier, View((script, Path(sys.prefix)), scratch), limits, python, folder / "box")
    if sandbox is None or _fault(sandbox, python, folder / "box", limits):
        pytest.skip(f"{tier} does not work here")
    state = _state(secret)
    place = str(folder / "s")
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket(socket.AF_UNIX) as local:
        local.bind(place)
        local.listen()
        words = (secret, server.getsockname()[1], os.getpid(), place)
        command = sandbox.command((sys.executable,), script, *words)
        environment = {**clean_environment(scratch), "MARK": "1"}
        done = subprocess.run(command, cwd=scratch, env=environment, capture_output=True, text=True, check=False)
    assert not done.returncode, done.stderr
    assert (secret.read_text(), _state(secret)) == ("TOPSECRET", state)
    assert [one.name for one in secret.parent.iterdir()] == ["secret"]
    return dict(json.loads(done.stdout))


@pytest.mark.skipif(sys.platform != "linux", reason="these walls are of Linux")
@pytest.mark.parametrize("tier", ["bubblewrap", "landlock"])
def test_what_tests_may_do(tier: Tier, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "KEYSECRET")
    said = run(tmp_path, tier, LIMITS)
    assert said.pop("a process") == "said\n"
    assert (said.pop("loopback"), said.pop("a pair of sockets")) == ("sent", "paired")
    assert said.pop("a child ended") == -15
    assert said.pop("own modes and times") == "0o600"
    assert said.pop("who") == os.getuid()
    # Read back alone: nothing here tries to pass a limit.
    assert said.pop("limits") == [3 << 30, 77, 99]
    assert "OPENAI_API_KEY" not in said.pop("environment")
    assert set(said.values()) <= {
        "PermissionError", "FileNotFoundError", "ConnectionRefusedError", "ProcessLookupError", "OSError", "held",
    }, said  # fmt: skip


def start(folder: Path, tier: Tier, name: str, limits: SandboxLimits) -> subprocess.CompletedProcess[str]:
    scratch, script = folder / "scratch", folder / "scripts" / "starting.py"
    for path in (scratch, script.parent, folder / "box"):
        path.mkdir()
    shutil.copy(HERE / "starting.py", script)
    python = Path(sys.executable)
    sandbox = made(tier, View((script, Path(sys.prefix)), scratch), limits, python, folder / "box")
    if sandbox is None or _fault(sandbox, python, folder / "box", limits):
        pytest.skip(f"{tier} does not work here")
    assert "a supervisor counts processes" in sandbox.description
    command = sandbox.command((sys.executable,), script, name)
    surroundings = clean_environment(scratch)
    return subprocess.run(command, cwd=scratch, env=surroundings, capture_output=True, text=True, check=False)


FEW = SandboxLimits(memory=3 << 30, cpu=20, processes=3, network="loopback")


@pytest.mark.skipif(sys.platform != "linux", reason="these walls are of Linux")
@pytest.mark.parametrize("tier", ["bubblewrap", "landlock"])
@pytest.mark.parametrize(("name", "said"), [("forks", "2 BlockingIOError 0"), ("orphans", "1"), ("threads", "2")])
def test_the_number_of_processes_is_held_for_whom_ever(tier: Tier, name: str, said: str, tmp_path: Path) -> None:
    done = start(tmp_path, tier, name, FEW)
    assert (done.returncode, done.stdout) == (0, said), done.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="these walls are of Linux")
@pytest.mark.parametrize("tier", ["bubblewrap", "landlock"])
def test_nothing_starts_without_who_counts(tier: Tier, tmp_path: Path) -> None:
    done = start(tmp_path, tier, "without_supervisor", replace(FEW, processes=50))
    assert done.returncode
    assert "OUT" not in done.stdout


@pytest.mark.skipif(sys.platform != "linux", reason="these walls are of Linux")
def test_what_does_not_count_is_no_wall_for_root(tmp_path: Path) -> None:
    """RLIMIT_NPROC is never believed: a trial of five processes shows whether it holds here."""
    (tmp_path / "s").mkdir()
    (tmp_path / "box").mkdir()
    few = replace(FEW, counting="rlimit")
    sandbox = made("landlock", View((), tmp_path / "s"), few, Path(sys.executable), tmp_path / "box")
    assert sandbox is not None
    fault = _fault(sandbox, Path(sys.executable), tmp_path / "box", few)
    assert fault == "of starts: made 5" or os.geteuid() or "Landlock" in fault


@pytest.mark.skipif(sys.platform != "linux", reason="these walls are of Linux")
def test_the_network_is_open_where_the_user_says_so(tmp_path: Path) -> None:
    said = run(tmp_path, "landlock", SandboxLimits(memory=3 << 30, processes=55, network="open"))
    assert said["another network"] == "OUT"
    assert said["a socket of files"] == "PermissionError"
    assert said["write"] != "OUT"


@pytest.mark.skipif(sys.platform != "linux", reason="these walls are of Linux")
def test_walls_that_the_kernel_has_are_raised(tmp_path: Path) -> None:
    """Else all tests of them would be skipped, and nobody would know."""
    if ctypes.CDLL(None).syscall(_LANDLOCK_CREATE, None, 0, 1) < 1 or os.uname().machine not in ("x86_64", "aarch64"):
        pytest.skip("this kernel has no Landlock")
    (tmp_path / "s").mkdir()
    (tmp_path / "box").mkdir()
    for limits in (SandboxLimits(), LIMITS):
        sandbox = made("landlock", View((), tmp_path / "s"), limits, Path(sys.executable), tmp_path / "box")
        assert sandbox is not None
        assert _fault(sandbox, Path(sys.executable), tmp_path / "box", limits) == ""


def test_weak_walls_are_refused_before_anything_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vendorize.sandbox.choosing._fault", lambda *_: "no")
    with pytest.raises(UserError, match="no sandbox works here"):
        refuse_weak("required")
    refuse_weak("auto")
    refuse_weak("")
