"""Be told of each function and body that begins to run, in all threads of a process (Python 3.8+).

What the other probes share: `sys.monitoring` from Python 3.12 on, where code that is done with costs nothing more, and
`sys.setprofile` before. Code that sets a profiler of its own (`cProfile`) is not watched before 3.12 while that runs.

Before 3.12 Python takes a profiler away when a call of it raises: at the limit of recursion, and where the handler of a
signal raises that happens to run in it. Handlers are run so that they are watched as well, and watching goes on when
they raise; after the rest it goes on with the next audit event (an import, an opened file), and `lapsed` hears of it.
"""

from __future__ import annotations

import sys
from _thread import get_ident

TYPE_CHECKING = False
"""As in `typing`, which a process should load only if its program does."""
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import CodeType, FrameType
    from typing import Any

_getframe = sys._getframe  # noqa: SLF001
_getprofile, _setprofile = sys.getprofile, sys.setprofile
_gettrace, _settrace = sys.gettrace, sys.settrace
_call_tracing = getattr(sys, "call_tracing", None) or (lambda function, arguments: function(*arguments))
"""Bound now: tests replace what they find in modules."""
_TOOLS = (4, 3, 5)
"""Numbers that no kind of tool has to itself (PEP 669)."""
_CHANGES = frozenset(("sys.setprofile", "sys.settrace"))
"""Audit events of who changes what watches, us among them."""
_OWN = {__file__}
"""Files whose code runs while a profiler is called."""


class Watcher:
    """Calls `enter` with each frame that begins, until that says that its code is done with."""

    def __init__(self, enter: Callable[[FrameType], bool], lapsed: Callable[[], None] = lambda: None) -> None:
        self.enter = enter
        self.lapsed = lapsed
        self.threads: set[int] = set()
        """That have a profiler of ours."""
        self.ended = False
        _OWN.add(enter.__code__.co_filename)
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
        self.threads.add(get_ident())
        _setprofile(self.profile)
        watch_handlers(self)
        sys.addaudithook(self.guard)
        atexit.register(self.end)

    def end(self) -> None:
        """Watch this thread no more: modules are gone at the very end, and what runs then is no need of the program."""
        self.guard("", ())
        self.ended = True
        _setprofile(None)

    def guard(self, event: str, _arguments: object) -> None:
        """Go on with this thread, where it has no profiler any more."""
        if self.ended or event in _CHANGES or _getprofile() is not None:
            return
        if get_ident() in self.threads:
            self.lapsed()
        _setprofile(self.profile)

    def resume(self) -> None:
        """Go on with this thread as soon as a function begins: what is raised now takes the profiler away."""
        before = _gettrace()

        def begin(frame: FrameType, event: Any, argument: object) -> Any:
            _settrace(before)
            if _getprofile() is None:
                _setprofile(self.profile)
            self.profile(frame, event, argument)
            return before(frame, event, argument) if before is not None else None

        _settrace(begin)

    def profile(self, frame: FrameType, event: str, _argument: object) -> None:
        """Look at one event of `sys.setprofile`."""
        if event == "call" and get_ident() not in self.threads:
            self.threads.add(get_ident())
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


class Handler:
    """A handler of signals, which is watched where Python runs it while a profiler is called.

    What it gets, and what others are told of it, is as without us.
    """

    def __init__(self, handler: Callable[[int, FrameType | None], object], watcher: Watcher) -> None:
        self.handler = handler
        self.watcher = watcher

    def __call__(self, number: int, frame: FrameType | None) -> object:
        """Do what the handler does."""
        if frame is None or frame.f_code.co_filename not in _OWN:
            return self.handler(number, frame)
        while frame is not None and frame.f_code.co_filename in _OWN:
            frame = frame.f_back
        try:
            return _call_tracing(self.run, (number, frame))
        except BaseException:
            self.watcher.resume()
            raise

    def run(self, number: int, frame: FrameType | None) -> object:
        """Call the handler; Python 3.11 watches nothing here until it is told to."""
        _setprofile(self.watcher.profile)
        return self.handler(number, frame)


def watch_handlers(watcher: Watcher) -> None:
    """Have handlers of signals run as ours; who asks for one gets what the program has set."""
    import _signal  # type: ignore[import-not-found,unused-ignore]  # noqa: PLC0415 - as above

    change: Any = _signal.signal
    ask: Any = _signal.getsignal

    def plain(handler: object) -> object:
        return handler.handler if type(handler) is Handler else handler

    def signal(number: Any, handler: Any) -> object:
        return plain(change(number, Handler(handler, watcher) if callable(handler) else handler))

    def getsignal(number: Any) -> object:
        return plain(ask(number))

    if ask(_signal.SIGINT) is _signal.default_int_handler:
        signal(_signal.SIGINT, _signal.default_int_handler)
    _signal.signal, _signal.getsignal = signal, getsignal  # type: ignore[assignment,unused-ignore]
