"""Compile the modules of a result for the interpreter that it is for, so that a folder nobody writes to starts fast.

Written is what PEP 552 calls unchecked hash-based: no time is in it, and Python neither looks at the source again nor
writes anew. The same source gives the same bytes, whatever is compiled beside it.
"""

from __future__ import annotations

from vendorize.emit.bytecode.compiling import compiled

__all__ = ["compiled"]
