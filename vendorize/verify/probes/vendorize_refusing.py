"""Refuse what a repeated call must not do: write files, use the network, start or signal processes (Python 3.8+).

An audit hook, so that the operation itself does not happen; hooks cannot be removed, so this lives in processes of its
own. What a module does while it is imported is left alone. It is no sandbox against hostile code.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from types import FrameType

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_EVENTS = {
    "files": (
        "os.remove os.rename os.rmdir os.mkdir os.link os.symlink os.truncate os.chmod os.chown os.chflags os.utime "
        "os.lockf os.setxattr os.removexattr shutil.copyfile shutil.copymode shutil.copystat shutil.copytree "
        "shutil.move shutil.rmtree shutil.chown shutil.make_archive shutil.unpack_archive tempfile.mkstemp "
        "tempfile.mkdtemp os.chdir os.fchdir winreg.SetValue winreg.CreateKey winreg.DeleteKey winreg.DeleteValue"
    ),
    "network": (
        "socket.connect socket.bind socket.sendto socket.sendmsg socket.getaddrinfo socket.gethostbyname "
        "socket.gethostbyaddr socket.getnameinfo socket.getservbyname ftplib.connect http.client.connect "
        "imaplib.open poplib.connect smtplib.connect telnetlib.Telnet.open urllib.Request nntplib.connect"
    ),
    "processes": (
        "subprocess.Popen os.system os.exec os.fork os.forkpty os.posix_spawn os.spawn os.startfile os.kill os.killpg "
        "pty.spawn webbrowser.open signal.pthread_kill _winapi.CreateProcess"
    ),
}
_REFUSED = {event: kind for kind, events in _EVENTS.items() for event in events.split()}


class Refused(BaseException):
    """Stop the operation; a base exception, because programs catch the others."""


class Refusal:
    """What was refused since it was last asked."""

    def __init__(self) -> None:
        self.kind = ""

    def install(self) -> None:
        """Begin to refuse; there is no way back in this process."""
        sys.addaudithook(self._hear)

    def take(self) -> str:
        """Return what was refused first, and forget it."""
        kind, self.kind = self.kind, ""
        return kind

    def _hear(self, event: str, arguments: Any) -> None:
        kind = _opening(arguments) if event == "open" else _REFUSED.get(event, "")
        if event == "sqlite3.connect" and arguments[0] not in (":memory:", b":memory:"):
            kind = "files"
        if kind and not _is_importing():
            self.kind = self.kind or kind
            raise Refused(kind)


def _is_importing() -> bool:
    """Tell whether a module is being loaded: that happens in every start of the program, whatever is called."""
    frame: FrameType | None = sys._getframe(2)  # noqa: SLF001 - there is no public way to see who asks
    while frame is not None:
        if frame.f_code.co_name == "_load_unlocked" and frame.f_code.co_filename == "<frozen importlib._bootstrap>":
            return True
        frame = frame.f_back
    return False


def _opening(arguments: Any) -> str:
    path, mode, flags = arguments
    if isinstance(path, int) or path == os.devnull:
        return ""
    writes = any(letter in mode for letter in "wax+") if isinstance(mode, str) else bool((flags or 0) & _WRITING)
    return "files" if writes else ""
