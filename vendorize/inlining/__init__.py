"""Move a function or class of a dependency into the project's own module, with all that it needs, or say why not.

Light to import: `vendorize.inlining.running` does it.
"""
