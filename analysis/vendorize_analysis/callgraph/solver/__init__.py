"""Inclusion-based points-to analysis: abstract objects, variables that hold them, subset edges, and the worklist."""
