"""Whatever ends us, what we have started ends too, and signals leave no folder behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from tests.unit.verify.test_frameworks import is_gone

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals and process groups of POSIX")

OURS = """
import os, sys, tempfile
from pathlib import Path
from vendorize.verify import ended_by_signals
from vendorize.verify.child import Place, run_child
folder = Path(sys.argv[1])
child = (
    "import os, subprocess, sys, time;"
    "started = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']);"
    f"open({str(folder / 'half')!r}, 'w').write(f'{{os.getpid()}} {{started.pid}}');"
    f"os.rename({str(folder / 'half')!r}, {str(folder / 'pids')!r}); time.sleep(60)"
)
with ended_by_signals(), tempfile.TemporaryDirectory(dir=folder / "temporary") as name:
    run_child([sys.executable, "-c", child], Place(folder, dict(os.environ), Path(name), 60))
"""


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGKILL"])
def test_a_signal_ends_the_whole_group_and_takes_the_folders(tmp_path: Path, name: str) -> None:
    (tmp_path / "temporary").mkdir()
    number = getattr(signal, name)
    with subprocess.Popen([sys.executable, "-c", OURS, str(tmp_path)]) as process:
        deadline = time.monotonic() + 20
        while not (tmp_path / "pids").exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        pids = [int(pid) for pid in (tmp_path / "pids").read_text(encoding="utf-8").split()]
        os.kill(process.pid, number)
        code = process.wait(timeout=30)
    assert [is_gone(pid) for pid in pids] == [True, True]
    if name != "SIGKILL":
        assert code == 128 + number
        assert list((tmp_path / "temporary").iterdir()) == []
