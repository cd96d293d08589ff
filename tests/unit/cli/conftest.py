"""Fixtures for the command line: a fake workflow, and a call of the command."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

import vendorize
from tests.unit.cli.fakes import FakeWorkflow
from vendorize.cli.main import main

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result


@pytest.fixture
def workflow(monkeypatch: pytest.MonkeyPatch) -> FakeWorkflow:
    fake = FakeWorkflow()
    monkeypatch.setitem(sys.modules, "vendorize.workflow", fake)
    monkeypatch.setattr(vendorize, "workflow", fake, raising=False)
    return fake


@pytest.fixture
def call(workflow: FakeWorkflow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    assert workflow.calls == []
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return lambda *arguments: CliRunner().invoke(main, arguments)
