from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from vendorize.storage import lock, locked
from vendorize_analysis.errors import UserError

ROOT = Path(__file__).parents[3]
HOLD = """\
import sys, time
from pathlib import Path
from vendorize.storage import locked

with locked(Path(sys.argv[1]), Path("place")):
    print("held", flush=True)
    time.sleep(60)
"""


def hold(file: Path) -> subprocess.Popen[str]:
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "analysis")])}
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(file)], stdout=subprocess.PIPE, env=env, encoding="utf-8"
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_the_file_is_there_as_long_as_the_lock(tmp_path: Path) -> None:
    with locked(tmp_path / "lock", tmp_path):
        assert (tmp_path / "lock").read_text(encoding="ascii") == str(os.getpid())
    assert list(tmp_path.iterdir()) == []


def test_a_failure_lets_go(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), locked(tmp_path / "lock", tmp_path):
        raise KeyboardInterrupt
    assert list(tmp_path.iterdir()) == []


def test_who_comes_second_is_told_who_is_at_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lock, "_WAIT", 0.2)
    with hold(tmp_path / "lock") as process:
        with pytest.raises(UserError, match=f"process {process.pid}. is writing"), locked(tmp_path / "lock", tmp_path):
            pass
        process.kill()


def test_the_lock_of_a_killed_process_is_free(tmp_path: Path) -> None:
    with hold(tmp_path / "lock") as process:
        process.kill()
    assert (tmp_path / "lock").exists()
    with locked(tmp_path / "lock", tmp_path):
        pass
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
def test_a_link_in_the_place_of_the_lock_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "lock").symlink_to(tmp_path / "precious")
    with pytest.raises(OSError, match="symbolic"), locked(tmp_path / "lock", tmp_path):
        pass
    assert not (tmp_path / "precious").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX locks")
def test_where_files_cannot_be_locked_the_first_has_it_and_the_second_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import errno  # noqa: PLC0415
    import fcntl  # noqa: PLC0415

    def refuse(*_: object) -> None:
        raise OSError(errno.ENOLCK, "no locks available")

    monkeypatch.setattr(fcntl, "flock", refuse)
    monkeypatch.setattr(lock, "_WAIT", 0.1)
    with locked(tmp_path / "lock", tmp_path):
        with pytest.raises(UserError, match="another run") as raised, locked(tmp_path / "lock", tmp_path):
            pass
        assert "remove" in raised.value.hint
