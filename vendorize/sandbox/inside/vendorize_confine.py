"""Raise walls of the kernel around this process and become another command (Linux, Python 3.8+).

Arguments: a policy (JSON), then the command. Whatever cannot be raised ends the process before the command starts.
Sources: landlock(7), seccomp(2), linux/landlock.h, linux/seccomp.h, linux/audit.h.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import struct
import sys
from typing import Any

_LIBC = ctypes.CDLL(None, use_errno=True)
_NOBODY = 65534
_CLONE_NEWNET, _CLONE_NEWUSER, _CLONE_NEWIPC = 0x40000000, 0x10000000, 0x08000000
_CLONE_THREAD = 0x00010000
_NO_NEW_PRIVS, _SECCOMP, _FILTER, _DUMPABLE = 38, 22, 2, 4
_LANDLOCK_CREATE, _LANDLOCK_ADD, _LANDLOCK_RESTRICT = 444, 445, 446
_READ = 0b1101
"""EXECUTE, READ_FILE, READ_DIR."""
_FILE_ONLY = 0b101 | 1 << 1 | 1 << 14
_RIGHTS = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1}
_EVERYWHERE = {
    "open_tree": 428, "move_mount": 429, "fsopen": 430, "fsconfig": 431, "fsmount": 432, "fspick": 433,
    "mount_setattr": 442, "fchmodat2": 452, "setxattrat": 463, "removexattrat": 466, "open_tree_attr": 467,
    "file_setattr": 469,
}  # fmt: skip
"""Landlock does not look at modes, owners, times and attributes: without these, a file could be spoiled unseen."""
_MACHINES: dict[str, tuple[int, dict[str, int]]] = {
    "x86_64": (
        0xC000003E,
        {
            "fork": 57, "vfork": 58, "clone": 56, "clone3": 435, "kill": 62, "tkill": 200, "rt_sigqueueinfo": 129,
            "rt_tgsigqueueinfo": 297, "pidfd_send_signal": 424, "pidfd_open": 434, "pidfd_getfd": 438, "ptrace": 101,
            "process_vm_readv": 310, "process_vm_writev": 311, "socket": 41, "connect": 42, "bind": 49, "mount": 165,
            "umount2": 166, "pivot_root": 155, "chroot": 161, "unshare": 272, "setns": 308, "bpf": 321, "keyctl": 250,
            "add_key": 248, "request_key": 249, "perf_event_open": 298, "userfaultfd": 323, "io_uring_setup": 425,
            "open_by_handle_at": 304, "init_module": 175, "finit_module": 313, "kexec_load": 246, "prlimit64": 302,
            "memfd_create": 319, "shmget": 29, "msgget": 68, "semget": 64, "mq_open": 240, "setpriority": 141,
            "kexec_file_load": 320, "kcmp": 312, "fanotify_init": 300, "truncate": 76, "chmod": 90, "fchmod": 91,
            "fchmodat": 268, "chown": 92, "fchown": 93, "lchown": 94, "fchownat": 260, "utime": 132, "utimes": 235,
            "futimesat": 261, "utimensat": 280, "setxattr": 188, "lsetxattr": 189, "fsetxattr": 190,
            "removexattr": 197, "lremovexattr": 198, "fremovexattr": 199, "socketpair": 53, **_EVERYWHERE,
        },
    ),
    "aarch64": (
        0xC00000B7,
        {
            "clone": 220, "clone3": 435, "kill": 129, "tkill": 130, "rt_sigqueueinfo": 138, "rt_tgsigqueueinfo": 240,
            "pidfd_send_signal": 424, "pidfd_open": 434, "pidfd_getfd": 438, "ptrace": 117, "process_vm_readv": 270,
            "process_vm_writev": 271, "socket": 198, "connect": 203, "bind": 200, "mount": 40, "umount2": 39,
            "pivot_root": 41, "chroot": 51, "unshare": 97, "setns": 268, "bpf": 280, "keyctl": 219, "add_key": 217,
            "request_key": 218, "perf_event_open": 241, "userfaultfd": 282, "io_uring_setup": 425,
            "open_by_handle_at": 265, "init_module": 105, "finit_module": 273, "kexec_load": 104, "prlimit64": 261,
            "memfd_create": 279, "shmget": 194, "msgget": 186, "semget": 190, "mq_open": 180, "setpriority": 140,
            "kexec_file_load": 294, "kcmp": 272, "fanotify_init": 262, "truncate": 45, "fchmod": 52, "fchmodat": 53,
            "fchown": 55, "fchownat": 54, "utimensat": 88, "setxattr": 5, "lsetxattr": 6, "fsetxattr": 7,
            "removexattr": 14, "lremovexattr": 15, "fremovexattr": 16, "socketpair": 199, **_EVERYWHERE,
        },
    ),
}  # fmt: skip
_LOAD, _EQUAL, _SET, _RETURN = 0x20, 0x15, 0x45, 0x06
_ALLOW, _KILL, _ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
_EPERM, _ENOSYS = 1, 38
_X32 = 0x40000000
_GREATER = 0x35


def main() -> None:
    """Raise the walls, and go on as the command."""
    with open(sys.argv[1], encoding="utf-8") as stream:
        policy = json.load(stream)
    command = sys.argv[2:]
    is_wrapped = policy["tier"] == "bubblewrap"
    if not is_wrapped:
        _leave_network()
    elif os.geteuid() == 0:
        os.setgroups([])
        os.setresgid(_NOBODY, _NOBODY, _NOBODY)
        os.setresuid(_NOBODY, _NOBODY, _NOBODY)
    _checked(_LIBC.prctl(_NO_NEW_PRIVS, 1, 0, 0, 0), "no_new_privs")
    if not is_wrapped:
        _landlock(policy)
        os.chdir(policy["scratch"][0])
    os.umask(0o077)
    _limit(policy)
    _seccomp()
    os.execv(command[0], command)


def _leave_network() -> None:
    """Go to namespaces of our own; where the system gives none, seccomp alone stands before sockets."""
    _LIBC.unshare(_CLONE_NEWUSER | _CLONE_NEWNET | _CLONE_NEWIPC)


def _limit(policy: dict[str, Any]) -> None:
    for name, value in (
        (resource.RLIMIT_AS, policy["memory"]),
        (resource.RLIMIT_CPU, policy["cpu"]),
        (resource.RLIMIT_FSIZE, policy["file"]),
        (resource.RLIMIT_NOFILE, policy["descriptors"]),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(name)[1]
        most = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(name, (most, most))


def _landlock(policy: dict[str, Any]) -> None:
    version = _LIBC.syscall(_LANDLOCK_CREATE, None, 0, 1)
    if version < 1:
        raise SystemExit("Landlock is not there")
    rights = _RIGHTS[min(version, 3)]
    attribute = ctypes.create_string_buffer(struct.pack("=Q", rights))
    ruleset = _checked(_LIBC.syscall(_LANDLOCK_CREATE, attribute, ctypes.c_size_t(8), 0), "landlock")
    for path in policy["readable"]:
        _allow(ruleset, path, _READ & rights)
    for path in policy["scratch"]:
        _allow(ruleset, path, rights & ~1)
    _allow(ruleset, os.devnull, _FILE_ONLY & rights & ~1)
    _checked(_LIBC.syscall(_LANDLOCK_RESTRICT, ruleset, 0), "landlock")
    os.close(ruleset)


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


def _seccomp() -> None:
    """Refuse new processes (threads are let), sockets, signals to others, and doors of the kernel."""
    machine = os.uname().machine
    if machine not in _MACHINES:
        raise SystemExit(f"no filter of system calls for {machine}")
    architecture, numbers = _MACHINES[machine]
    code = [(_LOAD, 0, 0, 4), (_EQUAL, 1, 0, architecture), (_RETURN, 0, 0, _KILL), (_LOAD, 0, 0, 0)]
    if machine == "x86_64":
        code += [(_GREATER, 0, 1, _X32), (_RETURN, 0, 0, _ERRNO | _EPERM)]
    for name, number in numbers.items():
        if name == "clone":
            # Flags are the first argument; a thread shares everything and ends with the process.
            code += [(_EQUAL, 0, 4, number), (_LOAD, 0, 0, 16), (_SET, 1, 0, _CLONE_THREAD)]
            code += [(_RETURN, 0, 0, _ERRNO | _EPERM), (_RETURN, 0, 0, _ALLOW)]
        elif name == "prlimit64":
            # A process may look at its own limits; those of others are theirs.
            code += [(_EQUAL, 0, 4, number), (_LOAD, 0, 0, 16), (_EQUAL, 1, 0, 0)]
            code += [(_RETURN, 0, 0, _ERRNO | _EPERM), (_RETURN, 0, 0, _ALLOW)]
        else:
            answer = _ENOSYS if name == "clone3" else _EPERM
            code += [(_EQUAL, 0, 1, number), (_RETURN, 0, 0, _ERRNO | answer)]
    code.append((_RETURN, 0, 0, _ALLOW))
    text = b"".join(struct.pack("=HBBI", *one) for one in code)
    program = ctypes.create_string_buffer(text)
    head = ctypes.create_string_buffer(struct.pack("@HP", len(code), ctypes.addressof(program)))
    _checked(_LIBC.prctl(_SECCOMP, _FILTER, head, 0, 0), "seccomp")


def _checked(answer: int, what: str) -> int:
    if answer < 0:
        raise SystemExit(f"{what}: {os.strerror(ctypes.get_errno())}")
    return answer


if __name__ == "__main__":
    main()
