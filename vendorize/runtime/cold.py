"""What the support module has besides in a result with cold code: functions whose bodies come at their first call."""

# What the support module has above: this is its end, and not written.
import os
import sys

from hashlib import blake2b
from vendorize.runtime.coldcache import _cached
from vendorize.runtime.coldholders import _closure, _holders
from vendorize.runtime.removing import PROJECT, Removed, RemovedInPool, _kind_below, _report


# section: cold

import builtins
import io
import types
import zlib

COLD = "@name@"
ARCHIVE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "@archive@")
PLACES = {"@places@": "@place@"}
_FUTURE = 0x1FF0000
_STUB_LINE = 2
_ITERABLE = 0x100
_TEXTS = {}
_CODES = {}


class Unloadable(Removed):
    """A cold function was called, and the result does not have its code, or not as it was written."""


class UnloadableInPool(Unloadable, RemovedInPool):
    """The same below a worker that hands on nothing but an Exception."""


class ColdLoading:
    """What stubs load by: each asks for the word of its module, and the one line of a cold module calls this with it.

    Whatever still has a stub's code gets the real one, so that the stub never runs again. No locks: threads and signal
    handlers may load at once, and get the same code.
    """

    support = __name__

    def __getattr__(self, word):
        """Return the function that the stub which asks stands for.

        Behind the module's word may stand the function's first line in the archive, where the stub's may be another.
        """
        named, _, first = word.partition("_")
        if named not in PLACES:
            raise _unknown(word)
        frame = sys._getframe(1)
        stub = frame.f_code
        begin = int(first or stub.co_firstlineno)
        key = (named, begin, stub.co_firstlineno, stub.co_flags & _FUTURE)
        code = _CODES.get(key)
        fresh = code is None
        if fresh:
            _refuse(named, stub.co_qualname, frame)
            code = _CODES.setdefault(key, _loaded(named, begin, frame))
        code = _like(code, stub)
        holders = _holders(stub, frame.f_globals, key)
        closure = _closure(frame, holders)
        for function in holders:
            function.__code__ = code
        function = types.FunctionType(code, frame.f_globals, stub.co_name, None, closure)
        if fresh:
            _tell(named, stub.co_qualname, frame)  # by now: what writes the log may be cold
        if len(holders) == 1:  # what a generator is called comes from its function
            function.__name__, function.__qualname__ = holders[0].__name__, holders[0].__qualname__
        return function

    def __call__(self, named):
        """Return the code of the module with this word, which its one line runs."""
        frame = sys._getframe(1)
        stub = frame.f_code
        _refuse(named, "", frame)
        _tell(named, "", frame)
        # Who runs the text of a file may put lines before it, and his flags hold in it.
        shift, flags = frame.f_lineno - _STUB_LINE, stub.co_flags & _FUTURE
        if shift > 0 or flags:
            return _module(named, stub.co_filename, shift, flags)
        return _like(_cached(ARCHIVE, PLACES[named].split()[4], lambda: _module(named, stub.co_filename)), stub)


def _unknown(word):
    if word[:1].isupper():
        message = "%s: %s is no module of this result: is another in the process?" % (ARCHIVE, word)
        return Unloadable(message, word, "", None)
    return AttributeError(word)


def _symbol(named, name):
    """Return the dotted name of cold code; `name` is that of a function in the module, empty for all of this."""
    module = PLACES[named].split()[1]
    return module + "." + name if name else module


def _refuse(named, name, frame):
    """Raise where the policy is that cold code is not used."""
    if PLACES[named].startswith("deny"):
        raise _refused("%s uses %s, which is cold, and this result denies cold code", _symbol(named, name), frame)


def _tell(named, name, frame):
    """Write a line to the log where the policy says so."""
    if PLACES[named].startswith("warn"):
        symbol, places = _symbol(named, name), " <- ".join(_places(frame))
        logging.getLogger("vendorize.cold").warning("%s: cold code was used: %s <- %s", PROJECT, symbol, places)


def _module(named, filename, shift=0, flags=0):
    text = "\n" * shift + "\n".join(_lines(named))
    _TEXTS.pop(named, None)  # it runs once, and is nothing to remember
    return compile(text, filename, "exec", flags=flags, dont_inherit=True)


def _loaded(named, begin, frame):
    stub = frame.f_code
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
        raise _refused(message, _symbol(named, stub.co_qualname), frame)
    return code


def _refused(message, symbol, frame):
    remedy = '; to keep it, add to pyproject.toml: [[tool.vendorize.keep]] symbol = "%s" reason = "..."' % symbol
    if "VENDORIZE_REMOVED_REPORT" in os.environ:
        _report(symbol, frame.f_back or frame)
    kind = Unloadable if _kind_below(frame) is Removed else UnloadableInPool
    return kind(message % (PROJECT, symbol) + remedy, symbol, frame.f_code.co_name, None)


def _places(frame):
    while frame.f_back is not None:
        frame = frame.f_back
        yield "%s:%d" % (frame.f_code.co_filename, frame.f_lineno)


def _inside(code, name, first):
    for one in code.co_consts:
        if isinstance(one, types.CodeType):
            if one.co_qualname == name and one.co_firstlineno == first:
                return one
            found = _inside(one, name, first)
            if found is not None:
                return found
    return None


def _like(code, stub):
    if code.co_filename != stub.co_filename:
        code = _moved_to(code, stub.co_filename)
    if stub.co_flags & ~code.co_flags & _ITERABLE:  # by `types.coroutine`
        code = code.replace(co_flags=code.co_flags | _ITERABLE)
    return code


def _moved_to(code, filename):
    # Bytecode that was compiled elsewhere has the name of that place.
    consts = tuple(_moved_to(one, filename) if isinstance(one, types.CodeType) else one for one in code.co_consts)
    return code.replace(co_filename=filename, co_consts=consts)


def _lines(named, open=io.open):
    """Return the lines of the archive's file for a module, after a look at its hash."""
    lines = _TEXTS.get(named)
    if lines is None:
        _, module, offset, size, wanted = PLACES[named].split()
        try:
            with open(ARCHIVE, "rb") as stream:
                stream.seek(int(offset))
                packed = stream.read(int(size))
        except OSError:
            # Where the result is a zip itself, what loaded this module has the archive.
            try:
                packed = globals()["__loader__"].get_data(ARCHIVE)[int(offset) : int(offset) + int(size)]
            except (KeyError, AttributeError, OSError) as error:
                raise Unloadable(
                    "%s: the cold code of %s cannot be read: %s" % (ARCHIVE, module, error), module, "", None
                )
        try:
            text = zlib.decompress(packed, -15)
        except zlib.error:
            text = b""
        if blake2b(text, digest_size=16).hexdigest() != wanted:
            raise Unloadable("%s: what it has for %s is not what was written" % (ARCHIVE, module), module, "", None)
        lines = _TEXTS.setdefault(named, text.decode("utf-8").split("\n"))
    return lines


if any(place.startswith("warn") for place in PLACES.values()):
    import logging  # now: what is cold may be what imports things

_other = getattr(builtins, COLD, ColdLoading).support
if _other != __name__:
    raise Unloadable("%s and %s cannot be in one process: both have %s" % (_other, __name__, COLD), "", "", None)
cold = ColdLoading()
setattr(builtins, COLD, cold)
