"""Leaks: what only the tests' overlay has, the guard that sees released code reach it, and what the guard reports."""

from vendorize.verify.leaks.placing import place_guard
from vendorize.verify.leaks.reading import REMOVED_REPORT, read_leaks, read_removed, warn_unguarded

__all__ = ["REMOVED_REPORT", "place_guard", "read_leaks", "read_removed", "warn_unguarded"]
