"""What the support module has besides in a result with imports that wait."""

# What the support module has above: this is its end, and not written.
import sys


# section: deferred


import _thread


def deferred(*waiting):
    """Return a module `__getattr__` that loads what its functions have not used yet: each text a number, and names.

    The module's `_vendorize_load_N` imports and binds, once; while `_vendorize_waits_N` is true it has not.
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

    return __getattr__
