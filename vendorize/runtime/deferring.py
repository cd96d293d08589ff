"""What the support module has besides in a result with imports that wait."""

# What the support module has above: this is its end, and not written.
import sys


# section: deferred


import _thread
import _weakref

_at_end = []


def deferred(*waiting, at_end=""):
    """Return a module `__getattr__` that loads what its functions have not used yet: each text a number, and names.

    The module's `_vendorize_load_N` imports and binds, once; while `_vendorize_waits_N` is true it has not. Those of
    the numbers in `at_end` are called before Python ends, if anything is left then that may need what they import.
    """
    space = sys._getframe(1).f_globals
    numbers = {name: words.split()[0] for words in waiting for name in words.split()[1:]}
    space.update(("_vendorize_waits_" + number, True) for number in numbers.values())
    loading = set()

    def __getattr__(name):
        number = numbers.get(name, "")
        load = space.get("_vendorize_load_" + number)
        me = (_thread.get_ident(), number)
        # `from . import name` asks the package for the name before it looks for the module.
        if load is not None and me not in loading and space["_vendorize_waits_" + number]:
            loading.add(me)
            try:
                load()
            finally:
                loading.discard(me)
        # Another thread may have bound the name, and put the flag down, since it was missed.
        if number and name in space:
            return space[name]
        raise AttributeError("module %r has no attribute %r" % (space.get("__name__"), name))

    _note_at_end(__getattr__, space, at_end.split())
    return __getattr__


def _note_at_end(ask, space, numbers):
    """Note what has to be loaded before Python ends; nothing but the module holds that: it may go before."""
    if numbers and not _at_end:
        import atexit  # noqa: PLC0415 - few need it

        atexit.register(_load_at_end)
    if numbers:
        ask.at_end = (space, numbers)
        _at_end.append(_weakref.ref(ask))


def _load_at_end():
    """Load what may be used when nothing can be imported any more, if anything is left that runs then."""
    needed = None
    for one in _at_end:  # what is loaded may add more
        space, numbers = getattr(one(), "at_end", ({}, ()))
        for number in numbers:
            if not space.get("_vendorize_waits_" + number):
                continue
            needed = _runs_at_end() if needed is None else needed
            if not needed:
                return
            try:
                space["_vendorize_load_" + number]()
            except Exception:  # noqa: BLE001, S112 - what cannot be imported is told by who uses it
                continue


def _runs_at_end():
    """Tell whether anything is left that runs when Python ends: what has `__del__`, is suspended, or is watched.

    What is the standard library's own, and calls nobody else, does not count.
    """
    import gc  # noqa: PLC0415 - only here
    import types  # noqa: PLC0415

    if sys.gettrace() or sys.getprofile() or gc.callbacks or gc.get_freeze_count():
        return True
    if sys.unraisablehook is not sys.__unraisablehook__:
        return True
    objects = gc.get_objects()
    kinds = set(map(type, objects))
    if not kinds.isdisjoint((_weakref.ProxyType, _weakref.CallableProxyType)) or any(map(_is_finalized, kinds)):
        return True
    frames = {types.GeneratorType: "gi_frame", types.CoroutineType: "cr_frame", types.AsyncGeneratorType: "ag_frame"}
    refs = {kind for kind in kinds if issubclass(kind, _weakref.ref)}
    wanted = refs.union(frames)
    for one in [one for one in objects if type(one) in wanted]:
        if type(one) in refs:
            if _tells_others(vars(_weakref.ref)["__callback__"].__get__(one)):
                return True
        else:
            frame = getattr(one, frames[type(one)])
            if frame is not None and not _is_of_python(frame.f_globals.get("__name__")):
                return True
    return False


def _is_finalized(kind):
    """Tell whether instances of a class have a `__del__` that a program may have given them; run nothing of it."""
    bases = type.__dict__["__mro__"].__get__(kind)
    spaces = [type.__dict__["__dict__"].__get__(base) for base in bases]
    return any("__del__" in space for space in spaces) and not _is_of_python(spaces[0].get("__module__", "builtins"))


def _tells_others(callback):
    """Tell whether a callback of a weak reference may call what is not in the standard library."""
    import types  # noqa: PLC0415

    kind = type(callback)
    if kind in {type(None), types.BuiltinFunctionType} or kind is getattr(sys.modules.get("weakref"), "finalize", None):
        return False  # `finalize` has called all that it will, with what was registered with `atexit`
    if kind is not types.FunctionType or callback.__name__ == "_cb":  # `WeakMethod` has the program's in that
        return True
    return not _is_of_python(callback.__module__)


def _is_of_python(name):
    return isinstance(name, str) and name.partition(".")[0] in getattr(sys, "stdlib_module_names", ())
