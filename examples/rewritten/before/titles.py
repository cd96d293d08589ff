from wordtools import shorten


def title(line: str) -> str:
    return shorten(line.lstrip("# "), 12)


if __name__ == "__main__":
    print(title("# A title that is far too long"))
