"""Who walks the search path and names a distribution looks for its folder; the name of a logger is no place."""

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
