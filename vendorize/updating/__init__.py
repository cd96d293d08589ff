"""Bring a result up to date with what is installed now, and say what that changes for this program.

Light to import: `vendorize.updating.running` does it.
"""
