"""Attacks on what the tool writes and remembers: a few strikes of each series; all in the thorough profile."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pytest

from tests.attack.series import MODULES, Attack, load_all

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="forks and signals of POSIX")

NAMES = sorted(load_all()) if sys.platform != "win32" else ["none"]
FEW = 4
FEWER = 2
SLOW = {"build", "verify", "sabotages", "uses"}
"""Each strike builds, or runs tests on two variants."""
RELEASE = {"build", "verify"}
"""Their strikes take longest; kills of other commands are tried each time."""
ALL = 100


def struck(name: str, folder: Path, most: int) -> None:
    tally = load_all()[name](Attack(folder, most))
    assert tally.strikes > 0
    assert not tally.findings, "\n".join(tally.notes[:10])


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", [pytest.param(one, marks=pytest.mark.release) if one in RELEASE else one for one in NAMES]
)
def test_a_few_strikes_find_nothing(name: str, tmp_path: Path) -> None:
    struck(name, tmp_path, FEWER if name in SLOW else FEW)


@pytest.mark.slow
@pytest.mark.skipif(
    os.environ.get("VENDORIZE_ATTACK") != "thorough",
    reason="minutes for each series: set VENDORIZE_ATTACK=thorough, or run benchmarks/attack.py",
)
@pytest.mark.parametrize("name", NAMES)
def test_all_strikes_find_nothing(name: str, tmp_path: Path) -> None:
    struck(name, tmp_path, ALL)


def test_every_module_adds_a_series() -> None:
    assert len(load_all()) >= len(MODULES)
