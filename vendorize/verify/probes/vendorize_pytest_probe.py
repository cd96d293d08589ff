"""Write one JSON line for each outcome that pytest reports; loaded with `-p` where the tests run (Python 3.8+)."""

from __future__ import annotations

import json
import os

_REPORT = "VENDORIZE_TEST_REPORT"
_LIMIT = 2000


class _Probe:
    """Listen to the reports of one session."""

    def __init__(self, path: str) -> None:
        self.path = path

    def pytest_runtest_logreport(self, report: object) -> None:
        """Record what a phase of a test says about its outcome; a passed set-up or teardown says nothing."""
        outcome = _outcome(report)
        if outcome != "passed" or getattr(report, "when", "call") == "call":
            self._write(report, outcome)

    def pytest_collectreport(self, report: object) -> None:
        """Record a file or class that could not be collected, or was skipped as a whole."""
        outcome = getattr(report, "outcome", "passed")
        if outcome != "passed":
            self._write(report, "error" if outcome == "failed" else outcome)

    def _write(self, report: object, outcome: str) -> None:
        line = {"test": getattr(report, "nodeid", ""), "outcome": outcome, "message": _message(report)}
        with open(self.path, "a", encoding="utf-8") as stream:  # noqa: PTH123 - tests may have patched pathlib
            stream.write(json.dumps(line) + "\n")


def pytest_configure(config: object) -> None:
    """Start recording, unless this is a worker of pytest-xdist: the controller hears all reports."""
    path = os.environ.get(_REPORT)
    if path and not hasattr(config, "workerinput"):
        # A test that starts pytest itself must not write into our report.
        del os.environ[_REPORT]
        config.pluginmanager.register(_Probe(path), "vendorize-probe")  # type: ignore[attr-defined]


def _outcome(report: object) -> str:
    """Give the outcome as pytest's summary names it."""
    outcome: str = getattr(report, "outcome", "error")
    if hasattr(report, "wasxfail"):
        return {"skipped": "xfailed", "passed": "xpassed"}.get(outcome, outcome)
    if outcome == "failed" and getattr(report, "when", "call") != "call":
        return "error"
    return outcome


def _message(report: object) -> str:
    """Give what happened, in short: the crash's message, the reason of a skip, or the first lines of the text."""
    long = getattr(report, "longrepr", None)
    if long is None:
        return ""
    crash = getattr(long, "reprcrash", None)
    if crash is not None:
        return f"{crash.path}:{crash.lineno}: {crash.message}"[:_LIMIT]
    if isinstance(long, tuple):
        return str(long[-1])[:_LIMIT]
    return str(long)[:_LIMIT]
