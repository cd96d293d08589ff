"""Stevedore: plugins by entry points, of its own and of the project."""
