"""Count the processes and threads of a command, and refuse each that would be one too many (Linux 5.5+, Python 3.8+).

RLIMIT_NPROC does not bind root, nor apart from others who has no user namespace. So the filter of system calls hands
each start to a process outside of it, which lets it pass or answers EAGAIN as the kernel would. Without that process
the kernel starts nothing (ENOSYS): it fails closed. Starts that were let through and have not been made when the tree
is counted are given a moment; only on a machine that halts for longer could they come on top of the limit.
Sources: seccomp_unotify(2), seccomp(2), linux/seccomp.h, proc_pid_stat(5), PR_SET_CHILD_SUBREAPER(2const).
"""

from __future__ import annotations

import array
import ctypes
import errno
import fcntl
import os
import select
import signal
import socket
import struct
import sys
import time
from typing import Any

_LIBC = ctypes.CDLL(None, use_errno=True)
_SECCOMP = {"x86_64": 317, "aarch64": 277}
_SET_FILTER, _NEW_LISTENER = 1, 8
_RECEIVE, _SEND = 0xC0502100, 0xC0182101
_ASKED, _CONTINUE = 80, 1
_DEATH_SIGNAL, _DUMPABLE, _SUBREAPER = 1, 4, 36
_MOMENT = 0.01
_PASSED_ON = (signal.SIGTERM, signal.SIGHUP)


def split(most: int) -> Any:
    """Become two: return in the child, which goes on to be the command, what hands over the listener.

    The parent stays to count, and ends as the command does.
    """
    theirs, ours = socket.socketpair()
    number = os.fork()
    if number:
        theirs.close()
        _watch(number, ours, most)
    ours.close()
    _LIBC.prctl(_DEATH_SIGNAL, signal.SIGKILL, 0, 0, 0)
    return theirs


def install(program: Any, channel: Any) -> None:
    """Raise the filter around this process, and hand its listener to who counts."""
    listener = _LIBC.syscall(_SECCOMP[os.uname().machine], _SET_FILTER, _NEW_LISTENER, program)
    if listener < 0:
        raise SystemExit("seccomp: " + os.strerror(ctypes.get_errno()))
    channel.sendmsg([b"x"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [listener]))])
    os.close(listener)
    channel.close()


def _watch(number: int, channel: Any, most: int) -> None:
    """Serve until the command ends, and end as it does."""
    # Nobody of the same user inside looks into this process, or writes to it.
    _LIBC.prctl(_DUMPABLE, 0, 0, 0, 0)
    _LIBC.prctl(_SUBREAPER, 1, 0, 0, 0)
    inlet, outlet = os.pipe()
    for one in (inlet, outlet):
        os.set_blocking(one, False)
    signal.set_wakeup_fd(outlet)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for each in _PASSED_ON:
        signal.signal(each, lambda given, _: os.kill(number, given))
    listener = _received(channel)
    waiting = select.poll()
    for one in (inlet, *([] if listener is None else [listener])):
        waiting.register(one, select.POLLIN)
    known = 1
    while True:
        for ready, event in waiting.poll():
            if ready == inlet:
                os.read(inlet, 4096)
                _reap(number)
            elif event & select.POLLIN:
                known = _answer(ready, known, most)
            else:
                waiting.unregister(ready)


def _received(channel: Any) -> Any:
    size = array.array("i").itemsize
    _, rights, _, _ = channel.recvmsg(1, socket.CMSG_LEN(size))
    channel.close()
    # Nothing came: the command's process has ended with a reason of its own.
    return struct.unpack("i", rights[0][2][:size])[0] if rights else None


def _answer(listener: int, known: int, most: int) -> int:
    """Let the next start pass or not; return how many processes and threads there may be now."""
    asked = bytearray(_ASKED)
    try:
        fcntl.ioctl(listener, _RECEIVE, asked)
    except OSError:
        return known  # who asked is gone
    if known >= most:
        time.sleep(_MOMENT)
        known = _counted()
    passes = known < most
    mark = struct.unpack_from("=Q", asked)[0]
    answer = bytearray(struct.pack("=QqiI", mark, 0, 0 if passes else -errno.EAGAIN, _CONTINUE if passes else 0))
    try:
        fcntl.ioctl(listener, _SEND, answer)
    except OSError:
        return known
    return known + passes


def _counted() -> int:
    """Return the processes and threads below this one, dead ones that nobody has waited for included."""
    found = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                with open("/proc/" + name + "/stat", "rb") as stream:
                    words = stream.read().rpartition(b")")[2].split()
            except OSError:
                continue  # it has just ended
            found[int(name)] = int(words[1]), max(1, int(words[17]))
    below, size = {os.getpid()}, 0
    while size != len(below):
        size = len(below)
        below |= {number for number, (parent, _) in found.items() if parent in below}
    return sum(found[number][1] for number in below - {os.getpid()} if number in found)


def _reap(command: int) -> None:
    """Wait for what has ended; with the command itself, end."""
    while True:
        try:
            number, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            number, status = command, 1 << 8
        if number == command:
            _end(status)
        if not number:
            return


def _end(status: int) -> None:
    if os.WIFSIGNALED(status):
        given = os.WTERMSIG(status)
        if given != signal.SIGKILL:
            signal.signal(given, signal.SIG_DFL)
        os.kill(os.getpid(), given)
    sys.stdout.flush()
    os._exit(os.WEXITSTATUS(status) if os.WIFEXITED(status) else 1)
