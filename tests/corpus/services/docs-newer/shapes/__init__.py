"""Shapes, in the syntax of Python 3.12 and newer."""

type Number = int | float


class Stack[T]:
    """A stack of things of one type."""

    def __init__(self, *things: T) -> None:
        self.things = list(things)

    def top(self) -> T:
        """Return what lies on top."""
        return self.things[-1]


def scaled[N: (int, float)](size: N, factor: N) -> N:
    """Return a size that is scaled.

    :param size: what there is
    :param factor: how much more
    """
    return size * factor
