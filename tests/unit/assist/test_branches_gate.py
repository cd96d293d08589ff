"""What no call reached was not compared: it stops a proposal, unless the user says that it may not."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

pytest.importorskip("hypothesis", reason="the extra llm is not installed")

from vendorize.assist.comparing import _reached
from vendorize.model.verdict import Difference
from vendorize.verify.differential.single import Compared, MissingWay

if TYPE_CHECKING:
    from pathlib import Path

OWN = MissingWay("f", 2, "true", own=True)
BEHIND = MissingWay("g", 9, "false", own=False)


def bench(tmp_path: Path, *, unreached: bool = False) -> Any:
    for side in ("original", "proposed"):
        (tmp_path / side / "code").mkdir(parents=True)
        (tmp_path / side / "code/lib.py").write_text("def f(x):\n    if x == 7:\n        return 1\n")
    return SimpleNamespace(folder=tmp_path, surface=SimpleNamespace(relative="lib.py"), unreached=unreached)


@pytest.mark.parametrize("side", ["original", "proposed"])
def test_a_way_that_no_call_went_stops_a_proposal(tmp_path: Path, side: str) -> None:
    ways = ((OWN,), ()) if side == "original" else ((), (OWN,))
    (gate,) = _reached(bench(tmp_path), Compared(100, missing=ways))
    assert (gate.passed, gate.compared) == (False, True)
    assert gate.evidence == f"no call went there: {side}: `if x == 7:` was never true"


def test_it_is_said_where_it_is_allowed(tmp_path: Path) -> None:
    (gate,) = _reached(bench(tmp_path, unreached=True), Compared(100, missing=((OWN,), ())))
    assert (gate.passed, gate.compared) == (False, False)
    assert "was never true" in gate.evidence


def test_what_is_behind_the_function_is_counted(tmp_path: Path) -> None:
    (gate,) = _reached(bench(tmp_path), Compared(100, missing=((BEHIND,), ())))
    assert gate.passed
    assert "behind it 1 directions of branches were not gone" in gate.evidence


def test_nothing_is_said_of_branches_where_nothing_was_compared(tmp_path: Path) -> None:
    found = (Difference("call f()", "returned 1", "returned 2", ""),)
    for said in (Compared(3), Compared(100, "needs a file"), Compared(100, differences=found)):
        assert _reached(bench(tmp_path / f"{said.calls}{said.why}{len(said.differences)}"), said) == []
