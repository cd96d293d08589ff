"""What the support module has besides in a result with cold code: how it says what cannot be had."""

# What the support module has above: this is not written.
from vendorize.runtime.removing import PROJECT, Removed, RemovedInPool, _kind_below, _refusal
from vendorize.runtime.support import original


# section: cold

COLD = "@name@"
_NAMES = {"@names@": "@modules@"}  # of modules that may run under another name


class Unloadable(Removed):
    """A cold function was called, and the result does not have its code, or not as it was written."""


class UnloadableInPool(Unloadable, RemovedInPool):
    """The same below a worker that hands on nothing but an Exception."""


def _symbol(named, name, frame):
    """Return the dotted name of cold code; `name` is that of a function in the module, empty for all of this."""
    module = _NAMES.get(named) or original(frame.f_globals.get("__name__"))
    return "%s.%s" % (module, name) if name else module


def _refused(message, symbol, frame):
    kind = Unloadable if _kind_below(frame) is Removed else UnloadableInPool
    return _refusal(kind, message % (PROJECT, symbol), symbol, frame.f_back or frame)(frame.f_code.co_name)


def _denied(named, name, frame):
    return _refused("%s uses %s, which is cold, and this result denies cold code", _symbol(named, name, frame), frame)
