"""Compile the regular expressions of a result for the interpreter that it is for, so that its start need not.

What a module compiles while it is imported is read off its text, as far as that is constant. A guess that is wrong
costs a little time and nothing else: a compiled expression is found by its exact text and flags.
"""

from __future__ import annotations

from vendorize.emit.expressions.asking import prepared_source

__all__ = ["prepared_source"]
