from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from vendorize_analysis.model.options import AnalysisOptions
from vendorize_analysis.pipeline import analyze

if TYPE_CHECKING:
    from pathlib import Path

    from vendorize_analysis.model.capabilities import Capabilities

OPENS = "def go():\n    return open('a', '{}')\n"
UNREAD = "import subprocess\n\n\ndef run(signal):\n    signal.connect()\n    return subprocess.run([])\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    site = tmp_path / "site"
    (site / "dep").mkdir(parents=True)
    (site / "dep/__init__.py").write_text(OPENS.format("r"), encoding="utf-8")
    (site / "dep/unread.py").write_text(UNREAD, encoding="utf-8")
    (site / "dep/broken.py").write_text("import os\ndef go(:\n    os.system('')\n", encoding="utf-8")
    (site / "dep/harmless.py").write_text("import os  # system\ndef go(:\n", encoding="utf-8")
    (site / "dep/fast.abi3.so").write_text("", encoding="utf-8")
    (tmp_path / "app.py").write_text("import dep\n\ndep.go()\n", encoding="utf-8")
    return tmp_path


def able(project: Path, **options: object) -> Capabilities:
    chosen = {"search_path": (project / "site",), "cache_dir": project / "cache", "jobs": 1, **options}
    return analyze(project / "app.py", AnalysisOptions(**chosen)).capabilities  # type: ignore[arg-type]


def test_what_is_remembered_is_what_was_found(project: Path) -> None:
    first, again = able(project), able(project)
    assert first == again == able(project, use_cache=False)
    assert first.of("dep") == ("read-files",)


def test_modules_that_nothing_reads_count_for_what_is_installed(project: Path) -> None:
    installed = able(project).installed["dep"]
    assert {name: set(modules) for name, modules in installed.items()} == {
        "native-code": {"dep.fast"},
        "read-files": {"dep"},
        "subprocess": {"dep.unread"},
        "unanalyzed": {"dep.broken"},
    }


def test_a_change_of_a_mode_is_seen(project: Path) -> None:
    able(project)
    (project / "site/dep/__init__.py").write_text(OPENS.format("w"), encoding="utf-8")
    assert able(project).of("dep") == ("write-files",)
