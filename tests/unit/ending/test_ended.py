"""Whatever ends us, what we have started ends too, and signals leave no folder behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.unit.verify.test_frameworks import is_gone
from vendorize.ending import end_group, ended_by_signals, heed, held, start, temporary_folder, wait

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals and process groups of POSIX")

CHILD = """
import os, subprocess, sys, time
sleep = [sys.executable, "-c", "import time; time.sleep(60)"]
started = [subprocess.Popen(sleep)] + [subprocess.Popen(sleep, start_new_session=True)] * SESSION
with open("half", "w") as stream:
    stream.write(" ".join(str(pid) for pid in (os.getpid(), *(one.pid for one in started))))
os.rename("half", "pids")
time.sleep(SECONDS)
"""
OURS = """
import os, sys
from pathlib import Path
from vendorize.ending import ended_by_signals, temporary_folder
from vendorize.verify.child import Place, run_child
folder, child = Path(sys.argv[1]), sys.argv[2]
with ended_by_signals(), temporary_folder("vendorize-") as scratch:
    place = Place(folder, dict(os.environ), scratch, 60, found=lambda stray: print(stray, file=sys.stderr))
    run_child([sys.executable, "-c", child], place)
"""
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="only Linux shows the environment of processes")


@contextmanager
def running(folder: Path, *, session: bool = False, seconds: int = 60) -> Iterator[subprocess.Popen[str]]:
    """Start a run of the tool whose child has started others, and wait until that says so."""
    (folder / "temporary").mkdir()
    child = CHILD.replace("SESSION", str(int(session))).replace("SECONDS", str(seconds))
    with subprocess.Popen(
        [sys.executable, "-c", OURS, str(folder), child],
        env={**os.environ, "TMPDIR": str(folder / "temporary")},
        stderr=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        wait_for((folder / "pids").exists)
        yield process


def wait_for(there: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 20
    while not (found := there()) and time.monotonic() < deadline:
        time.sleep(0.05)
    return found


def pids(folder: Path) -> list[int]:
    return [int(pid) for pid in (folder / "pids").read_text(encoding="utf-8").split()]


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGKILL"])
def test_a_signal_ends_the_whole_group_and_takes_the_folders(tmp_path: Path, name: str) -> None:
    number = getattr(signal, name)
    with running(tmp_path) as process:
        os.kill(process.pid, number)
        code = process.wait(timeout=30)
    assert [is_gone(pid) for pid in pids(tmp_path)] == [True, True]
    assert code == (-number if name == "SIGKILL" else 128 + number)
    assert wait_for(lambda: not [*(tmp_path / "temporary").iterdir()])


@LINUX
@pytest.mark.parametrize("name", ["SIGTERM", "SIGKILL"])
def test_a_signal_ends_what_has_a_session_of_its_own(tmp_path: Path, name: str) -> None:
    with running(tmp_path, session=True) as process:
        os.kill(process.pid, getattr(signal, name))
        process.wait(timeout=30)
        said = process.stderr.read() if process.stderr is not None else ""
    assert [is_gone(pid) for pid in pids(tmp_path)] == [True, True, True]
    # Killed, we say nothing any more.
    assert (f"{pids(tmp_path)[2]}: {sys.executable} -c" in said) == (name == "SIGTERM")


@LINUX
def test_what_has_a_session_of_its_own_is_told_and_ended_with_the_child(tmp_path: Path) -> None:
    with running(tmp_path, session=True, seconds=0) as process:
        assert process.wait(timeout=30) == 0
        said = process.stderr.read() if process.stderr is not None else ""
    _, in_group, in_session = pids(tmp_path)
    assert (is_gone(in_group), is_gone(in_session)) == (True, True)
    assert said.startswith(f"{in_session}: {sys.executable} -c")
    assert said.count("\n") == 1


@LINUX
def test_the_child_dies_with_us_even_if_nobody_is_left_to_end_it(tmp_path: Path) -> None:
    with running(tmp_path) as process:
        child, started = pids(tmp_path)
        file = Path(f"/proc/{process.pid}/task/{process.pid}/children")
        (guardian,) = {int(pid) for pid in file.read_text(encoding="ascii").split()} - {child}
        os.kill(guardian, signal.SIGKILL)
        os.kill(process.pid, signal.SIGKILL)
    assert is_gone(child)
    os.kill(started, signal.SIGKILL)


@pytest.mark.parametrize(
    ("number", "raised"), [(signal.SIGTERM, SystemExit(128 + signal.SIGTERM)), (signal.SIGINT, KeyboardInterrupt())]
)
def test_a_signal_waits_until_what_is_started_is_known(number: int, raised: BaseException) -> None:
    seen = []

    def starting() -> None:
        with ended_by_signals(), held():
            os.kill(os.getpid(), number)
            seen.append("held")

    with pytest.raises(type(raised)) as end:
        starting()
    assert (seen, end.value.args) == (["held"], raised.args)


@pytest.mark.parametrize(("number", "kind"), [(signal.SIGTERM, SystemExit), (signal.SIGINT, KeyboardInterrupt)])
@pytest.mark.parametrize("ask", [heed, lambda: None], ids=["asked", "at the end"])
def test_a_signal_that_a_finaliser_swallows_is_heeded_later(
    number: int, kind: type[BaseException], ask: Callable[[], None]
) -> None:
    class Swallowing:
        def __del__(self) -> None:
            with suppress(kind):
                os.kill(os.getpid(), number)

    def swallowed() -> None:
        with ended_by_signals():
            Swallowing()
            ask()

    with pytest.raises(kind):
        swallowed()
    assert signal.getsignal(number) in {signal.SIG_DFL, signal.default_int_handler}


def test_an_interrupt_during_a_fork_is_not_lost(tmp_path: Path) -> None:
    """What raises in a function that runs around a fork is dropped, and printed: `logging` has such functions."""
    program = (
        "import os, signal, sys\n"
        "from pathlib import Path\n"
        "from vendorize.ending import ended_by_signals, start, wait\n"
        "os.register_at_fork(after_in_parent=lambda: os.kill(os.getpid(), signal.SIGINT))\n"
        "try:\n"
        "    with ended_by_signals():\n"
        "        start([sys.executable, '-c', ''], cwd=Path(sys.argv[1]), variables=os.environ)\n"
        "        print('lost')\n"
        "except KeyboardInterrupt:\n"
        "    print('interrupted')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)], capture_output=True, encoding="utf-8", check=False, timeout=60
    )
    assert (done.stdout, done.stderr) == ("interrupted\n", "")


def test_a_folder_goes_whatever_the_modes_in_it() -> None:
    with temporary_folder("vendorize-test-") as folder:
        (folder / "closed" / "below").mkdir(parents=True)
        (folder / "closed").chmod(0)
    assert not folder.exists()


def test_a_folder_goes_when_something_fails() -> None:
    made = []

    def failing() -> None:
        with temporary_folder("vendorize-test-") as folder:
            made.append(folder)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        failing()
    assert [folder.exists() for folder in made] == [False]


def test_waiting_tells_whether_the_end_has_come(tmp_path: Path) -> None:
    child = start([sys.executable, "-c", "input()"], cwd=tmp_path, variables=os.environ, stdin=subprocess.PIPE)
    try:
        assert not wait(child, 0.01)
        assert child.poll() is None
        assert child.stdin is not None
        child.stdin.close()
        assert wait(child, 60)
        assert child.returncode == 1
        assert wait(child, 0.01)
    finally:
        end_group(child)
