"""Run a command with a light tracer in all of its Python processes: command -> what it executed, in a file."""

from __future__ import annotations

from vendorize.tracing.recording import record

__all__ = ["record"]
