# /// script
# requires-python = ">=3.11"
# dependencies = ["click"]
# ///
"""Keep a list of things to do in a text file."""

from pathlib import Path

import click

FILE = click.option("--file", type=click.Path(path_type=Path), default=Path("todo.txt"), show_default=True)


@click.group()
def todo() -> None:
    """Keep a list of things to do."""


@todo.command()
@click.argument("words", nargs=-1, required=True)
@FILE
def add(words: tuple[str, ...], file: Path) -> None:
    """Add something."""
    with file.open("a", encoding="utf-8") as stream:
        stream.write(" ".join(words) + "\n")


@todo.command(name="list")
@FILE
def show(file: Path) -> None:
    """Show what there is."""
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    for number, line in enumerate(lines, 1):
        click.echo(f"{click.style(str(number), bold=True)} {line}")


if __name__ == "__main__":
    todo()
