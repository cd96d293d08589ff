"""What is found when all else is quiet has a witness too: the code that lists, reads or runs it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.end_to_end.command import install, write
from vendorize_analysis.model.analysis import Node
from vendorize_analysis.model.events import Silent
from vendorize_analysis.model.options import AnalysisOptions
from vendorize_analysis.pipeline import analyze

if TYPE_CHECKING:
    from pathlib import Path

LISTS = (
    "import importlib, pkgutil\n\n\ndef found(package):\n"
    "    return [importlib.import_module(one.name) for one in pkgutil.iter_modules(package.__path__)]\n"
)
TOPS = (
    "import importlib, pkgutil\n\n\ndef found():\n"
    "    return [one.name for one in pkgutil.iter_modules() if one.name.startswith('dep_')]\n"
)
RUNS = (
    "from pathlib import Path\n\n\ndef found(folder):\n"
    "    for one in Path(folder).glob('*.py'):\n        exec(one.read_text())\n"
)
READS = "import inspect\n\n\ndef found(module):\n    return inspect.getsource(module)\n"


@pytest.mark.parametrize(
    ("dep", "app", "module", "asker"),
    [
        (LISTS, "import dep, plug\n\nprint(dep.found(plug))\n", "plug.one", "dep"),
        (TOPS, "import dep\n\nprint(dep.found())\n", "dep_more", "dep"),
        (RUNS, "import dep, plug\n\nprint(dep.found(plug.__path__[0]))\n", "plug.one", "dep"),
        (READS, "import dep, plug.one\n\nprint(dep.found(plug.one))\n", "plug.one", ""),
    ],
)
def test_who_asks_is_the_witness(tmp_path: Path, dep: str, app: str, module: str, asker: str) -> None:
    site = tmp_path / "installed"
    install(site, "dep", {"dep.py": dep})
    install(site, "plug", {"plug/__init__.py": "", "plug/one.py": "ONE = 1\n", "dep_more.py": "MORE = 1\n"})
    write(tmp_path / "project", {"app.py": app, "requirements.txt": "dep\nplug\n"})
    found = analyze(tmp_path / "project", AnalysisOptions(search_path=(site,), use_cache=False), Silent())
    source = found.liveness.witnesses[Node(module, -1)].source
    assert source is not None
    assert not asker or source.module == asker
    assert source in found.liveness.witnesses
