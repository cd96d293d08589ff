"""What the scripts inside are told, as JSON."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from vendorize.sandbox.limits import SandboxLimits, View

_SYSTEM = ("/usr", "/lib", "/lib32", "/lib64", "/bin", "/sbin", "/etc/ld.so.cache", "/dev/null", "/dev/urandom")


SERVICES = (
    *(f"/etc/{name}" for name in ("localtime", "timezone", "mime.types", "ssl", "hosts", "hostname", "nsswitch.conf")),
    *(
        f"/etc/{name}"
        for name in ("ca-certificates", "host.conf", "services", "protocols", "passwd", "group", "gai.conf")
    ),
    *(f"/etc/{name}" for name in ("os-release", "debian_version", "alternatives", "fonts", "pki", "resolv.conf")),
    *(f"/proc/{name}" for name in ("cpuinfo", "meminfo", "stat", "loadavg", "version", "filesystems", "uptime")),
    *("/dev/zero", "/dev/random", "/run/systemd/resolve"),
)
"""What programs ask for that are started by tests: facts of the machine, no secrets."""


def policy_text(tier: str, view: View, limits: SandboxLimits, readable: Iterable[Path]) -> str:
    """Return the policy for a tier; paths are given as they are and resolved, because either may be asked for."""
    written = (view.scratch, *view.writable)
    services = SERVICES if limits.processes else ()
    seen = [*services, sys.prefix, sys.base_prefix, *map(str, readable), *(str(path.resolve()) for path in readable)]
    return json.dumps(
        {
            "tier": tier,
            "readable": sorted({*seen, *_SYSTEM}),
            "scratch": sorted({str(one) for path in written for one in (path, path.resolve())}),
            "processes": limits.processes,
            "counting": limits.counting if limits.processes else "none",
            "network": limits.network,
            "memory": limits.memory,
            "cpu": limits.cpu,
            "file": limits.file,
            "descriptors": limits.descriptors,
        }
    )
