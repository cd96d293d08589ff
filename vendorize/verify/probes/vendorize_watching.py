"""Be told of each function and body that begins to run, in all threads of a process (Python 3.8+).

What the other probes share: `sys.monitoring` from Python 3.12 on, where code that is done with costs nothing more, and
`sys.setprofile` before. Code that sets a profiler of its own (`cProfile`) is not watched before 3.12 while that runs.
"""

from __future__ import annotations

import sys

TYPE_CHECKING = False
"""As in `typing`, which a process should load only if its program does."""
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import CodeType, FrameType

_getframe = sys._getframe  # noqa: SLF001
"""Bound now: tests replace what they find in modules."""
_TOOLS = (4, 3, 5)
"""Numbers that no kind of tool has to itself (PEP 669)."""


class Watcher:
    """Calls `enter` with each frame that begins, until that says that its code is done with."""

    def __init__(self, enter: Callable[[FrameType], bool]) -> None:
        self.enter = enter
        self.done: set[int] = set()
        self.keep: list[CodeType] = []
        """An id is only good for as long as its object lives."""

    def start(self, name: str) -> None:
        """Watch all threads of this process; the name is what other tools are told."""
        if sys.version_info >= (3, 12):
            self._monitor(name)
            return
        import atexit  # noqa: PLC0415 - newer Pythons need neither, nor does every program
        import threading  # noqa: PLC0415

        threading.setprofile(self.profile)
        sys.setprofile(self.profile)
        # Modules are gone at the very end, and finalisers that run then are none of the program's needs.
        atexit.register(sys.setprofile, None)

    def profile(self, frame: FrameType, event: str, _argument: object) -> None:
        """Look at one event of `sys.setprofile`."""
        if event == "call" and id(frame.f_code) not in self.done and self.enter(frame):
            self.keep.append(frame.f_code)
            self.done.add(id(frame.f_code))

    def _monitor(self, name: str) -> None:
        monitoring = sys.monitoring  # type: ignore[attr-defined,unused-ignore]
        tool = next((number for number in _TOOLS if monitoring.get_tool(number) is None), None)
        if tool is None:
            return
        monitoring.use_tool_id(tool, name)
        enter = self.enter

        def entered(_code: CodeType, _offset: int) -> object:
            return monitoring.DISABLE if enter(_getframe(1)) else None

        monitoring.register_callback(tool, monitoring.events.PY_START, entered)
        monitoring.set_events(tool, monitoring.events.PY_START)
