"""Job objects of Windows: what a child starts, and what that starts, ends with the job, and the job with us.

Source: "Job Objects" and `JOBOBJECT_EXTENDED_LIMIT_INFORMATION` in the Windows API; no header has `NtResumeProcess`,
which is there since Windows XP.
"""

from __future__ import annotations

import ctypes
from types import SimpleNamespace
from typing import Any, Final

CREATION_FLAGS: Final = 0x4 | 0x200
"""CREATE_SUSPENDED, so that a child has started nothing before it is in its job, and CREATE_NEW_PROCESS_GROUP."""
_KILL_ON_CLOSE: Final = 0x2000
_EXTENDED_LIMITS: Final = 9
_PROCESS_RIGHTS: Final = 0x0001 | 0x0100 | 0x0800
"""PROCESS_TERMINATE and PROCESS_SET_QUOTA, which a job asks for, and PROCESS_SUSPEND_RESUME."""
_SIZE, _COUNT = ctypes.c_size_t, ctypes.c_ulonglong


class _Basic(ctypes.Structure):
    _fields_ = (
        ("process_time", ctypes.c_longlong),
        ("job_time", ctypes.c_longlong),
        ("flags", ctypes.c_uint32),
        ("minimum_working_set", _SIZE),
        ("maximum_working_set", _SIZE),
        ("active_processes", ctypes.c_uint32),
        ("affinity", _SIZE),
        ("priority", ctypes.c_uint32),
        ("scheduling", ctypes.c_uint32),
    )


class Limits(ctypes.Structure):
    """`JOBOBJECT_EXTENDED_LIMIT_INFORMATION`."""

    _fields_ = (
        ("basic", _Basic),
        ("io", _COUNT * 6),
        ("process_memory", _SIZE),
        ("job_memory", _SIZE),
        ("peak_process_memory", _SIZE),
        ("peak_job_memory", _SIZE),
    )


class Jobs:
    """A job for each child that runs; the system closes them when we die, and so ends what is in them."""

    def __init__(self, library: Any) -> None:  # noqa: ANN401 - functions of C by their names
        self._library = library
        self._jobs: dict[int, int] = {}

    def begin(self, number: int) -> bool:
        """Put a suspended child into a job and let it run; tell whether it is in one."""
        library = self._library
        process = library.OpenProcess(_PROCESS_RIGHTS, 0, number)
        if not process:
            return False
        try:
            job = self._made()
            is_in = bool(job and library.AssignProcessToJobObject(job, process))
            if is_in:
                self._jobs[number] = job
            elif job:
                library.CloseHandle(job)
            library.NtResumeProcess(process)
        finally:
            library.CloseHandle(process)
        return is_in

    def end(self, number: int) -> bool:
        """End all that is in a child's job; tell whether it has one."""
        job = self._jobs.pop(number, 0)
        if job:
            self._library.TerminateJobObject(job, 1)
            self._library.CloseHandle(job)
        return bool(job)

    def _made(self) -> int:
        """Return a new job that ends what is in it when its last handle is closed; 0 where there is none."""
        job = self._library.CreateJobObjectW(None, None)
        limits = Limits()
        limits.basic.flags = _KILL_ON_CLOSE
        if job and not self._library.SetInformationJobObject(
            job, _EXTENDED_LIMITS, ctypes.byref(limits), ctypes.sizeof(limits)
        ):
            self._library.CloseHandle(job)
            return 0
        return int(job or 0)


def windows_library() -> Any:  # noqa: ANN401 - as above
    """Return the functions of the system, with handles as wide as they are; for Windows alone."""
    load = ctypes.__dict__["WinDLL"]
    kernel, native = load("kernel32", use_last_error=True), load("ntdll")
    handle, number = ctypes.c_void_p, ctypes.c_uint32
    declared = {
        "CloseHandle": (ctypes.c_int, [handle]),
        "CreateJobObjectW": (handle, [handle, ctypes.c_wchar_p]),
        "SetInformationJobObject": (ctypes.c_int, [handle, ctypes.c_int, handle, number]),
        "OpenProcess": (handle, [number, ctypes.c_int, number]),
        "AssignProcessToJobObject": (ctypes.c_int, [handle, handle]),
        "TerminateJobObject": (ctypes.c_int, [handle, number]),
    }
    found: dict[str, Any] = {name: getattr(kernel, name) for name in declared}
    for name, (result, arguments) in declared.items():
        found[name].restype, found[name].argtypes = result, arguments
    native.NtResumeProcess.argtypes = [handle]
    return SimpleNamespace(**found, NtResumeProcess=native.NtResumeProcess)
