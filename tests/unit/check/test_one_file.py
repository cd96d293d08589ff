"""Licence texts that one file holds are there."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from click.testing import CliRunner

from vendorize.cli.main import main

if TYPE_CHECKING:
    from pathlib import Path


def test_a_licence_text_in_one_file_is_not_gone(tmp_path: Path) -> None:
    info = tmp_path / "site/dep-1.dist-info"
    info.mkdir(parents=True)
    (tmp_path / "app.py").write_text("import dep\nprint(dep.use())\n")
    (tmp_path / "site/dep.py").write_text("def use():\n    return 1\n")
    (info / "METADATA").write_text("Metadata-Version: 2.4\nName: dep\nVersion: 1\nLicense-File: LICENSE\n")
    (info / "LICENSE").write_text("Anybody may.\n")
    (info / "RECORD").write_text("dep.py,,\ndep-1.dist-info/METADATA,,\ndep-1.dist-info/LICENSE,,\n")
    given = ["--search-path", str(tmp_path / "site"), "--python", sys.executable, str(tmp_path / "app.py")]
    out = str(tmp_path / "out")
    done = CliRunner().invoke(main, ["extract", *given, "--layout", "file", "--no-smoke", "--no-cache", "--out", out])
    assert done.exit_code == 0, done.output
    found = CliRunner().invoke(main, ["check", *given, "--result", out])
    assert "VZ805" not in found.output
    held = tmp_path / "out/app.py"
    held.chmod(0o600)
    held.write_text(held.read_text().replace("dep-1.dist-info/LICENSE", "dep-1.dist-info/OTHER"))
    assert "VZ805" in CliRunner().invoke(main, ["check", *given, "--result", out]).output
