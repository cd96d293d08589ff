"""Run `unittest` and write one JSON line for each outcome; takes the place of `-m unittest` (Python 3.8+)."""

from __future__ import annotations

import itertools
import json
import os
import sys
import traceback
import unittest
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_REPORT = "VENDORIZE_TEST_REPORT"
_LIMIT = 2000
# Reading it once hides it from the tests' own child processes.
_PATH = os.environ.pop(_REPORT, "")
_LISTED = os.environ.pop("VENDORIZE_ONLY_TESTS", "")
# What a test patches is still so while its outcome is written.
_open, _dumps, _getpid = open, json.dumps, os.getpid
_PROCESS = _getpid()
_NUMBERS = itertools.count(1)


class _Recording(unittest.TextTestResult):
    """Record what the usual result class hears."""

    def addSuccess(self, test: unittest.TestCase) -> None:  # noqa: N802 - unittest's names
        super().addSuccess(test)
        _write(test, "passed")

    def addError(self, test: unittest.TestCase, err: object) -> None:  # noqa: N802
        super().addError(test, err)  # type: ignore[arg-type]
        _write(test, "error", _describe(err))

    def addFailure(self, test: unittest.TestCase, err: object) -> None:  # noqa: N802
        super().addFailure(test, err)  # type: ignore[arg-type]
        _write(test, "failed", _describe(err))

    def addSkip(self, test: unittest.TestCase, reason: str) -> None:  # noqa: N802
        super().addSkip(test, reason)
        _write(test, "skipped", reason)

    def addExpectedFailure(self, test: unittest.TestCase, err: object) -> None:  # noqa: N802
        super().addExpectedFailure(test, err)  # type: ignore[arg-type]
        _write(test, "xfailed", _describe(err))

    def addUnexpectedSuccess(self, test: unittest.TestCase) -> None:  # noqa: N802
        super().addUnexpectedSuccess(test)
        _write(test, "xpassed")

    def addSubTest(self, test: unittest.TestCase, subtest: unittest.TestCase, err: object) -> None:  # noqa: N802
        super().addSubTest(test, subtest, err)  # type: ignore[arg-type]
        if err is not None:
            _write(test, "failed", _describe(err))

    def stopTestRun(self) -> None:  # noqa: N802
        super().stopTestRun()
        _line({"end": "stopped" if self.shouldStop or sys.exc_info()[0] is not None else "done"})


class _Runner(unittest.TextTestRunner):
    """The usual runner; a class, so that it gets the options of the command line (`-f`, `-b`)."""

    resultclass = _Recording  # type: ignore[assignment]


class _Program(unittest.TestProgram):
    """Select the tests that were asked for, and say how many there are."""

    test: unittest.TestSuite

    def runTests(self) -> None:  # noqa: N802
        tests = list(_flatten(self.test))
        if _LISTED:
            with open(_LISTED, encoding="utf-8") as stream:  # noqa: PTH123
                only = frozenset(json.load(stream))
            tests = [test for test in tests if test.id() in only]
            self.test = unittest.TestSuite(tests)
        _line({"total": len(tests)})
        super().runTests()


def _flatten(suite: object) -> Iterator[unittest.TestCase]:
    if isinstance(suite, unittest.TestSuite):
        for part in suite:
            yield from _flatten(part)
    else:
        yield suite  # type: ignore[misc]


def _write(test: unittest.TestCase, outcome: str, message: str = "") -> None:
    _line({"test": test.id(), "outcome": outcome, "message": message[:_LIMIT]})


def _line(line: dict) -> None:  # type: ignore[type-arg]
    # A test may fork, and its child may fall back into the session.
    if _PATH and _getpid() == _PROCESS:
        with _open(_PATH, "a", encoding="utf-8") as stream:
            stream.write(_dumps({"n": next(_NUMBERS), **line}) + "\n")


def _describe(err: object) -> str:
    if isinstance(err, tuple):
        return "".join(traceback.format_exception_only(err[0], err[1]))
    return str(err)


if __name__ == "__main__":
    sys.argv[0] = "python -m unittest"
    _Program(module=None, testRunner=_Runner)
