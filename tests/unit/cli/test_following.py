"""The commands that answers name mean the same project, in the same environment, as the command that was typed."""

from __future__ import annotations

import html
import shlex
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click
import pytest

from tests.unit.cli.answers import updated
from tests.unit.report.samples import distribution
from vendorize.cli.main import main
from vendorize.cli.options import common
from vendorize.model.advice import Usage
from vendorize.model.report import Counts
from vendorize.updating import running

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from click.testing import Result

    from tests.unit.cli.fakes import FakeWorkflow
    from vendorize.cli.options import Common
    from vendorize.model.report import Report

    Call = Callable[..., Result]

GIVEN = (
    "--python", sys.executable, "--search-path", "a b", "--search-path", "site", "--root", "app.cli:main",
    "--extra", "x", "--config", "own.toml", "--precision", "values", "--values-within", "2.5",
)  # fmt: skip
NEXT = {
    "init": {"analyze"},
    "analyze": {"extract", "rule"},
    "analyze --advise": {"analyze", "extract", "inline"},
    "analyze --output-format markdown": {"analyze", "extract", "inline"},
    "extract --out out": {"verify"},
    "update --result out": {"verify"},
}
"""Commands as they are typed, with those that their answers name."""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, workflow: FakeWorkflow) -> str:
    few = distribution("few", functions=Counts(300, 3), lines=Counts(4000, 60), usage=Usage(places=("app.py:1",)))
    analysed: Report = workflow.answers["analyze"]  # type: ignore[assignment]
    workflow.answers["analyze"] = replace(analysed, distributions=(few, *analysed.distributions))
    for name in ("a b", "site", "the app", "out", "build"):
        (tmp_path / name).mkdir()
    (tmp_path / "own.toml").touch()
    (tmp_path / "the app/pyproject.toml").write_text('[project]\nname = "app"\nversion = "1"\n', encoding="utf-8")
    (tmp_path / "the app/app.py").touch()
    monkeypatch.setattr(running, "update", lambda *_: updated())
    return "the app"


def named(text: str) -> Iterator[list[str]]:
    """Yield the words of each command of ours that an answer names on a line of its own."""
    for line in text.splitlines():
        before, _, command = html.unescape(line.replace("<code>", "").replace("</code>", "")).partition("vendorize ")
        if before.strip() in {"", "$", "Next:"} and command:
            yield shlex.split(command)


def parsed(words: list[str]) -> tuple[Common, Path | None]:
    """Return what a command would be told, and its project."""
    found = main.get_command(click.Context(main), words[0])
    assert found is not None
    context = found.make_context(words[0], words[1:], parent=click.Context(main))
    project: Path | None = context.params.get("project")
    return common(context, ("text", "markdown")), project


@pytest.mark.parametrize("command", NEXT)
@pytest.mark.parametrize("options", [(), GIVEN], ids=["plain", "with options"])
def test_the_next_command_is_about_the_same(call: Call, project: str, command: str, options: tuple[str, ...]) -> None:
    name, *rest = shlex.split(command)
    options = options[:2] if name == "init" else options
    place = ("--project", project) if name == "update" else (project,)
    done = call(name, *place, *options, *rest)
    assert done.exit_code == 0, done.output
    following = list(named(done.stdout))
    assert {words[0] for words in following} == NEXT[command]
    typed, _ = parsed([name, *place, *options, *rest])
    for words in following:
        if words[0] != "rule":
            meant, where = parsed(words)
            assert where == Path(project), words
            assert (meant.analysis, meant.config) == (typed.analysis, typed.config), words


def test_what_is_the_default_is_not_said_again(call: Call, project: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project)
    assert "Next: vendorize extract --out build/site --layout site" in call("analyze").stdout
    assert "Next: vendorize verify --result" in call("extract", "--out", "out").stdout
    assert "Next: vendorize verify --result out" in call("update", "--result", "out").stdout
    assert "Next: vendorize analyze --advise" in call("init").stdout
