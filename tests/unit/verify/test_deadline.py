from __future__ import annotations

import pytest

from vendorize.model.request import VerifyOptions
from vendorize.model.settings import VerifySettings
from vendorize.verify import deadline
from vendorize.verify.deadline import bounded
from vendorize.verify.request import tests_of as how_tests_run
from vendorize_analysis.errors import UserError
from vendorize_analysis.model.events import Remembering, Silent


def test_without_a_limit_nothing_is_stopped() -> None:
    listener = Silent()
    assert bounded(listener, None) is listener


def test_work_stops_at_the_first_thing_told_after_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr(deadline, "monotonic", lambda: now[0])
    inner = Remembering(Silent())
    listener = bounded(inner, 5)
    listener.progressed(1, 2, "x")
    now[0] = 106.0
    listener.warned("warnings are heard to the end")
    assert inner.warnings == ["warnings are heard to the end"]
    for tell in (lambda: listener.progressed(2, 2, "x"), lambda: listener.stage_started("x")):
        with pytest.raises(UserError, match="no verdict within 5 seconds"):
            tell()


@pytest.mark.parametrize(("within", "seconds"), [(None, 60.0), (10, 10.0), (100, 60.0)])
def test_no_run_takes_longer_than_all_of_it(within: int | None, seconds: float) -> None:
    assert how_tests_run(VerifyOptions(timeout=60, within=within), VerifySettings())["timeout"] == seconds
