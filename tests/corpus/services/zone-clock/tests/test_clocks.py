from __future__ import annotations

from datetime import datetime

from clocks.cli import known, offset


def test_summer_and_winter() -> None:
    assert offset("Europe/Berlin", datetime.fromisoformat("2024-07-01")) == "+0200 CEST"
    assert offset("America/New_York", datetime.fromisoformat("2024-01-01")) == "-0500 EST"


def test_all_zones_are_listed() -> None:
    assert {"Pacific/Auckland", "UTC"} <= known()
    assert len(known()) > 500
