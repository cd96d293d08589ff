"""Attempts to get out of a sandbox; run as a program, all of them: the tests start it as an ordinary user."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from vendorize.sandbox import SandboxLimits, View
from vendorize.sandbox.choosing import _fault, made
from vendorize.sandbox.trying import clean_environment

NONE = "no such sandbox here"
TIERS = ("bubblewrap", "landlock", "audit")
LIMITS = SandboxLimits(cpu=5)
FEW = SandboxLimits(memory=3 << 30, cpu=20, processes=3, network="loopback")
ESCAPES = {
    "socket": "import socket; socket.create_connection((HOST, PORT), 2); print('OUT')",
    "raw _socket": "import _socket; s = _socket.socket(); s.connect((HOST, PORT)); print('OUT')",
    "dns": "import socket; socket.gethostbyname('localhost'); socket.socket().connect((HOST, PORT)); print('OUT')",
    "urllib": "import urllib.request; urllib.request.urlopen(f'http://{HOST}:{PORT}', timeout=2); print('OUT')",
    "subprocess": "import subprocess; print(subprocess.check_output(['/bin/echo', 'OUT'], text=True))",
    "os.system": "import os; raise SystemExit(os.system('echo OUT'))",
    "fork": "import os\npid = os.fork()\nprint('OUT', flush=True)\nos._exit(0)",
    "posix_spawn": "import os; os.posix_spawn('/bin/echo', ['echo', 'OUT'], {}); import time; time.sleep(0.5)",
    "ctypes fork": "import ctypes; pid = ctypes.CDLL(None).fork(); assert pid >= 0; print('OUT', flush=True)",
    "ctypes socket": "import ctypes; fd = ctypes.CDLL(None).socket(2, 1, 0); assert fd >= 0; print('OUT')",
    "write home": "open(SECRET + '.new', 'w').write('x'); print('OUT')",
    "overwrite": "open(SECRET, 'a').write('x'); print('OUT')",
    "os.open write": "import os; os.open(SECRET, os.O_RDWR); print('OUT')",
    "rename": "import os; os.rename(SECRET, SECRET + '.moved'); print('OUT')",
    "remove": "import os; os.remove(SECRET); print('OUT')",
    "modes": "import os; os.chmod(SECRET, 0o777); print('OUT')",
    "modes of a number": "import os; os.fchmod(os.open(SECRET, os.O_PATH), 0o777); print('OUT')",
    "times": "import os; os.utime(SECRET, (1, 1)); print('OUT')",
    "attributes": "import os; os.setxattr(SECRET, 'user.x', b'1'); print('OUT')",
    "cut off": "import os; os.truncate(SECRET, 0); print('OUT')",
    "give away": "import os; os.chown(SECRET, os.getuid(), os.getgid()); print('OUT')",
    "link": "import os; os.link(SECRET, 'linked'); print('OUT' if 'TOP' in open('linked').read() else '')",
    "read secret": "print('OUT' if 'TOPSECRET' in open(SECRET).read() else 'no')",
    "read by a link": "import os; os.symlink(SECRET, 'l'); print('OUT' if 'TOP' in open('l').read() else '')",
    "read shadow": "print('OUT' if open('/etc/passwd').read() else '')",
    "own environ": "import os; print('OUT' if 'KEYSECRET' in str(dict(os.environ)) else 'no')",
    "environ of the parent": (
        "import os\nfor n in [os.getppid(), PARENT]:\n"
        "    try: text = open(f'/proc/{n}/environ').read()\n"
        "    except OSError: continue\n    print('OUT' if 'KEYSECRET' in text else 'no')"
    ),
    "all of /proc": (
        "import os\nfor n in os.listdir('/proc'):\n    try: text = open(f'/proc/{n}/environ').read()\n"
        "    except OSError: continue\n    print('OUT' if 'KEYSECRET' in text else 'no')"
    ),
    "kill the parent": "import os, signal; os.kill(PARENT, 0); print('OUT')",
    "signal the group": "import os, signal; os.kill(os.getppid(), 0) if os.getppid() > 2 else 1/0; print('OUT')",
    "list home": "import os; print('OUT' if os.listdir(os.path.dirname(SECRET)) else '')",
    "signal a thread of the parent": (
        "import ctypes, os\ncall = {'x86_64': 234, 'aarch64': 131}[os.uname().machine]\n"
        "print('OUT' if ctypes.CDLL(None).syscall(call, PARENT, PARENT, 0) == 0 else 'no')"
    ),
    "chroot": "import os; os.chroot('/'); print('OUT')",
    "memory": "x = bytearray(4 << 30); print('OUT')",
    "a huge file": "f = open('big', 'wb')\nfor _ in range(64): f.write(bytes(1 << 20)); f.flush()\nprint('OUT')",
    "ptrace": "import ctypes; assert ctypes.CDLL(None).ptrace(16, PARENT, 0, 0) == 0; print('OUT')",
    "raised limits": (
        "import resource; resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY,) * 2); print('OUT')"
    ),
    "another process": "import multiprocessing as m; p = m.Process(target=print, args=('OUT',)); p.start(); p.join()",
}


def _state(file: Path) -> tuple[object, ...]:
    said = file.stat()
    names = os.listxattr(file) if hasattr(os, "listxattr") else []
    return said.st_mode, said.st_uid, said.st_gid, said.st_mtime_ns, names


STARTS = (Path(__file__).with_name("starting.py").read_text(), "forks")
"""Five processes where three are allowed in all: how many were made, and how the others ended."""


def run(folder: Path, tier: str, code: str, port: int, *words: str, limits: SandboxLimits = LIMITS) -> str:
    secret = folder / "home" / "secret"
    secret.parent.mkdir()
    secret.write_text("TOPSECRET")
    scratch, scripts = folder / "scratch", folder / "scripts"
    scratch.mkdir()
    scripts.mkdir()
    head = f"HOST, PORT, SECRET, PARENT = '127.0.0.1', {port}, {str(secret)!r}, {os.getpid()}\n"
    attack = scripts / "attack.py"
    attack.write_text(code if words else head + code)
    view = View((attack, Path(sys.prefix)), scratch)
    (folder / "box").mkdir()
    sandbox = made(tier, view, limits, Path(sys.executable), folder / "box")
    if sandbox is None or _fault(sandbox, Path(sys.executable), folder / "box", limits):
        return NONE
    started, before = time.monotonic(), _state(secret)
    done = subprocess.run(
        sandbox.command((sys.executable,), attack, *words),
        cwd=scratch,
        env=clean_environment(scratch),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert time.monotonic() - started < 30
    assert secret.read_text() == "TOPSECRET"
    assert _state(secret) == before
    assert [one.name for one in secret.parent.iterdir()] == ["secret"]
    return done.stdout


def main() -> None:
    """Print as JSON what each attempt printed, for each tier."""
    os.environ["OPENAI_API_KEY"] = "KEYSECRET"
    with socket.create_server(("127.0.0.1", 0)) as server, tempfile.TemporaryDirectory() as folder:
        port = server.getsockname()[1]
        names = [(tier, name) for tier in TIERS for name in ESCAPES]
        said = {}
        for number, (tier, name) in enumerate(names):
            place = Path(folder, str(number))
            place.mkdir()
            said[f"{tier}: {name}"] = run(place, tier, ESCAPES[name], port)
        for tier in TIERS[:2]:
            place = Path(folder, tier)
            place.mkdir()
            said[f"{tier}: starts"] = run(place, tier, STARTS[0], port, STARTS[1], limits=FEW)
        sys.stdout.write(json.dumps(said))


if __name__ == "__main__":
    main()
