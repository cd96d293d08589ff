"""What the support module has besides in a result that starts fast: regular expressions that are compiled already."""

# What the support module has above, and below: not written.
import sys

_BUILT_FOR = ("", 0, 0, 0)
_EXPRESSIONS = {}
_NEEDED = {}
_LATE = ()
_WAITING = []


# section: prepared


def prepared(name):
    """Have `re` find what a module is about to compile, and what its imports will that do not ask.

    `re` looks for an expression by its type, text and flags before it compiles one. Only the very interpreter that made
    the table takes something from it. A module that may do something before it imports `re` waits for another one.
    """
    _WAITING.append(name)
    if name in _LATE and "re" not in sys.modules:
        return
    names = _WAITING[:]
    _WAITING.clear()
    wanted = [*names, *(one for key in names for one in _NEEDED.pop(key, ()) if one not in sys.modules)]
    found = [one for key in wanted for one in _EXPRESSIONS.pop(key, ())]
    if not found or (sys.implementation.name, sys.hexversion) != _BUILT_FOR[:2]:
        return
    import re

    import _sre  # type: ignore[import-not-found]

    cache, most = getattr(re, "_cache", None), getattr(re, "_MAXCACHE", 0)
    if _BUILT_FOR[2:] != (_sre.MAGIC, _sre.CODESIZE) or type(cache) is not dict:
        return
    for pattern, flags, every, code, groups, index, names in found:
        key = (type(pattern), pattern, flags)
        if key not in cache and len(cache) < most:
            cache[key] = _sre.compile(pattern, every, list(code), groups, dict(index), names)
