"""The errors for what was removed: a section of every support module."""

import os
import sys


# section: removing
PROJECT = "@project@"


class Removed(BaseException):
    """Something was asked for that vendorize removed.

    No AttributeError, no ImportError, and no Exception at all: `hasattr`, `getattr` with a default, and whoever catches
    these would take it for the answer that the thing never was, and the program would go another way without a word.
    """

    def __init__(self, message, symbol, name, value):
        super().__init__(message)
        self.symbol, self.name, self.obj = symbol, name, value

    def __reduce__(self):
        # Sent from one process to another; the object that was asked may be none that can be sent.
        return type(self), (str(self), self.symbol, self.name, None)


class RemovedMember(Removed, AttributeError):
    """The same for who only lists the members of a class, and goes on where one cannot be had."""


class RemovedInPool(Removed, RuntimeError):
    """The same below a worker that hands on nothing but an Exception: it would end, and who awaits its answer hang."""


_LISTING = frozenset(("_py_abc", "abc", "doctest", "inspect", "pydoc", "rlcompleter", "unittest.mock"))
_POOLS = frozenset(("billiard.pool", "multiprocessing.pool"))


def _removed(symbol, origin, name=None, value=None, depth=2):
    """Make the error for who asks `depth` calls further up, and tell whoever watches this process."""
    asking = sys._getframe(depth)
    kind = RemovedMember if asking.f_globals.get("__name__") in _LISTING else _kind_below(asking)
    message = "%s uses %s (%s), which vendorize removed because nothing reached it" % (PROJECT, symbol, origin)
    return _refusal(kind, message, symbol, asking)(name, value)


def _refusal(kind, message, symbol, frame):
    if kind is not RemovedMember and "VENDORIZE_REMOVED_REPORT" in os.environ:
        _report(symbol, frame)
    message += '; to keep it, add to pyproject.toml: [[tool.vendorize.keep]] symbol = "%s" reason = "..."' % symbol
    return lambda name, value=None: kind(message, symbol, name, value)


def _kind_below(frame):
    while frame is not None:
        if frame.f_code.co_name == "worker" and frame.f_globals.get("__name__") in _POOLS:
            return RemovedInPool
        frame = frame.f_back
    return Removed


def _report(symbol, frame):
    import json

    places = []
    while frame is not None:
        places.append("%s:%d" % (frame.f_code.co_filename, frame.f_lineno))
        frame = frame.f_back
    with open(os.environ["VENDORIZE_REMOVED_REPORT"], "a", encoding="utf-8") as stream:
        stream.write(json.dumps({"symbol": symbol, "path": places, "program": PROJECT}) + "\n")
