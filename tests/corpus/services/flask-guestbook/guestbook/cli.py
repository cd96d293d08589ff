"""The command ``guestbook``."""

from __future__ import annotations

import argparse

from guestbook import create_app
from guestbook.schema import Database


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="guestbook")
    parser.add_argument("action", choices=["migrate", "list", "serve"])
    parser.add_argument("url")
    parser.add_argument("--revision", default="head")
    given = parser.parse_args(arguments)
    if given.action == "migrate":
        Database(given.url).migrate(given.revision)
    elif given.action == "list":
        for entry in Database(given.url).entries():
            print(f"{entry.guest.mail}: {entry.text} ({entry.mood.value})")
    else:
        create_app(given.url).run()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
