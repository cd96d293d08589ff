from __future__ import annotations

import io
import json
import math

import pytest

from curves.cli import fit, main

POINTS = [(float(time), 8 * math.exp(-0.25 * time)) for time in range(12)]


def test_an_exact_curve_is_found() -> None:
    found = fit(POINTS)
    assert found["start"] == pytest.approx(8)
    assert found["rate"] == pytest.approx(0.25)
    assert found["half_life"] == pytest.approx(math.log(2) / 0.25, abs=1e-4)


def test_points_come_from_standard_input(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps(POINTS)))
    main([])
    assert json.loads(capsys.readouterr().out)["rate"] == 0.25


def test_too_few_points_are_refused() -> None:
    with pytest.raises(TypeError):
        fit([(0.0, 1.0)])
