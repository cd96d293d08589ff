"""Jobs of Windows, with the functions of the system replaced by a record of their calls."""

from __future__ import annotations

import ctypes
from typing import Any

import pytest

from vendorize.ending.jobs import CREATION_FLAGS, Jobs, Limits

CHILD, PROCESS, JOB = 4711, 8, 12


class Recorded:
    """The system's functions; those named in `failing` say that they failed."""

    def __init__(self, *failing: str) -> None:
        self.calls: list[tuple[Any, ...]] = []
        self.failing = failing

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - any function
        answers = {"OpenProcess": PROCESS, "CreateJobObjectW": JOB}

        def call(*arguments: Any) -> int:  # noqa: ANN401
            if name == "SetInformationJobObject":
                job, kind, limits, size = arguments
                arguments = (job, kind, limits._obj.basic.flags, size)
            self.calls.append((name, *arguments))
            return 0 if name in self.failing else answers.get(name, 1)

        return call


@pytest.mark.skipif(ctypes.sizeof(ctypes.c_void_p) != 8, reason="sizes of 64 bits")
def test_the_limits_are_as_large_as_in_the_headers_of_windows() -> None:
    assert (ctypes.sizeof(Limits), Limits.basic.offset, Limits.io.offset) == (144, 0, 64)  # type: ignore[attr-defined]


def test_a_suspended_child_runs_when_it_is_in_a_job_that_ends_with_us() -> None:
    system = Recorded()
    jobs = Jobs(system)
    assert jobs.begin(CHILD)
    size = ctypes.sizeof(Limits)
    assert system.calls == [
        ("OpenProcess", 0x0901, 0, CHILD),
        ("CreateJobObjectW", None, None),
        ("SetInformationJobObject", JOB, 9, 0x2000, size),
        ("AssignProcessToJobObject", JOB, PROCESS),
        ("NtResumeProcess", PROCESS),
        ("CloseHandle", PROCESS),
    ]
    assert CREATION_FLAGS & 0x4
    system.calls.clear()
    assert jobs.end(CHILD)
    assert system.calls == [("TerminateJobObject", JOB, 1), ("CloseHandle", JOB)]
    assert not jobs.end(CHILD)


@pytest.mark.parametrize("failing", ["CreateJobObjectW", "SetInformationJobObject", "AssignProcessToJobObject"])
def test_a_child_without_a_job_runs_all_the_same(failing: str) -> None:
    system = Recorded(failing)
    jobs = Jobs(system)
    assert not jobs.begin(CHILD)
    assert ("NtResumeProcess", PROCESS) in system.calls
    assert [call for call in system.calls if call[0] == "CloseHandle"][-1:] == [("CloseHandle", PROCESS)]
    assert (("CloseHandle", JOB) in system.calls) == (failing != "CreateJobObjectW")
    assert not jobs.end(CHILD)
