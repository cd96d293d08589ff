"""Run code that nobody has read yet: in a process of its own, without network, files or processes of others."""

from __future__ import annotations

from vendorize.sandbox.choosing import Sandbox, choose, made, refuse_weak
from vendorize.sandbox.limits import Mode, SandboxLimits, View

__all__ = ["Mode", "Sandbox", "SandboxLimits", "View", "choose", "made", "refuse_weak"]
