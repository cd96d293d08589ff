"""What ends with us, in whatever way we end: processes that we have started, and folders for temporary files."""

from __future__ import annotations

from vendorize.ending.processes import end_group, start, wait
from vendorize.ending.signals import ended_by_signals, heed, held
from vendorize.ending.watched import end_strays, temporary_folder

__all__ = ["end_group", "end_strays", "ended_by_signals", "heed", "held", "start", "temporary_folder", "wait"]
