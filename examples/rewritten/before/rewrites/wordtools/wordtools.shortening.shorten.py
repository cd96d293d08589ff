def shorten(text: str, width: int = 20) -> str:
    """Return the first words of a text that fit into a width."""
    if width < 0:
        raise ValueError("width must not be negative")
    words = text.split()
    while words and len(" ".join(words)) > width:
        words.pop()
    return " ".join(words)
