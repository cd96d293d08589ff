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


def policy_text(tier: str, view: View, limits: SandboxLimits, readable: Iterable[Path]) -> str:
    """Return the policy for a tier; paths are given as they are and resolved, because either may be asked for."""
    seen = [sys.prefix, sys.base_prefix, *map(str, readable), *(str(path.resolve()) for path in readable)]
    return json.dumps(
        {
            "tier": tier,
            "readable": sorted({*seen, *_SYSTEM}),
            "scratch": sorted({str(view.scratch), str(view.scratch.resolve())}),
            "memory": limits.memory,
            "cpu": limits.cpu,
            "file": limits.file,
            "descriptors": limits.descriptors,
        }
    )
