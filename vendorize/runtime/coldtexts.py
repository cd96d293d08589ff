"""How the source text of cold code is found: `linecache` has it as it was."""

# What the support module has above: this follows `cold.py` in it.
from vendorize.runtime.cold import COLD, Unloadable
from vendorize.runtime.coldarchive import _level, _place, _text
from vendorize.runtime.coldloading import _lines


# section: texts

import functools
import linecache
import re

_OPENING = "__import__(%a)" % __name__


def _updated(filename, module_globals=None, _plain=linecache.updatecache):
    # Whoever asks for source gets that of the cold functions where it would be.
    lines = _plain(filename, module_globals)
    found = next(filter(None, map(_call, lines)), None)
    entry = linecache.cache.get(filename)
    if found is None or entry is None or len(entry) != 4:
        return lines
    try:
        if _place(found[2]) is None:
            return lines
        whole = _whole(lines, found[2], found[1] == ".")
    except Unloadable:
        return lines
    linecache.cache[filename] = (entry[0], entry[1], whole, entry[3])
    return whole


def _call(line):
    # Most lines have none, and patterns take time to be made.
    return re.search(COLD + r"(\.|\(')([A-Z][^\W_]+)", line) if COLD in line else None


def _unopened(lines):
    """Return lines without what has loading ready: it stands in the first statement, or before it."""
    for at, line in enumerate(lines):
        for form in ("; " + _OPENING, _OPENING + "; ", _OPENING):
            if form in line:
                return [*lines[:at], line.replace(form, "", 1), *lines[at + 1 :]]
    return lines


linecache.updatecache = functools.update_wrapper(_updated, linecache.updatecache)


# section: merged


def _whole(lines, named, there):
    # What is not there is in the archive, and has stubs itself if functions stand before it.
    if not there:
        level = _level(_place(named))
        lines = [line + "\n" for line in _text(named)[level or 0 :].decode("utf-8").split("\n")[:-1]]
        if not level:
            return lines if level is None else _unopened(lines)
    return _unopened(_merged(lines, _lines(named)))


def _merged(lines, ours):
    spans = [tuple(map(int, span.split("-"))) for span in ours[-2].split()[1:]]
    ours = ["" if ours[0].startswith("import ") else ours[0], *ours[1:-2]]
    whole = []
    last = 0
    for number, theirs in enumerate(lines):
        mine = ours[number] if number < len(ours) and ours[number].lstrip() != '"@doc"' else ""
        if theirs.lstrip(" \t").startswith("@" + COLD + "."):
            # From the mark to its end a function stands lower than it did, with its empty lines.
            last = next(last for first, last in spans if first <= number + 1 <= last)
        whole.append(mine + "\n" if mine or number < last else theirs)
    return whole
