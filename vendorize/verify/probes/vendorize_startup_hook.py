"""What every Python process under test does first; stands in its environment as `sitecustomize` (Python 3.8+).

- Bytecode of the original environment goes to our own folder (`PYTHONPYCACHEPREFIX`), with what lies beside the
  sources already; all other goes to where Python puts it: beside the source. A folder that a test removes must take its
  bytecode along: the next test's module of the same name, size and second would else be the old one.
- Where the system has no network namespaces, connections to other machines are refused.
- Probes that stand beside it are started.
- Where a run is to show what hangs on addresses, objects are moved.

Both variants have it, and the `sitecustomize` that would have been imported is imported.
"""

from __future__ import annotations

import errno
import os
import sys

TYPE_CHECKING = False
"""As in `typing`, which a process should load only if its program does: the start is measured with this."""
if TYPE_CHECKING:
    from collections.abc import Callable
    from importlib.machinery import SourceFileLoader

_HERE = os.path.dirname(os.path.abspath(__file__))  # noqa: PTH100, PTH120 - the start of every process passes here
_abspath, _basename, _dirname, _join, _fspath, _stat = (
    os.path.abspath,
    os.path.basename,
    os.path.dirname,
    os.path.join,
    os.fspath,
    os.stat,
)
"""Bound now: tests replace what they find in modules, or forbid it while an event loop runs."""
_fillers: list[bytes] = []
"""What lies where other objects would."""
_CONNECTING = ("socket.connect", "socket.sendto", "socket.sendmsg")
_RESOLVING = ("socket.getaddrinfo", "socket.gethostbyname")
_LOCAL_NAMES = ("", "localhost", "localhost.localdomain", "ip6-localhost", "0.0.0.0", "::", "<broadcast>")  # noqa: S104


def is_local(host: object) -> bool:
    """Tell whether a host, as socket calls name it, is this machine."""
    if isinstance(host, (bytes, bytearray)):
        host = bytes(host).decode("ascii", "replace")
    if host is None or not isinstance(host, str):
        return True
    name = host.lower().partition("%")[0]
    return (
        name in _LOCAL_NAMES or name == "::1" or name.startswith(("127.", "::ffff:127.")) or name.endswith(".localhost")
    )


def refuse(event: str, arguments: tuple[object, ...]) -> None:
    """Raise what an unplugged machine would raise (an audit hook, PEP 578)."""
    if not event.startswith("socket."):
        return
    if event in _CONNECTING:
        address = arguments[-1]
        # Addresses of other families (a path, netlink) stay on this machine.
        if isinstance(address, tuple) and address and isinstance(address[0], str) and not is_local(address[0]):
            raise OSError(errno.ENETUNREACH, os.strerror(errno.ENETUNREACH))
    elif event in _RESOLVING and not (is_local(arguments[0]) or _needs_no_server(arguments[0])):
        import socket  # noqa: PLC0415 - only a process that uses it pays for it

        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")


def _needs_no_server(host: object) -> bool:
    """Tell whether a host is an address in digits, or this machine's own name."""
    name = host.decode("ascii", "replace") if isinstance(host, bytes) else str(host)
    own = os.uname().nodename if hasattr(os, "uname") else os.environ.get("COMPUTERNAME", "")
    return ":" in name or not name.strip("0123456789.") or name.lower() == own.lower()


def bring(loader: SourceFileLoader, source: str, target: str) -> None:
    """Copy bytecode unless there is some; Python itself looks whether it fits its source, and compiles if not."""
    try:
        _stat(target)
    except OSError:
        try:
            content = loader.get_data(source)
        except OSError:
            return
        loader.set_data(target, content)  # makes the folder, writes all or nothing, and raises nothing (importlib.abc)


def place_bytecode(redirected: list[str]) -> None:
    """Let only sources below these folders have their bytecode below `sys.pycache_prefix`."""
    import _frozen_importlib_external as external  # noqa: PLC0415

    elsewhere: Callable[..., str] = external.cache_from_source
    loader = external.SourceFileLoader("", "")

    def cache_from_source(path, *arguments, **options):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN002, ANN003, ANN202
        """Return the path of the bytecode; source: `importlib.util.cache_from_source`, PEP 3147, PEP 488."""
        found = elsewhere(path, *arguments, **options)
        source = _abspath(_fspath(path))
        beside = _join(_dirname(source), "__pycache__", _basename(found))
        if not source.startswith(tuple(redirected)):
            return beside
        bring(loader, beside, found)
        return found

    external.cache_from_source = cache_from_source
    loaded = sys.modules.get("importlib.util")
    if loaded is not None:
        loaded.cache_from_source = cache_from_source  # type: ignore[attr-defined]


def perturb(number: int) -> list[bytes]:
    """Return objects of all small sizes, which lie where others would: these have other addresses then."""
    return [bytes(size) for size in range(1, 480, 16) for _ in range(number * (3 + size % 7))]


def give_way() -> None:
    """Import the `sitecustomize` that stands behind this one; where there is none, this one stays."""
    sys.path[:] = [entry for entry in sys.path if entry != _HERE]
    this = sys.modules.pop("sitecustomize", None)
    try:
        import sitecustomize  # type: ignore[import-not-found]  # noqa: F401, PLC0415
    except ImportError as error:
        if error.name != "sitecustomize":
            raise
    finally:
        if this is not None:
            sys.modules.setdefault("sitecustomize", this)


def start() -> None:
    """Do all of it."""
    redirected = [_dirname(_abspath(os.__file__)) + os.sep]
    if sys.pycache_prefix:
        place_bytecode(redirected)
    import json  # noqa: PLC0415 - its bytecode is brought along

    with open(os.path.join(_HERE, "vendorize_startup_hook.json"), encoding="utf-8") as stream:  # noqa: PTH118, PTH123
        settings = json.load(stream)
    redirected += settings["redirected"]
    if settings["refuse"]:
        sys.addaudithook(refuse)
    _fillers.extend(perturb(settings.get("perturb", 0)))
    for name in settings["probes"]:
        probe = __import__(name)
        probe.install(os.path.join(_HERE, f"{name}.json"))  # noqa: PTH118
    give_way()


if __name__ == "sitecustomize":
    start()
