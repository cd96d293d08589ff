"""Make texts shorter."""

from wordtools.words import Words


def shorten(text: str, width: int = 20) -> str:
    """Return the first words of a text that fit into a width."""
    if width < 0:
        raise ValueError("width must not be negative")
    return " ".join(word.text for word in Words(text).fitting(width))
