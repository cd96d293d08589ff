"""Run a script behind an audit hook and limits: where the kernel gives no walls (Python 3.8+).

Arguments: a policy (JSON), a script, its arguments. Python code that does not reach native code is held; hostile native
code is not, and so nothing that loads any is allowed once the script runs.
"""

from __future__ import annotations

import json
import os
import runpy
import sys
from typing import Any

_DENIED = (
    "socket. subprocess. os.exec os.fork os.posix_spawn os.spawn os.startfile os.system os.kill os.killpg os.remove "
    "os.rename os.rmdir os.mkdir os.link os.symlink os.truncate os.chmod os.chown os.chflags os.utime os.setxattr "
    "os.removexattr os.putenv os.unsetenv os.chdir os.fchdir ctypes. pty. winreg. _winapi. mmap. signal. webbrowser. "
    "ftplib. smtplib. imaplib. poplib. http.client. urllib. sqlite3. syslog. fcntl. shutil. gc.get_ "
    "sys.settrace sys.setprofile sys.addaudithook sys._current msvcrt. cpython."
).split()
_MODULES = frozenset(
    "_ctypes ctypes _posixsubprocess _socket socket subprocess multiprocessing _multiprocessing _winapi mmap fcntl "
    "_posixshmem _xxsubinterpreters _interpreters cffi _cffi_backend readline _testcapi "
    "_testinternalcapi termios".split()
)
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def main() -> None:
    """Raise the walls, and run the script."""
    with open(sys.argv[1], encoding="utf-8") as stream:
        policy = json.load(stream)
    _limit(policy)
    os.environ.clear()
    sys.argv = sys.argv[2:]
    sys.path[0] = os.path.dirname(os.path.abspath(sys.argv[0]))
    _close_doors()
    sys.addaudithook(_wall(policy))
    runpy.run_path(sys.argv[0], run_name="__main__")


def _close_doors() -> None:
    """Take away what raises no audit event and changes files or the process."""
    names = "chroot fchown fchmod mkfifo mknod setuid setgid setreuid setregid setresuid setresgid seteuid setegid "
    names += (
        "setgroups initgroups setns unshare nice setpriority sched_setaffinity copy_file_range sendfile fork forkpty"
    )
    for module in (os, sys.modules.get("posix"), sys.modules.get("nt")):
        for name in names.split():
            if hasattr(module, name):
                delattr(module, name)


def _limit(policy: dict[str, Any]) -> None:
    try:
        import resource
    except ImportError:  # not on Windows
        return
    names = {"memory": "RLIMIT_AS", "cpu": "RLIMIT_CPU", "file": "RLIMIT_FSIZE", "descriptors": "RLIMIT_NOFILE"}
    for key, name in names.items():
        kind = getattr(resource, name, None)
        if kind is not None:
            hard = resource.getrlimit(kind)[1]
            most = policy[key] if hard == resource.RLIM_INFINITY else min(policy[key], hard)
            resource.setrlimit(kind, (most, most))


def _wall(policy: dict[str, Any]) -> Any:
    """Return the hook; all that it needs is bound here, out of reach of a module's globals."""
    reach, denied, modules = _reach(policy), tuple(_DENIED), _MODULES

    def hook(event: str, arguments: Any) -> None:
        if event == "import":
            if arguments[0] in modules:
                raise PermissionError(f"vendorize: {arguments[0]} is not to be had in the sandbox")
        elif event == "open":
            reach(*arguments)
        elif event in ("os.listdir", "os.scandir"):
            if isinstance(arguments[0], int):
                raise PermissionError("vendorize: no folders by number in the sandbox")
            reach("." if arguments[0] is None else arguments[0], "r", 0)
        elif event.startswith(denied):
            raise PermissionError(f"vendorize: {event} is not allowed in the sandbox")

    return hook


def _reach(policy: dict[str, Any]) -> Any:
    """Return what refuses paths that are out of reach."""
    real, fspath, separator, null, writing = os.path.realpath, os.fspath, os.sep, os.devnull, _WRITING
    readable = tuple(real(path) for path in policy["readable"])
    scratch = tuple(real(path) for path in policy["scratch"])

    def within(path: str, folders: tuple[str, ...]) -> bool:
        return any(path == folder or path.startswith(folder.rstrip(separator) + separator) for folder in folders)

    def reach(path: Any, mode: Any, flags: Any) -> None:
        if isinstance(path, int):
            return
        text = fspath(path)
        text = text.decode("utf-8", "surrogateescape") if isinstance(text, bytes) else text
        writes = any(one in mode for one in "wax+") if isinstance(mode, str) else bool((flags or 0) & writing)
        place = real(text)
        if place != null and not within(place, scratch) and (writes or not within(place, readable)):
            raise PermissionError(f"vendorize: {text} is out of reach of the sandbox")

    return reach


if __name__ == "__main__":
    main()
