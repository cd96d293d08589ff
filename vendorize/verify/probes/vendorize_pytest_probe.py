"""Write one JSON line for each outcome that pytest reports; loaded with `-p` where the tests run (Python 3.8+)."""

from __future__ import annotations

import json
import os
import random

import pytest

_REPORT = "VENDORIZE_TEST_REPORT"
_ONLY = "VENDORIZE_ONLY_TESTS"
_NOT_COLLECTED = "VENDORIZE_NOT_COLLECTED"
_LIMIT = 2000
_SEED = 1
# What a test patches is still so while its outcome is written.
_open, _dumps, _getpid = open, json.dumps, os.getpid
# Plugins that shuffle draw their seed when they are loaded, after this: the same one in every run of both variants.
random.seed(_SEED)


class _Probe:
    """Listen to the reports of one session."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.only = None
        self.not_collected: list = []  # type: ignore[type-arg]
        self.process = _getpid()
        self.written = 0
        self.total = 0
        self.reported: set = set()  # type: ignore[type-arg]

    def pytest_collection_finish(self, session: object) -> None:
        """Say how many tests there are; the controller of pytest-xdist collects none."""
        self._total(len({item.nodeid for item in session.items}))  # type: ignore[attr-defined]

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, node: object, ids: list) -> None:  # type: ignore[type-arg]  # noqa: ARG002
        """Say how many tests there are, as a worker of pytest-xdist sees it."""
        self._total(len(set(ids)))

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: object) -> None:
        """Tell a worker of pytest-xdist what to select."""
        node.workerinput["vendorize_only"] = self.only  # type: ignore[attr-defined]
        node.workerinput["vendorize_not_collected"] = self.not_collected  # type: ignore[attr-defined]

    def pytest_runtest_logreport(self, report: object) -> None:
        """Record what a phase of a test says about its outcome; a passed set-up or teardown says nothing."""
        self.reported.add(getattr(report, "nodeid", ""))
        outcome = _outcome(report)
        if outcome != "passed" or getattr(report, "when", "call") == "call":
            self._write(report, outcome)

    def pytest_collectreport(self, report: object) -> None:
        """Record a file or class that could not be collected, or was skipped as a whole."""
        outcome = getattr(report, "outcome", "passed")
        if outcome != "passed":
            self._write(report, "error" if outcome == "failed" else outcome)

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self) -> None:
        """Say that the session came to its end; before others, some of which end the process here."""
        self._line({"end": "done" if len(self.reported) >= self.total else "stopped"})

    def _total(self, number: int) -> None:
        if number:
            self.total = max(self.total, number)
            self._line({"total": number})

    def _write(self, report: object, outcome: str) -> None:
        self._line({"test": getattr(report, "nodeid", ""), "outcome": outcome, "message": _message(report)})

    def _line(self, line: dict) -> None:  # type: ignore[type-arg]
        if _getpid() != self.process:
            # A test has forked, and its child fell back into the session.
            return
        self.written += 1
        with _open(self.path, "a", encoding="utf-8") as stream:
            stream.write(_dumps({"n": self.written, **line}) + "\n")


class _LeavingOut:
    """Have no tests taken from some folders: `--doctest-modules` would load what lies in them file by file."""

    def __init__(self, folders: list) -> None:  # type: ignore[type-arg]
        self.folders = frozenset(folders)

    if hasattr(pytest, "version_tuple"):

        @pytest.hookimpl(tryfirst=True)
        def pytest_ignore_collect(self, collection_path: object) -> object:
            """Say so of these; nothing of others, that other plugins may."""
            return True if str(collection_path) in self.folders else None

    else:

        @pytest.hookimpl(tryfirst=True)
        def pytest_ignore_collect(self, path: object) -> object:  # type: ignore[misc]
            """Do the same before pytest 7."""
            return True if str(path) in self.folders else None


class _Selection:
    """Leave out every test that was not asked for."""

    def __init__(self, only: list) -> None:  # type: ignore[type-arg]
        self.only = frozenset(only)

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, config: object, items: list) -> None:  # type: ignore[type-arg]
        """Deselect the others."""
        left_out = [item for item in items if item.nodeid not in self.only]
        if left_out:
            config.hook.pytest_deselected(items=left_out)  # type: ignore[attr-defined]
            items[:] = [item for item in items if item.nodeid in self.only]


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: object) -> None:
    """Start recording, unless this is a worker of pytest-xdist: the controller hears all reports."""
    random.seed()
    if getattr(config.option, "randomly_seed", None) == "default":  # type: ignore[attr-defined]
        # pytest-randomly draws from a generator of its own.
        config.option.randomly_seed = _SEED  # type: ignore[attr-defined]
    if hasattr(config, "workerinput"):
        _select(config, config.workerinput.get("vendorize_only"))
        _leave_out(config, config.workerinput.get("vendorize_not_collected", []))
        return
    # A test that starts pytest itself must not write into our report, nor select by our list.
    path, listed = os.environ.pop(_REPORT, None), os.environ.pop(_ONLY, None)
    folders = os.environ.pop(_NOT_COLLECTED, "").split(os.pathsep)
    if path:
        probe = _Probe(path)
        probe.not_collected = [folder for folder in folders if folder]
        _leave_out(config, probe.not_collected)
        if listed:
            with open(listed, encoding="utf-8") as stream:  # noqa: PTH123
                probe.only = json.load(stream)
        config.pluginmanager.register(probe, "vendorize-probe")  # type: ignore[attr-defined]
        _select(config, probe.only)


def _leave_out(config: object, folders: list) -> None:  # type: ignore[type-arg]
    if folders:
        config.pluginmanager.register(_LeavingOut(folders), "vendorize-leaving-out")  # type: ignore[attr-defined]


def _select(config: object, only: object) -> None:
    if isinstance(only, list):
        config.pluginmanager.register(_Selection(only), "vendorize-selection")  # type: ignore[attr-defined]


def _outcome(report: object) -> str:
    """Return the outcome as pytest's summary names it."""
    outcome: str = getattr(report, "outcome", "error")
    if hasattr(report, "wasxfail"):
        return {"skipped": "xfailed", "passed": "xpassed"}.get(outcome, outcome)
    if outcome == "failed" and getattr(report, "when", "call") != "call":
        return "error"
    return outcome


def _message(report: object) -> str:
    """Return what happened, in short: the crash's message, the reason of a skip, or the first lines of the text."""
    long = getattr(report, "longrepr", None)
    if long is None:
        return ""
    crash = getattr(long, "reprcrash", None)
    if crash is not None:
        return f"{crash.path}:{crash.lineno}: {crash.message}"[:_LIMIT]
    if isinstance(long, tuple):
        return str(long[-1])[:_LIMIT]
    return str(long)[:_LIMIT]
