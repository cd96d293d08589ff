"""A line in the log for cold code that is used, where the policy says so."""

# What the support module has above: this stands behind the loading of functions in it.
from vendorize.runtime.cold import _symbol
from vendorize.runtime.coldarchive import _TOLD, _place
from vendorize.runtime.removing import PROJECT


# section: telling

import logging  # now: what is cold may be what imports things


def _tell(named, name, frame):
    if "warn" in _place(named):
        symbol, places = _symbol(named, name, frame), " <- ".join(_places(frame))
        logging.getLogger("vendorize.cold").warning("%s: cold code was used: %s <- %s", PROJECT, symbol, places)


def _places(frame):
    while frame.f_back is not None:
        frame = frame.f_back
        yield "%s:%d" % (frame.f_code.co_filename, frame.f_lineno)


_TOLD.append(_tell)
