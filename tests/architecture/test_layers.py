from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def test_packages_import_only_what_their_layer_may() -> None:
    code = "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())"
    command = [sys.executable, "-c", code, "--no-logo", "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False, encoding="utf-8")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("name", ["setup", "tests"])
def test_the_readme_has_one_line_that_ci_can_run(name: str) -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    found = re.findall(rf"^<!-- {name} -->\n```sh\n(.*?)\n```\n<!-- /{name} -->$", text, re.MULTILINE | re.DOTALL)
    assert len(found) == 1
    assert "\n" not in found[0]
    assert ".venv" in found[0]


def test_the_readme_runs_analysis_extraction_and_proof_of_an_example_that_is_there() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    command = text.split("<!-- setup -->")[1].split("<!-- /setup -->")[0]
    for verb in ("analyze", "extract", "verify"):
        (example,) = re.findall(rf"vendorize {verb} (\S+)", command)
        assert (ROOT / example / "pyproject.toml").is_file()


def test_the_extra_all_holds_every_extra_for_users_but_the_one_that_brings_a_solver() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    (whole,) = extras["all"]
    named = set(re.search(r"\[(.*)\]", whole)[1].split(","))  # type: ignore[index]
    assert named == extras.keys() - {"all", "backends", "dev", "docs", "symbolic"}
