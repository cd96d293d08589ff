"""Standalone modules that run inside the environments under test; no other code of ours imports them (Python 3.8+)."""
