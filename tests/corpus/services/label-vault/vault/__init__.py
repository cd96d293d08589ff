"""Signed labels."""
