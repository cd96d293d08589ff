"""Leaks: what only the tests' overlay has, the guard that sees released code reach it, and what the guard reports."""

from vendorize.verify.leaks.placing import place_guard
from vendorize.verify.leaks.reading import read_leaks, tell_unguarded

__all__ = ["place_guard", "read_leaks", "tell_unguarded"]
