"""How the source text of cold code is found: `linecache` has it as it was."""

# What the support module has above: this follows `cold.py` in it.
from vendorize.runtime.cold import COLD, PLACES, Unloadable, _lines


# section: texts

import functools
import linecache
import re

_CALL = re.compile(re.escape(COLD) + r"\('([^']+)', (\d+)")
_MARK = re.compile(r"[ \t]*@" + re.escape(COLD) + r"\.")


def _updated(filename, module_globals=None, _plain=linecache.updatecache):
    # Whoever asks for source gets that of the cold functions where it would be.
    lines = _plain(filename, module_globals)
    found = next(filter(None, map(_CALL.search, lines)), None)
    entry = linecache.cache.get(filename)
    if found is None or entry is None or len(entry) != 4 or not PLACES.get(found[1], "deny").partition(" ")[2]:
        return lines
    try:
        ours = _lines(found[1])
    except Unloadable:
        return lines
    whole = [line + "\n" for line in ours[:-1]] if found[2] == "0" else _merged(lines, ours)
    linecache.cache[filename] = (entry[0], entry[1], whole, entry[3])
    return whole


def _merged(lines, ours):
    ours = ["" if ours[0].startswith("import ") else ours[0], *ours[1:]]
    whole = []
    last = 0
    for number, theirs in enumerate(lines):
        mine = ours[number] if number < len(ours) else ""
        if _MARK.match(theirs):
            # From the mark to its end a function stands lower than it did, with its empty lines.
            last = int(next(filter(None, map(_CALL.search, lines[number:])))[2])
        whole.append(mine + "\n" if mine or number < last else theirs)
    return whole


linecache.updatecache = functools.update_wrapper(_updated, linecache.updatecache)
