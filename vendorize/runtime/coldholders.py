"""Which functions have the code of a stub, to give them the real one, and the cells of the one that runs."""

# What the support module has above: this stands before `cold.py` in it.


# section: holders

import functools
import gc
import operator
import types

_MISSED = {}
_WRAPPERS = (staticmethod, classmethod, functools.partial, functools.partialmethod, functools.cached_property)


def _holders(stub, space, key):
    """Find the functions that have the code of a stub: by its name, and where it is not there by asking the collector.

    That takes long, and so happens once, when a function is called again through a stub that nobody found, or when the
    cells of one are needed.
    """
    names = stub.co_qualname.split(".")
    owner, name = space, names[-1]
    for one in names[:-1]:
        value = owner.get(one)
        owner = type.__dict__["__dict__"].__get__(value) if isinstance(value, type) else {}
    if len(names) > 1 and name.startswith("__") and not name.endswith("__"):
        name = "_%s%s" % (names[-2].lstrip("_"), name)
    found = [one for one in _unwrapped(owner.get(name), 5) if one.__code__ is stub]
    if not found:
        _MISSED[key] = _MISSED.get(key, 0) + 1
        if _MISSED[key] == 2 or stub.co_freevars:
            referrers = gc.get_referrers(stub)
            found = [one for one in referrers if type(one) is types.FunctionType and one.__code__ is stub]
    return found


def _closure(frame, holders):
    """Return the cells of the function that a frame runs, which does not say: of the holder that has what it has."""
    name = "".join(frame.f_code.co_freevars)  # no other than __class__
    if not name:
        return ()
    held = [frame.f_locals[name]] if name in frame.f_locals else []
    for one in holders:
        try:
            found = [one.__closure__[0].cell_contents]
        except ValueError:
            found = []
        if len(found) == len(held) and all(map(operator.is_, found, held)):
            return one.__closure__
    return (types.CellType(*held),)


def _unwrapped(value, depth):
    """Yield the functions in what decorators made of one; nothing is asked that a program could have overridden."""
    if type(value) is types.FunctionType:
        yield value
        inner = [value.__dict__.get("__wrapped__")]
        for cell in value.__closure__ or ():
            try:
                inner.append(cell.cell_contents)
            except ValueError:
                continue
    elif type(value) is property:
        inner = [value.fget, value.fset, value.fdel]
    elif type(value) in _WRAPPERS:
        inner = [getattr(value, "__func__", None), getattr(value, "func", None)]
    elif type(value) is _CACHED:
        inner = [value.__wrapped__]
    else:
        inner = []
    for one in inner if depth else ():
        yield from _unwrapped(one, depth - 1)


_CACHED = type(functools.lru_cache(len))
