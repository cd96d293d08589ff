from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from typing import TYPE_CHECKING

import pytest

from vendorize.verify.frameworks import copy_probe

if TYPE_CHECKING:
    from pathlib import Path

RUN = """\
import os, socket, subprocess, sys, sqlite3, urllib.request
from vendorize_refusing import Refusal
refusal = Refusal()
refusal.install()
try:
    {code}
except BaseException as error:
    print(type(error).__name__, end=" ")
print(refusal.take() or "nothing")
os._exit(0) if not sys.stdout.flush() else None
"""


def refused(tmp_path: Path, code: str) -> str:
    folder = copy_probe("vendorize_refusing", tmp_path)
    text = RUN.replace("{code}", textwrap.indent(code, "    ").strip())
    variables = {**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-c", text], env=variables, cwd=tmp_path, capture_output=True, text=True, check=False
    )
    return done.stdout.strip() or done.stderr


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("open('new', 'w')", "files"),
        ("os.open('new', os.O_WRONLY | os.O_CREAT)", "files"),
        ("os.mkdir('new')", "files"),
        ("sqlite3.connect('new')", "files"),
        ("socket.create_connection(('127.0.0.1', 9))", "network"),
        ("subprocess.Popen([sys.executable, '-c', ''])", "processes"),
        ("os.system('true')", "processes"),
    ],
)
def test_what_changes_the_world_does_not_happen(tmp_path: Path, code: str, kind: str) -> None:
    assert refused(tmp_path, code) == f"Refused {kind}"
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("code", ["open(os.devnull, 'w').close()", "os.listdir('.')", "sqlite3.connect(':memory:')"])
def test_what_changes_nothing_happens(tmp_path: Path, code: str) -> None:
    assert refused(tmp_path, code) == "nothing"


def test_a_module_may_do_what_it_does_while_it_is_imported(tmp_path: Path) -> None:
    (tmp_path / "module.py").write_text("import os\nos.mkdir('made')\n", encoding="utf-8")
    assert refused(tmp_path, "import module") == "nothing"
    assert (tmp_path / "made").is_dir()


def test_a_program_that_catches_exceptions_does_not_hide_it(tmp_path: Path) -> None:
    code = "try: os.mkdir('new')\nexcept Exception: pass"
    assert refused(tmp_path, code) == "Refused files"
