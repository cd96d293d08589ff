"""Virtualenv: scripts that another interpreter runs, wheels among the data."""
