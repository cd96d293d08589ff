"""Frozen types that travel between the stages: no I/O, no syntax trees."""
