"""What tests may do inside a sandbox that lets them start processes, and what not; prints it as JSON.

Arguments: a file out of reach, a port of another process, its number, the path of its socket.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import socket
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_TGKILL = {"x86_64": 234, "aarch64": 131}


def loopback() -> str:
    with socket.create_server(("127.0.0.1", 0)) as server:
        with socket.create_connection(server.getsockname(), 2) as client:
            client.sendall(b"x")
        return "sent"


def pair() -> str:
    for one in socket.socketpair():
        one.close()
    return "paired"


def terminate() -> int:
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(30)"]) as child:
        child.terminate()
        return child.wait(10)


def modes() -> str:
    Path("mine").write_text("x")
    Path("mine").chmod(0o600)
    os.utime("mine", (1, 1))
    return oct(Path("mine").stat().st_mode & 0o777)


def to_file_socket(path: str) -> str:
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(path)
    return "OUT"


def datagram(path: str) -> str:
    for one in socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM):
        one.sendto(b"OUT", path)
    return "OUT"


def other_space() -> str:
    return "OUT" if ctypes.CDLL(None).unshare(0x10000000) == 0 else "held"


def signal_by_thread(number: int) -> str:
    call = _TGKILL[os.uname().machine]
    return "OUT" if ctypes.CDLL(None).syscall(call, number, number, 0) == 0 else "held"


def attempts(secret: Path, port: int, number: int, path: str) -> dict[str, Callable[[], object]]:
    return {
        "a process": lambda: subprocess.run(["/bin/echo", "said"], capture_output=True, text=True, check=True).stdout,
        "loopback": loopback,
        "a pair of sockets": pair,
        "a child ended": terminate,
        "own modes and times": modes,
        "who": os.getuid,
        "limits": lambda: [
            resource.getrlimit(one)[0] for one in (resource.RLIMIT_AS, resource.RLIMIT_CPU, resource.RLIMIT_NOFILE)
        ],
        "environment": lambda: sorted(os.environ),
        "read": secret.read_text,
        "write": lambda: secret.write_text("OUT"),
        "a file beside": lambda: secret.with_name("new").write_text("OUT"),
        "modes of others": lambda: secret.chmod(0o777),
        "times of others": lambda: os.utime(secret, (1, 1)),
        "owner of others": lambda: os.chown(secret, os.getuid(), os.getgid()),
        "remove": secret.unlink,
        "another network": lambda: socket.create_connection(("127.0.0.1", port), 2) and "OUT",
        "a socket of files": lambda: to_file_socket(path),
        "a datagram to a file": lambda: datagram(path),
        "signal another": lambda: os.kill(number, 0),
        "signal its thread": lambda: signal_by_thread(number),
        "environment of another": lambda: Path(f"/proc/{number}/environ").read_text(),
        "another namespace": other_space,
    }


def main() -> None:
    secret, port, number, path = sys.argv[1:]
    said: dict[str, object] = {}
    for name, attempt in attempts(Path(secret), int(port), int(number), path).items():
        try:
            said[name] = attempt()
        except OSError as error:
            said[name] = type(error).__name__
    sys.stdout.write(json.dumps(said))


if __name__ == "__main__":
    main()
