"""The filter of system calls that the sandbox raises (seccomp), as bytes of BPF (Linux, Python 3.8+).

Sources: seccomp(2), linux/seccomp.h, linux/audit.h, linux/filter.h, the tables of system calls of both machines.
"""

from __future__ import annotations

import os
import struct

_CLONE_THREAD = 0x00010000
_CLONE_SPACES = 0x7E020000
"""All flags of clone(2) that make namespaces."""
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
            "tgkill": 234, "fork": 57, "vfork": 58, "clone": 56, "clone3": 435, "kill": 62, "tkill": 200,
            "rt_sigqueueinfo": 129, "rt_tgsigqueueinfo": 297,
            "pidfd_send_signal": 424, "pidfd_open": 434, "pidfd_getfd": 438, "ptrace": 101,
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
            "tgkill": 131, "clone": 220, "clone3": 435, "kill": 129, "tkill": 130,
            "rt_sigqueueinfo": 138, "rt_tgsigqueueinfo": 240,
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
SIGNALS = frozenset(
    ("kill", "tkill", "tgkill", "rt_sigqueueinfo", "rt_tgsigqueueinfo", "pidfd_send_signal", "pidfd_open")
)
STARTS = frozenset(("fork", "vfork", "shmget", "msgget", "semget", "mq_open"))
MARKS = frozenset(
    ("truncate", "chmod", "fchmod", "fchmodat", "fchmodat2", "chown", "fchown", "lchown", "fchownat", "utime", "utimes",
     "futimesat", "utimensat", "setxattr", "lsetxattr", "fsetxattr", "removexattr", "lremovexattr", "fremovexattr")
)  # fmt: skip
_LOAD, _EQUAL, _SET, _RETURN, _AND = 0x20, 0x15, 0x45, 0x06, 0x54
_ALLOW, _KILL, _ERRNO, _ASK = 0x7FFF0000, 0x80000000, 0x00050000, 0x7FC00000
_EPERM, _ENOSYS = 1, 38
_X32 = 0x40000000
_GREATER = 0x35


def filter_of(doors: frozenset[str], *, is_counted: bool = False) -> list[bytes]:
    """Return instructions that refuse processes (threads are let), sockets, signals and more, but for some calls.

    Where processes and threads are `is_counted`, each start is asked about.
    """
    machine = os.uname().machine
    if machine not in _MACHINES:
        raise SystemExit(f"no filter of system calls for {machine}")
    architecture, numbers = _MACHINES[machine]
    code = [(_LOAD, 0, 0, 4), (_EQUAL, 1, 0, architecture), (_RETURN, 0, 0, _KILL), (_LOAD, 0, 0, 0)]
    if machine == "x86_64":
        code += [(_GREATER, 0, 1, _X32), (_RETURN, 0, 0, _ERRNO | _EPERM)]
    for name, number in numbers.items():
        found = _rule(name, _ASK if is_counted else _ALLOW, opened=name in doors)
        if found is not None:
            code += [(_EQUAL, 0, len(found), number), *found]
    code.append((_RETURN, 0, 0, _ALLOW))
    return [struct.pack("=HBBI", *one) for one in code]


def _rule(name: str, start: int, *, opened: bool) -> list[tuple[int, int, int, int]] | None:
    """Return what the filter does with a system call, and `start` with one that starts something; None lets it pass.

    Arguments begin at byte 16, each of eight; the lower half comes first on both machines.
    """
    no, yes = (_RETURN, 0, 0, _ERRNO | (_ENOSYS if name == "clone3" else _EPERM)), (_RETURN, 0, 0, _ALLOW)
    first, second = (_LOAD, 0, 0, 16), (_LOAD, 0, 0, 24)
    closed = {
        # Flags are the first argument; a thread shares everything and ends with the process.
        "clone": [first, (_SET, 1, 0, _CLONE_THREAD), no, yes],
        # A process may look at its own limits; those of others are theirs.
        "prlimit64": [first, (_EQUAL, 1, 0, 0), no, yes],
        # This process stays the same one when it becomes the command.
        "kill": [first, (_EQUAL, 1, 0, os.getpid()), no, yes],
        "tgkill": [first, (_EQUAL, 1, 0, os.getpid()), no, yes],
    }
    ajar = {
        "clone": [first, (_SET, 0, 1, _CLONE_SPACES), no, (_RETURN, 0, 0, start)],
        # Sockets of files lead to services of this machine (AF_INET is 2, AF_INET6 is 10).
        "socket": [first, (_EQUAL, 2, 0, 2), (_EQUAL, 1, 0, 10), no, yes],
        # The ends of a stream stay together; those of datagrams could send elsewhere.
        "socketpair": [second, (_AND, 0, 0, 0xF), (_EQUAL, 1, 0, 1), no, yes],
    }
    if start != _ALLOW:
        ajar |= {one: [(_RETURN, 0, 0, start)] for one in ("fork", "vfork")}
    return ajar.get(name) if opened else closed.get(name, [no])
