"""How many programs are generated, and what the properties share.

The profile `quick` is the default and always makes the same programs; `VENDORIZE_PROPERTIES=thorough` makes many and
others each time.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from tests.properties.running import Runner
from vendorize_analysis.environment import interpreter

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_SLOW = (HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.data_too_large)
settings.register_profile(
    "quick", max_examples=15, deadline=None, derandomize=True, database=None, suppress_health_check=_SLOW
)
settings.register_profile("thorough", max_examples=2000, deadline=None, suppress_health_check=_SLOW)
settings.load_profile(os.environ.get("VENDORIZE_PROPERTIES", "quick"))


@pytest.fixture(scope="session")
def runner() -> Iterator[Runner]:
    runner = Runner()
    yield runner
    runner.close()


@pytest.fixture(autouse=True)
def _ask_the_interpreter_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give the same answer for every program: the question is a process of its own."""
    answers: dict[Path, object] = {}
    ask = interpreter._answer_of

    def answer_of(executable: Path) -> object:
        return answers.get(executable) or answers.setdefault(executable, ask(executable))

    monkeypatch.setattr(interpreter, "_answer_of", answer_of)
