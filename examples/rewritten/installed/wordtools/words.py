"""Words of a text, one after the other."""


class Word:
    """A word with what stands before it."""

    def __init__(self, text: str, first: bool) -> None:
        self.text = text
        self.first = first

    def width(self) -> int:
        """Return the width with the blank before it."""
        return len(self.text) if self.first else len(self.text) + 1


class Words:
    """All words of a text."""

    def __init__(self, text: str) -> None:
        self.found = [Word(one, not number) for number, one in enumerate(text.split())]

    def fitting(self, width: int) -> list[Word]:
        """Return the words that fit, from the first on."""
        taken: list[Word] = []
        left = width
        for word in self.found:
            left -= word.width()
            if left < 0:
                break
            taken.append(word)
        return taken
