"""Bytecode of cold modules, which Python keeps for files alone: beside the archive, where bytecode may be written."""

# What the support module has above: this stands behind the loading of functions in it.
import sys

from hashlib import blake2b


# section: cache

import _frozen_importlib_external
import marshal


def _cached(archive, hashed, make):
    """Return the code of a text with this hash, as it was kept; else what `make` gives, which is kept then.

    What is kept begins as bytecode does that goes by the time of its source, and has a hash of itself behind it.
    """
    loader = _frozen_importlib_external.SourceFileLoader("", "")
    try:
        source = "%s.%s.py" % (archive.rpartition(".")[0], hashed)
        place = _frozen_importlib_external.cache_from_source(source)
    except NotImplementedError:  # an implementation that keeps no bytecode
        return make()
    try:
        kept = loader.get_data(place)
    except OSError:
        kept = b""
    head = _frozen_importlib_external.MAGIC_NUMBER + bytes(12)
    if kept[:16] == head and kept[16:32] == blake2b(kept[32:], digest_size=16).digest():
        return marshal.loads(kept[32:])  # noqa: S302 - as Python does with bytecode beside its source
    code = make()
    if not sys.dont_write_bytecode:
        packed = marshal.dumps(code)
        # It makes the folder, writes all or nothing, and raises nothing.
        loader.set_data(place, head + blake2b(packed, digest_size=16).digest() + packed)
    return code
