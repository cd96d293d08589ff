"""BLAKE2b, by which files and answers are known here."""

from __future__ import annotations

try:
    # `hashlib` gives the same, and loads OpenSSL for others: a tenth of a start.
    from _blake2 import blake2b
except ImportError:  # another Python
    from hashlib import blake2b

__all__ = ["blake2b"]
