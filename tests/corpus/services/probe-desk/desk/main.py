"""Prints a letter and what is installed."""

from desk.legacy import KIND
from desk.letters import letter, title
from desk.log import failure
from desk.probes import modules, versions


def main() -> None:
    """Print all of it."""
    print(title("two small_boxes"), KIND)
    print(letter("{name: Ann, count: 2, what: box}"))
    print(modules(), versions())
    print(failure())
