"""The example of a recorded rewrite: it replaces a function and all behind it, offline, and stale ones are found."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLE = Path(__file__).parents[2] / "examples" / "rewritten"


def run(*words: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-P", "-m", "vendorize", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.slow
def test_a_recorded_rewrite_replaces_what_only_the_original_needed(tmp_path: Path) -> None:
    for name in ("before", "installed"):
        shutil.copytree(EXAMPLE / name, tmp_path / name)
    where = (tmp_path / "before", "--search-path", tmp_path / "installed", "--no-cache")
    out = tmp_path / "out"
    done = run("extract", *where, "--out", out)
    assert not done.returncode, done.stderr
    assert "stale" not in done.stderr
    assert "class Word" not in (out / "wordtools/words.py").read_text()
    assert "Written by the language model recorded-example" in (out / "wordtools/shortening.py").read_text()
    said = subprocess.run([sys.executable, "-S", "titles.py"], cwd=out, capture_output=True, text=True, check=True)
    assert said.stdout == "A title that\n"
    checked = run("check", *where, "--result", out)
    assert not checked.returncode, checked.stdout + checked.stderr
    (tmp_path / "installed/wordtools/words.py").write_text("Words = None\n")
    stale = run("check", *where, "--result", out)
    assert stale.returncode == 1
    assert "rewrites/wordtools/wordtools.shortening.shorten.py is stale" in stale.stdout


def test_every_gate_has_its_evidence() -> None:
    (sidecar,) = EXAMPLE.glob("before/rewrites/*/*.json")
    gates = {one["name"]: one for one in json.loads(sidecar.read_text())["gates"]}
    assert list(gates)[:7] == ["parse", "types", "static", "capabilities", "gain", "observed", "hypothesis"]
    assert list(gates)[7:] == ["crosshair", "replay", "verify", "compared"]
    assert all(one["passed"] or not one["compared"] for one in gates.values())
    assert "sandbox: bubblewrap" in gates["hypothesis"]["evidence"]
    assert "limit of processes: supervisor" in gates["verify"]["evidence"]


@pytest.mark.slow
def test_bad_input_is_an_error_and_no_traceback(tmp_path: Path) -> None:
    where = (EXAMPLE / "before", "--search-path", EXAMPLE / "installed", "--no-cache")
    shutil.copytree(EXAMPLE / "before", tmp_path / "plain", ignore=shutil.ignore_patterns("rewrites"))
    plain = (tmp_path / "plain", *where[1:])
    assert run("rewrite", "nothing.there", *plain, "--model", "m").returncode == 2
    off = run("rewrite", "wordtools", *plain)
    assert (off.returncode, "the assistant is off" in off.stderr) == (2, True), off.stderr
    with (tmp_path / "plain/pyproject.toml").open("a", encoding="utf-8") as configuration:
        configuration.write("\n[tool.vendorize.assist]\nenabled = true\n")
    no_model = run("rewrite", "wordtools", *plain)
    assert (no_model.returncode, "no model is named" in no_model.stderr) == (2, True), no_model.stderr
    nobody = run("rewrite", "wordtools", *plain, "--model", "m", "--base-url", "http://127.0.0.1:9/v1")
    assert (nobody.returncode, "cannot be reached" in nobody.stderr) == (2, True), nobody.stderr
    in_use = run("rewrite", "wordtools", *where, "--model", "m")
    assert (in_use.returncode, "has rewrites in use" in in_use.stderr) == (2, True), in_use.stderr
    listed = run("rewrite", "--suggest", *plain)
    assert "wordtools.shortening:shorten" in listed.stdout, listed.stderr
    shown = run("rewrite", "wordtools.shorten", *plain, "--dry-run")
    assert (shown.returncode, "def fitting" in shown.stdout, "def title" in shown.stdout) == (0, True, False)
