"""Who walks the search path and names a distribution looks for its folder; the name of a logger is no place.

What a wheel installs for shells and pagers is not what its own name in the code leads to.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.end_to_end.command import install, write
from vendorize_analysis.model.events import Silent
from vendorize_analysis.model.options import AnalysisOptions
from vendorize_analysis.pipeline import analyze

if TYPE_CHECKING:
    from pathlib import Path

WALK = (
    "import logging, os, sys\n{made}\n\n\ndef find(name):\n    for folder in sys.path:\n"
    "        if os.path.isdir(os.path.join(folder, name)):\n            {used}\n"
)


@pytest.mark.parametrize(
    ("made", "used", "place"),
    [
        ('log = logging.getLogger("dep")', "log.debug(folder)", False),
        ('log = logging.getLogger("dep")', "return os.path.join(folder, log.name)", True),
        ('log = logging.getLogger("dep")', "return log", True),
        ('import loud as logging\nlog = logging.getLogger("dep")', "log.debug(folder)", True),
        ('log = "dep"', "return os.path.join(folder, log)", True),
        ('log = "dep.py"', "return os.path.join(folder, log)", True),
    ],
)
def test_the_name_of_a_logger_is_no_place(tmp_path: Path, made: str, used: str, *, place: bool) -> None:
    site = tmp_path / "installed"
    install(site, "dep", {"dep/__init__.py": WALK.format(made=made, used=used)})
    write(site, {"loud.py": "def getLogger(name): return name\n"})
    write(tmp_path / "project", {"app.py": "import dep\n\nprint(dep.find('x'))\n"})
    found = analyze(
        tmp_path / "project" / "app.py", AnalysisOptions(search_path=(site,), use_cache=False, on_path=False), Silent()
    )
    assert ("dep" in found.started) is place


@pytest.mark.parametrize(("text", "stays"), [("other.py", False), (".py", False), ("py", True), ("py.py", True)])
def test_the_end_of_a_file_name_is_no_module(tmp_path: Path, text: str, *, stays: bool) -> None:
    site = tmp_path / "installed"
    made = f"log = {text!r}"
    install(site, "dep", {"dep.py": WALK.format(made=made, used="return os.path.join(folder, log)")})
    install(site, "pair", {"py.py": "one = 1\ntwo = 2\n"})
    write(tmp_path / "project", {"app.py": "import dep\nimport py\n\nprint(dep.find('x'), py.one)\n"})
    found = analyze(
        tmp_path / "project" / "app.py", AnalysisOptions(search_path=(site,), use_cache=False, on_path=False), Silent()
    )
    assert ("pair" in found.started) is stays


STARTS = 'import shutil\n\nNAME = "dep"\n\n\ndef player():\n    return shutil.which("player"), {folder!r}\n'


@pytest.mark.parametrize(
    ("file", "folder", "stays"),
    [
        ("share/bash-completion/completions/dep", "", False),
        ("share/zsh/site-functions/_dep", "_dep", False),
        ("share/man/man1/dep", "", False),
        ("share/bash-completion/completions/dep", "share/bash-completion", True),
        ("share/icons/dep", "", True),
    ],
)
def test_what_shells_and_pagers_read_is_not_looked_for_by_its_name(
    tmp_path: Path, file: str, folder: str, *, stays: bool
) -> None:
    site = tmp_path / "installed"
    info = install(site, "dep", {"dep.py": STARTS.format(folder=folder)})
    write(tmp_path, {f"installed/{file}": "text\n"})
    with (info / "RECORD").open("a") as record:
        record.write(f"../../../{file},,\n")
    write(tmp_path / "project", {"app.py": "import dep\n\nprint(dep.NAME, dep.player())\n"})
    found = analyze(tmp_path / "project" / "app.py", AnalysisOptions(search_path=(site,), use_cache=False), Silent())
    assert ("dep" in found.started) is stays
