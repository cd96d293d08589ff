"""The command line."""

from __future__ import annotations

import argparse

from linkcheck.checking import Client, PageError


def main(words: list[str] | None = None) -> int:
    """Print every link of a page with what came of it; end with 1 if one is dead, with 2 if the page is."""
    parser = argparse.ArgumentParser(prog="linkcheck", description="Ask for the links of a page.")
    parser.add_argument("page", help="URL of the page")
    parser.add_argument("--timeout", type=float, default=10.0, help="seconds to wait for an answer")
    parser.add_argument("--retries", type=int, default=2, help="how often to ask again when a server is busy")
    options = parser.parse_args(words)
    client = Client(options.timeout, options.retries)
    try:
        links = client.links(options.page)
    except PageError as error:
        print(f"linkcheck: {error}")
        return 2
    outcomes = [(client.outcome(link), link) for link in links]
    for (ok, text), link in outcomes:
        print(f"{'ok  ' if ok else 'DEAD'}  {text:<20}  {link}")
    return 0 if all(ok for (ok, _), _ in outcomes) else 1
