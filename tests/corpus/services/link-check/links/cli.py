"""Ask addresses whether they answer, and print a table."""

from __future__ import annotations

from typing import Annotated

import httpx
import typer

app = typer.Typer()


def look(client: httpx.Client, address: str) -> str:
    """Return what an address answers."""
    try:
        return str(client.head(address, follow_redirects=True).status_code)
    except httpx.HTTPError as error:
        return type(error).__name__


@app.command()
def check(addresses: list[str], timeout: Annotated[float, typer.Option(help="Seconds.")] = 5.0) -> None:
    """Print what each of the ADDRESSES answers; end with 1 if one does not."""
    with httpx.Client(timeout=timeout) as client:
        answers = [look(client, address) for address in addresses]
    for address, answer in zip(addresses, answers, strict=True):
        typer.echo(f"{answer} {address}")
    raise typer.Exit(any(not answer.startswith("2") for answer in answers))


def main() -> None:
    app()


if __name__ == "__main__":
    main()
