"""How the command line and the configuration become the options of one analysis."""

from __future__ import annotations

from pathlib import Path

import pytest

from vendorize_analysis.model.options import AnalysisOptions, KeepRule, Precision, combine

PLAIN = AnalysisOptions()


def test_collections_add_up_configured_ones_first() -> None:
    configured = AnalysisOptions(roots=("a",), extras=frozenset({"x"}), keep=(KeepRule("k", "r"),))
    asked = AnalysisOptions(roots=("b",), extras=frozenset({"y"}))
    found = combine(configured, asked)
    assert (found.roots, found.extras, found.keep) == (("a", "b"), {"x", "y"}, configured.keep)


@pytest.mark.parametrize(
    ("configured", "asked", "found"),
    [("values", None, "values"), ("values", "names", "names"), (None, "values", "values"), (None, None, None)],
)
def test_what_is_asked_for_replaces_what_is_configured(
    configured: Precision | None, asked: Precision | None, found: Precision | None
) -> None:
    options = combine(AnalysisOptions(precision=configured), AnalysisOptions(precision=asked))
    assert options.precision == found


def test_nothing_is_lost() -> None:
    full = AnalysisOptions(
        python=Path("python"), granularity="module", requires_python=">=3.9", with_tests=True, use_cache=False, jobs=0
    )
    assert combine(full, PLAIN) == combine(PLAIN, full) == full
