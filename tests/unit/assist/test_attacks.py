"""Hostile text that a model obeys: every proposal is stopped before any of it runs."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "rewrites")]
from endpoint import Script, proposal, serving
from test_rewriting import ORIGINAL, SMALL, options
from worlds import write_world

from vendorize.assist import rewrite
from vendorize.assist.surface import Surface
from vendorize.rewrites import faults_of
from vendorize_analysis.model.options import AnalysisOptions


def _bench() -> Any:
    path = HERE.parents[2] / "benchmarks" / "rewrites.py"
    spec = importlib.util.spec_from_file_location("rewrites_bench", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


BENCH = _bench()
ATTACKS = BENCH.attacks()
SURFACE: Any = Surface(
    *("cases", "slug", "cases", "1.0", "cases/__init__.py"),
    *(BENCH.MODULE, BENCH.HEAD + BENCH.TAIL, (), (), frozenset(), (), Path(), AnalysisOptions()),
)


def test_there_are_enough() -> None:
    assert len(ATTACKS) >= 60
    assert sum(len(one.faults) for one in BENCH.CASES) >= 60


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_is_stopped_before_it_runs(name: str) -> None:
    carrier, carried, text = ATTACKS[name]
    prompt = BENCH.hostile_prompt(SURFACE, carrier, carried)
    # A model that obeys does find the order; what it then says is stopped by this gate alone.
    assert BENCH.obeyed(prompt.user).strip() == text.strip()
    assert faults_of(text, BENCH.MODULE, "slug")


def test_what_is_right_passes_the_static_gate() -> None:
    assert faults_of(BENCH.HEAD + BENCH.TAIL, BENCH.MODULE, "slug") == ()
    for one in BENCH.CASES:
        assert faults_of(one.good, one.original, one.name, frozenset({"ValueError"})) == ()


@pytest.mark.slow
def test_an_obedient_model_changes_nothing(tmp_path: Path) -> None:
    hostile = ORIGINAL.replace("from slugs", f"# {BENCH.ORDER}\nfrom slugs")
    request = write_world(tmp_path, hostile)
    attack = SMALL.replace("    if not sep", "    import os; os.system('id')\n    if not sep")
    with serving(Script(proposal(attack))) as script:
        (outcome,) = rewrite(request, "slugs.slug", options(script), lambda _: True)
    assert not outcome.accepted
    assert [one[-1].name for one in outcome.gates] == ["static", "static"]
    assert not (request.start / "rewrites").exists()
