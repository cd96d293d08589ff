"""Start a command in a network of its own that has nothing but loopback (Linux): `vendorize_offline.py COMMAND...`.

Root leaves the network alone; anybody else needs a user namespace for it, in which they stay who they are.
Runs in the tool's own interpreter, and becomes the command.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import signal
import socket
import struct
import sys
from pathlib import Path

_CLONE_NEWUSER = 0x1000_0000
_CLONE_NEWNET = 0x4000_0000
_READ_FLAGS, _WRITE_FLAGS, _UP = 0x8913, 0x8914, 0x1
REFUSED = 125


def leave_network() -> None:
    """Enter a new network namespace with loopback up; raises OSError where the system does not allow it.

    Source: unshare(2), user_namespaces(7), netdevice(7).
    """
    user, group = os.geteuid(), os.getegid()
    libc = ctypes.CDLL(None, use_errno=True)
    if user != 0 or libc.unshare(_CLONE_NEWNET) != 0:
        if libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET) != 0:
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number))
        Path("/proc/self/setgroups").write_text("deny", encoding="ascii")
        Path("/proc/self/uid_map").write_text(f"{user} {user} 1", encoding="ascii")
        Path("/proc/self/gid_map").write_text(f"{group} {group} 1", encoding="ascii")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        request = struct.pack("16sH22x", b"lo", 0)
        flags = struct.unpack_from("H", fcntl.ioctl(control, _READ_FLAGS, request), 16)[0]
        fcntl.ioctl(control, _WRITE_FLAGS, struct.pack("16sH22x", b"lo", flags | _UP))


def main() -> None:
    """Become the command."""
    try:
        leave_network()
    except OSError as error:
        sys.exit(f"no network namespace: {error}" if len(sys.argv) > 1 else REFUSED)
    # Python ignores these two, and what is ignored stays so in the command.
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
    if len(sys.argv) > 1:
        os.execv(sys.argv[1], sys.argv[1:])  # noqa: S606 - the user's own test command, no shell


if __name__ == "__main__":
    main()
