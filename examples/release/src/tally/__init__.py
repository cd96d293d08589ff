"""Count the words of a text."""

from __future__ import annotations

from collections import Counter

import click


@click.command()
@click.argument("text", type=click.File())
@click.option("--most", default=3, help="How many words to show.")
def main(text: click.utils.LazyFile, most: int) -> None:
    """Show the words that TEXT has most often."""
    for word, count in Counter(text.read().lower().split()).most_common(most):
        click.echo(f"{count:4}  {word}")
