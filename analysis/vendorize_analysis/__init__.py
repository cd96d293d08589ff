"""Understand which third-party code a Python project reaches; never acts on it."""
