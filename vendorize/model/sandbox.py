"""What is said of a sandbox."""

from __future__ import annotations

from typing import Literal

Wanted = Literal["", "off", "auto", "required"]
"""Around what `verify` runs; nothing said: its own calls are held where the kernel can do it, tests are not."""
