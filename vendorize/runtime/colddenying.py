"""What stubs ask in a result that denies all cold code, in place of what loads it."""

# What the support module has above: this stands in the place of `coldloading.py`, but for what ends that.
import sys

from vendorize.runtime.cold import _denied
from vendorize.runtime.coldarchive import _level, _place, _text
from vendorize.runtime.coldtexts import _unopened


# section: denying


class ColdDenying:
    """What stubs ask: a function for the word of its module, the one line of a cold module calls this with it."""

    support = __name__

    def __getattr__(self, word):
        if not word[:1].isupper():
            raise AttributeError(word)
        frame = sys._getframe(1)
        raise _denied(word.partition("_")[0], frame.f_code.co_qualname, frame)

    def __call__(self, named):
        """Raise the error for a module."""
        raise _denied(named, "", sys._getframe(1))


cold = ColdDenying()


# section: packed


def _whole(lines, named, there):
    # The archive has nothing but what packed files hold.
    if there:
        return lines
    text = _text(named)[_level(_place(named)) :].decode("utf-8")
    return _unopened([line + "\n" for line in text.split("\n")[:-1]])
