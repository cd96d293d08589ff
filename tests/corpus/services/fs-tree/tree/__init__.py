"""Files in many kinds of place."""

import fs
from fs.copy import copy_fs
from fs.walk import Walker


def fill(url):
    place = fs.open_fs(url, create=True)
    place.makedirs("a/b", recreate=True)
    place.writetext("a/b/x.txt", "text")
    place.writetext("a/y.py", "1")
    return place


def found(place):
    return sorted(Walker(filter=["*.txt"]).files(place))


def mirrored(place, url):
    with fs.open_fs(url, create=True, writeable=True) as other:
        copy_fs(place, other)
        return sorted(path for path in other.walk.files())
