"""What `pytest` at the top leaves alone: the services' own tests run in their own environments."""

from __future__ import annotations

collect_ignore = ["services"]
