"""Texts that repeat the code say what the code says."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner

from vendorize.cli.main import main
from vendorize.config import load
from vendorize.report.rules import CODES

ROOT = Path(__file__).parents[2]
SOURCES = [path for folder in ("vendorize", "analysis") for path in sorted((ROOT / folder).rglob("*.py"))]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")])
LINK = re.compile(r"\[[^\]]+\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)")


def between(text: str, name: str) -> str:
    found = re.findall(rf"^<!-- {name} -->\n```\w*\n(.*?)\n```\n<!-- /{name} -->$", text, re.MULTILINE | re.DOTALL)
    assert len(found) == 1, f"{len(found)} sections {name}"
    return str(found[0])


def readme() -> str:
    return (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_readme_shows_the_real_help() -> None:
    shown = CliRunner().invoke(main, ["--help"], prog_name="vendorize", terminal_width=100).output
    assert between(readme(), "help") == shown.rstrip("\n")


def test_the_configuration_of_the_readme_is_valid(tmp_path: Path) -> None:
    text = between(readme(), "configuration")
    (tmp_path / "pyproject.toml").write_text(text, encoding="utf-8")
    assert tomllib.loads(text)["tool"]["vendorize"]
    assert load(tmp_path).analysis.keep


def test_every_code_in_the_sources_has_a_page() -> None:
    used = {code for path in SOURCES for code in re.findall(r"\bVZ\d{3}\b", path.read_text(encoding="utf-8"))}
    assert used <= set(CODES)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_links_between_pages_lead_somewhere(path: Path) -> None:
    for target in LINK.findall(path.read_text(encoding="utf-8")):
        assert (path.parent / target).exists(), target


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_pages_name_modules_that_are_there(path: Path) -> None:
    for name in re.findall(r"`((?:vendorize|analysis|tests|examples|benchmarks)/[\w./-]*)`", path.read_text("utf-8")):
        assert (ROOT / name).exists(), name


def test_the_architecture_names_every_stage() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    for folder in ("vendorize", "analysis/vendorize_analysis"):
        for path in sorted((ROOT / folder).iterdir()):
            if path.is_dir() and (path / "__init__.py").is_file():
                assert f"{path.name}/" in text, path.name
