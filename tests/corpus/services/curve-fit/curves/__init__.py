"""Decay curves, fitted."""
