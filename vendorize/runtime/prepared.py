"""What the support module has besides in a result that starts fast: regular expressions that are compiled already."""

# What the support module has above, and below: not written.
import sys

_BUILT_FOR = ("", 0, 0, 0)
_EXPRESSIONS = {}
_NEEDED = {}


# section: prepared


def prepared(name):
    """Have `re` find what a module is about to compile, and what its imports from the standard library will.

    `re` looks for an expression by its type, text and flags before it compiles one. Only the very interpreter that made
    the table takes something from it.
    """
    wanted = [name, *(one for one in _NEEDED.pop(name, ()) if one not in sys.modules)]
    found = [one for key in wanted for one in _EXPRESSIONS.pop(key, ())]
    if not found:
        return
    import re

    import _sre  # type: ignore[import-not-found]

    cache, most = getattr(re, "_cache", None), getattr(re, "_MAXCACHE", 0)
    made_by = (sys.implementation.name, sys.hexversion, _sre.MAGIC, _sre.CODESIZE)
    if made_by != _BUILT_FOR or type(cache) is not dict:
        return
    for pattern, flags, every, code, groups, index, names in found:
        key = (type(pattern), pattern, flags)
        if key not in cache and len(cache) < most:
            cache[key] = _sre.compile(pattern, every, list(map(int, code.split())), groups, dict(index), names)
