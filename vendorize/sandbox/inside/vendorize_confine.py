"""Raise walls of the kernel around this process and become another command (Linux, Python 3.8+).

Arguments: a policy (JSON), then the command. Whatever cannot be raised ends the process before the command starts.
Where the policy lets the command start processes (tests do), it may also use loopback and change modes and times, each
only behind the wall that keeps that inside: a network of its own, other mounts read-only, signals held by Landlock.
Sources: landlock(7), seccomp(2), mount_setattr(2), user_namespaces(7), netdevice(7), linux/landlock.h, linux/seccomp.h,
linux/audit.h.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import signal
import struct
import sys
from typing import Any

# An isolated interpreter does not look beside its script.
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from vendorize_counting import install, split  # type: ignore[import-not-found]
from vendorize_filter import MARKS, SIGNALS, STARTS, filter_of  # type: ignore[import-not-found]

_LIBC = ctypes.CDLL(None, use_errno=True)
_NOBODY = 65534
_CLONE_NEWNET, _CLONE_NEWUSER, _CLONE_NEWIPC, _CLONE_NEWNS = 0x40000000, 0x10000000, 0x08000000, 0x00020000
_NO_NEW_PRIVS, _SECCOMP, _FILTER = 38, 22, 2
_MOUNT_SETATTR, _READ_ONLY, _RECURSIVE, _BIND, _PRIVATE = 442, 1, 0x8000, 0x5000, 0x44000
_READ_FLAGS, _WRITE_FLAGS, _UP = 0x8913, 0x8914, 0x1
_LANDLOCK_CREATE, _LANDLOCK_ADD, _LANDLOCK_RESTRICT = 444, 445, 446
_READ = 0b1101
"""EXECUTE, READ_FILE, READ_DIR."""
_FILE_ONLY = 0b101 | 1 << 1 | 1 << 14
_SCOPED = 6
"""The version of Landlock that holds signals."""
_RIGHTS = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1}


def main() -> None:
    """Raise the walls, and go on as the command."""
    with open(sys.argv[1], encoding="utf-8") as stream:
        policy = json.load(stream)
    command = sys.argv[2:]
    is_wrapped, starts = policy["tier"] == "bubblewrap", policy["processes"] > 0
    walls = {"net", "files", "signals", "user"} if is_wrapped else _namespaces(policy)
    if is_wrapped and os.geteuid() == 0 and not starts:
        os.setgroups([])
        os.setresgid(_NOBODY, _NOBODY, _NOBODY)
        os.setresuid(_NOBODY, _NOBODY, _NOBODY)
    _checked(_LIBC.prctl(_NO_NEW_PRIVS, 1, 0, 0, 0), "no_new_privs")
    is_counted = policy["counting"] == "supervisor"
    channel = split(policy["processes"]) if is_counted else None
    if not is_wrapped and _landlock(policy):
        walls.add("signals")
    if not starts:
        os.umask(0o077)
    _limit(policy, counted="user" in walls and not is_counted)
    _seccomp(filter_of(_doors(policy, walls), is_counted=is_counted), channel)
    # Python ignores these two, and what is ignored stays so in the command.
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
    os.execv(command[0], command)


def _namespaces(policy: dict[str, Any]) -> set[str]:
    """Go to namespaces of our own, and return which walls these are; who starts processes stays who it is."""
    user, group = os.geteuid(), os.getegid()
    network = 0 if policy["network"] == "open" else _CLONE_NEWNET
    files = _CLONE_NEWNS if policy["processes"] else 0
    if _LIBC.unshare(_CLONE_NEWUSER | _CLONE_NEWIPC | network | files):
        return set()
    walls = {"net", "user"} if network else {"user"}
    if policy["network"] == "loopback":
        _loopback()
    if not files:
        return walls
    try:
        for name, text in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")):
            with open(f"/proc/self/{name}", "w", encoding="ascii") as stream:
                stream.write(text)
    except OSError:
        return walls
    return walls | {"files"} if _read_only(policy["scratch"]) else walls


def _loopback() -> None:
    """Bring loopback up, where we may; without it, nothing is reached at all."""
    import fcntl
    import socket

    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
            request = struct.pack("16sH22x", b"lo", 0)
            flags = struct.unpack_from("H", fcntl.ioctl(control, _READ_FLAGS, request), 16)[0]
            fcntl.ioctl(control, _WRITE_FLAGS, struct.pack("16sH22x", b"lo", flags | _UP))
    except OSError:
        pass


def _read_only(writable: Any) -> bool:
    """Make all mounts read-only but those of some folders; tell whether that was done."""
    head = ctypes.c_char_p(b"/")
    only = ctypes.create_string_buffer(struct.pack("=QQQQ", _READ_ONLY, 0, 0, 0))
    free = ctypes.create_string_buffer(struct.pack("=QQQQ", 0, _READ_ONLY, 0, 0))

    def set_mount(path: bytes, attributes: Any) -> bool:
        words = (ctypes.c_long(-100), ctypes.c_char_p(path), ctypes.c_uint(_RECURSIVE), attributes, ctypes.c_size_t(32))
        return bool(_LIBC.syscall(_MOUNT_SETATTR, *words) == 0)

    if _LIBC.mount(None, head, None, ctypes.c_ulong(_PRIVATE), None) or not set_mount(b"/", only):
        return False
    here = os.getcwd()
    for path in map(os.fsencode, writable):
        if os.path.isdir(path):
            place = ctypes.c_char_p(path)
            if _LIBC.mount(place, place, None, ctypes.c_ulong(_BIND), None) or not set_mount(path, free):
                raise SystemExit("a folder stays read-only")
    # We stood in the mount below.
    os.chdir(here)
    return True


def _doors(policy: dict[str, Any], walls: set[str]) -> frozenset[str]:
    """Return the system calls that a command may make that starts processes."""
    found: frozenset[str] = frozenset()
    if policy["network"] == "open" or (policy["network"] == "loopback" and "net" in walls):
        found |= {"socket", "connect", "bind", "socketpair"}
    if policy["processes"]:
        found |= STARTS | {"clone"}
        found |= MARKS if "files" in walls else frozenset()
        found |= SIGNALS if "signals" in walls else frozenset()
    return found


def _limit(policy: dict[str, Any], *, counted: bool) -> None:
    """Set the limits; processes are `counted` apart from those of others where they have a user namespace."""
    more = ((resource.RLIMIT_NPROC, policy["processes"]),) if counted and policy["processes"] else ()
    for name, value in (
        *more,
        (resource.RLIMIT_AS, policy["memory"]),
        (resource.RLIMIT_CPU, policy["cpu"]),
        (resource.RLIMIT_FSIZE, policy["file"]),
        (resource.RLIMIT_NOFILE, policy["descriptors"]),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(name)[1]
        most = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(name, (most, most))


def _landlock(policy: dict[str, Any]) -> bool:
    """Keep files out of reach; tell whether signals to others are kept in as well."""
    version = _LIBC.syscall(_LANDLOCK_CREATE, None, 0, 1)
    if version < 1:
        raise SystemExit("Landlock is not there")
    rights = _RIGHTS[min(version, 3)]
    scoped = version >= _SCOPED
    # Rights of files, none of the network, and both scopes: sockets without a path, and signals.
    attribute = ctypes.create_string_buffer(struct.pack("=QQQ", rights, 0, 3) if scoped else struct.pack("=Q", rights))
    ruleset = _checked(_LIBC.syscall(_LANDLOCK_CREATE, attribute, ctypes.c_size_t(24 if scoped else 8), 0), "landlock")
    for path in policy["readable"]:
        _allow(ruleset, path, _READ & rights)
    for path in policy["scratch"]:
        _allow(ruleset, path, rights if policy["processes"] else rights & ~1)
    _allow(ruleset, os.devnull, _FILE_ONLY & rights & ~1)
    _checked(_LIBC.syscall(_LANDLOCK_RESTRICT, ruleset, 0), "landlock")
    os.close(ruleset)
    return bool(scoped)


def _allow(ruleset: int, path: str, rights: int) -> None:
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return  # what is not there needs no rule
    if not os.path.isdir(path):
        rights &= _FILE_ONLY
    rule = ctypes.create_string_buffer(struct.pack("=Qi", rights, place))
    _checked(_LIBC.syscall(_LANDLOCK_ADD, ruleset, 1, rule, 0), "landlock")
    os.close(place)


def _seccomp(code: list[bytes], channel: Any) -> None:
    program = ctypes.create_string_buffer(b"".join(code))
    head = ctypes.create_string_buffer(struct.pack("@HP", len(code), ctypes.addressof(program)))
    if channel is not None:
        install(head, channel)
        return
    _checked(_LIBC.prctl(_SECCOMP, _FILTER, head, 0, 0), "seccomp")


def _checked(answer: int, what: str) -> int:
    if answer < 0:
        raise SystemExit(f"{what}: {os.strerror(ctypes.get_errno())}")
    return answer


if __name__ == "__main__":
    main()
