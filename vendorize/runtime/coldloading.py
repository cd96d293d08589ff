"""What stubs ask in a result whose cold code comes back: functions get their bodies at their first call."""

# What the support module has above: this stands behind how the archive is read, and its last section ends it.
import sys

from vendorize.runtime.cold import COLD, Unloadable, _refused, _symbol
from vendorize.runtime.coldarchive import _FUTURE, _TOLD, ARCHIVE, _level, _like, _place, _present, _text
from vendorize.runtime.coldholders import _closure, _holders


# section: loading

import types

_TEXTS = {}
_CODES = {}


class ColdLoading:
    """What stubs load by: each asks for the word of its module.

    Whatever still has a stub's code gets the real one, so that the stub never runs again. No locks: threads and signal
    handlers may load at once, and get the same code.
    """

    support = __name__

    def __getattr__(self, word):
        """Return the function that the stub which asks stands for.

        Behind the module's word may stand the function's first line in the archive, where the stub's may be another.
        """
        named, _, first = word.partition("_")
        if not named[:1].isupper():
            raise AttributeError(word)
        frame = sys._getframe(1)
        stub = frame.f_code
        begin = int(first or stub.co_firstlineno)
        key = (named, begin, stub.co_firstlineno, stub.co_flags & _FUTURE)
        code = _CODES.get(key)
        fresh = code is None
        if fresh:
            code = _CODES.setdefault(key, _loaded(named, begin, frame))
        code = _like(code, stub)
        holders = _holders(stub, frame.f_globals, key)
        closure = _closure(frame, holders)
        for function in holders:
            function.__code__ = code
        function = types.FunctionType(code, frame.f_globals, stub.co_name, None, closure)
        for tell in _TOLD if fresh else ():
            tell(named, stub.co_qualname, frame)  # by now: what writes the log may be cold
        if len(holders) == 1:  # what a generator is called comes from its function
            function.__name__, function.__qualname__ = holders[0].__name__, holders[0].__qualname__
        return function


def _loaded(named, begin, frame):
    stub = frame.f_code
    _present(named, stub.co_qualname, frame)
    lines = _lines(named)
    first = stub.co_firstlineno
    last = lines[-2].partition(" %d-" % begin)[2].partition(" ")[0]
    chunk = lines[begin - 1 : int(last)]
    indent = chunk[0][: len(chunk[0]) - len(chunk[0].lstrip())]
    around = ["class %s:" % name for name in stub.co_qualname.split(".")[:-1]]
    around = around or (["if 1:"] if indent else [])
    around = [indent[:depth] + line for depth, line in enumerate(around)]
    before = first - 1 - len(around)
    imports = lines[0] if before > 0 and lines[0].startswith("import ") else ""
    text = imports + "\n" * before + "\n".join((*around, *chunk, ""))
    found = compile(text, stub.co_filename, "exec", flags=stub.co_flags & _FUTURE, dont_inherit=True)
    code = _inside(found, stub.co_qualname, first)
    if code is None:
        message = "%s uses %s, which is cold, and its code is not in " + ARCHIVE
        raise _refused(message, _symbol(named, stub.co_qualname, frame), frame)
    if code.co_consts[:1] == ("@doc",):  # the file alone has it
        code = code.replace(co_consts=stub.co_consts[:1] + code.co_consts[1:])
    return code


def _inside(code, name, first):
    for one in code.co_consts:
        if isinstance(one, types.CodeType):
            if one.co_qualname == name and one.co_firstlineno == first:
                return one
            found = _inside(one, name, first)
            if found is not None:
                return found
    return None


def _lines(named):
    """Return the lines of the archive's file for a module that has a place there, without those of a packed file."""
    lines = _TEXTS.get(named)
    if lines is None:
        text = _text(named)[: _level(_place(named))]
        lines = _TEXTS.setdefault(named, text.decode("utf-8").split("\n"))
    return lines


cold = ColdLoading()


# section: ready

import builtins

_other = getattr(builtins, COLD, cold).support
if _other != __name__:
    raise Unloadable("%s and %s cannot be in one process: both have %s" % (_other, __name__, COLD), "", "", None)
setattr(builtins, COLD, cold)
