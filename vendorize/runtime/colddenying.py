"""What stubs ask in a result that denies all cold code, in place of what loads it."""

# What the support module has above: this stands in the place of the section `loading` of `cold.py`.
import sys

from vendorize.runtime.cold import _denied


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
