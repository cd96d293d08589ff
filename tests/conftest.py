"""What holds for all tests."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from xdist.scheduler import Scheduling

# Some machines set it for everybody; each of the many processes that tests start would compile all of vendorize.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave to releases what is another layout or signal of a test that always runs, and takes long."""
    if not os.environ.get("VENDORIZE_TEST_RELEASE"):
        skip = pytest.mark.skip(reason="before a release: set VENDORIZE_TEST_RELEASE=1")
        for item in items:
            if item.get_closest_marker("release") is not None:
                item.add_marker(skip)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Scheduling | None:  # noqa: ANN401 - as xdist has it
    """Let a process that has nothing left to do take tests from another: slow ones lie together."""
    if config.getoption("dist") != "load":
        return None
    from xdist.scheduler import WorkStealingScheduling  # noqa: PLC0415 - of an extra

    return WorkStealingScheduling(config, log)
