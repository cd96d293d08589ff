"""Texts that repeat the code say what the code says."""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from vendorize.cli.main import main
from vendorize.config import load
from vendorize.report.rules import CODES

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
HOUSES = ("analysis/vendorize_analysis", "vendorize")
SOURCES = [path for folder in ("vendorize", "analysis") for path in sorted((ROOT / folder).rglob("*.py"))]
PAGES = sorted(
    [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), ROOT / "benchmarks/README.md", ROOT / "tests/corpus/README.md"]
)
PAGES_OF_STAGES = {
    "analysis/vendorize_analysis/discovery": "docs/analysis/discovery.md",
    "analysis/vendorize_analysis/environment": "docs/analysis/environment.md",
    "analysis/vendorize_analysis/scanning": "docs/analysis/scanning.md",
    "vendorize/planning": "docs/transform.md",
    "vendorize/transform": "docs/transform.md",
    "vendorize/emit": "docs/emit.md",
    "vendorize/verify": "docs/proof.md",
}
LINK = re.compile(r"\[[^\]]+\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)")


def between(text: str, name: str) -> str:
    found = re.findall(rf"^<!-- {name} -->\n```\w*\n(.*?)\n```\n<!-- /{name} -->$", text, re.MULTILINE | re.DOTALL)
    assert len(found) == 1, f"{len(found)} sections {name}"
    return str(found[0])


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize(("name", "most"), [("README.md", 8_000), ("ARCHITECTURE.md", 12_000)])
def test_what_people_read_first_is_short(name: str, most: int) -> None:
    assert len((ROOT / name).read_bytes()) <= most


def test_the_page_of_the_command_line_shows_the_real_help() -> None:
    shown = CliRunner().invoke(main, ["--help"], prog_name="vendorize", terminal_width=100).output.rstrip("\n")
    page = read("docs/cli.md")
    if os.environ.get("UPDATE_CASES") == "1":
        page = page.replace(between(page, "help"), shown)
        (ROOT / "docs/cli.md").write_text(page, encoding="utf-8")
    assert between(page, "help") == shown


def test_the_configuration_of_its_page_is_valid(tmp_path: Path) -> None:
    text = between(read("docs/configuration.md"), "configuration")
    (tmp_path / "pyproject.toml").write_text(text, encoding="utf-8")
    assert tomllib.loads(text)["tool"]["vendorize"]
    assert load(tmp_path).analysis.keep


def test_the_numbers_of_the_readme_are_those_of_the_measurements() -> None:
    section = read("docs/measurements.md").split("## How much is kept\n")[1].split("\n## ")[0]
    rows = [line.strip("| ").split(" | ") for line in section.splitlines() if re.match(r"\| [\w-]+ \d", line)]
    same, tests = (sum(int(row[-1].split(" of ")[side].replace(",", "")) for row in rows) for side in (0, 1))
    kept = sorted(int(row[-2].rstrip("%")) for row in rows)
    text = " ".join(read("README.md").split())
    assert f"**{same:,} of {tests:,} tests**" in text
    said = re.search(r"\*\*(\d+) to (\d+)%\*\* of the dependencies' Python source stays, (\d+)% in the median", text)
    assert said is not None
    assert (int(said[1]), int(said[2])) == (kept[0], kept[-1])
    assert abs(int(said[3]) - median(kept)) < 1


def test_every_code_in_the_sources_has_a_page() -> None:
    used = {code for path in SOURCES for code in re.findall(r"\bVZ\d{3}\b", path.read_text(encoding="utf-8"))}
    assert used <= set(CODES)


def anchors(page: Path) -> set[str]:
    """Find what may stand behind `#`: the words of a heading, joined by hyphens."""
    titles = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).strip().replace(" ", "-") for title in titles}


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_between_pages_lead_somewhere(path: Path) -> None:
    for target, anchor in LINK.findall(path.read_text(encoding="utf-8")):
        page = path.parent / target if target else path
        assert page.exists(), target
        assert not anchor or anchor in anchors(page), f"{target}#{anchor}"


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_pages_name_modules_that_are_there(path: Path) -> None:
    """A label of a case names a file of the case."""
    named = r"`((?:vendorize|analysis|tests|examples|benchmarks)/[\w./-]*)`(?!:$)"
    for name in re.findall(named, path.read_text("utf-8"), re.MULTILINE):
        assert (ROOT / name).exists(), name


def test_the_house_lists_every_folder_and_only_those_that_are_there() -> None:
    """Folders of the two packages stand at the beginning of a line, what is in them with a slash behind it."""
    listing = between(read("ARCHITECTURE.md"), "house")
    there = {
        folder.relative_to(ROOT).as_posix()
        for top in HOUSES
        for folder in (ROOT / top).rglob("*")
        if folder.is_dir() and any(folder.glob("*.py"))
    }
    assert sorted(listed_folders(listing)) == sorted(there)


def test_the_house_lists_every_module_beside_the_folders() -> None:
    text = between(read("ARCHITECTURE.md"), "house")
    for top in HOUSES:
        for path in (ROOT / top).glob("*.py"):
            assert path.name in text or path.name.startswith("__"), path.name


@pytest.mark.parametrize("folder", sorted(PAGES_OF_STAGES))
def test_the_page_of_a_stage_names_every_module_of_it(folder: str) -> None:
    text = read(PAGES_OF_STAGES[folder])
    modules = [path.name for path in (ROOT / folder).glob("*.py") if path.name != "__init__.py"]
    assert modules
    assert [name for name in sorted(modules) if not re.search(rf"[`/]{re.escape(name)}`", text)] == []


def listed_folders(listing: str) -> Iterator[str]:
    top = around = ""
    for line in listing.splitlines():
        names = re.findall(r"(?<!\S)([\w/]+)/(?!\S)", line.replace(",", " ").replace(";", " "))
        if not line.startswith(" "):
            top = line.rstrip("/")
        elif not line.startswith("   "):
            is_folder = line.split()[0].endswith("/")
            around = f"{top}/{names[0]}" if is_folder else top
            yield from [around] * is_folder
            yield from (f"{around}/{name}" for name in names[is_folder:])
        else:
            yield from (f"{around}/{name}" for name in names)
