"""Start the service, or ask it a few things without a network."""

from __future__ import annotations

import argparse
import asyncio
import json
from typing import Any

from parcels.service import app

QUESTIONS = (
    ("/price", {"to": "Ada", "grams": 2500}),
    ("/label", {"to": "Grace & co", "grams": 500}),
    ("/price", {"to": "", "grams": -1}),
    ("/nowhere", {}),
)


def main() -> None:
    parser = argparse.ArgumentParser(prog="parcels")
    parser.add_argument("--check", action="store_true", help="ask the service a few things, and print its answers")
    arguments = parser.parse_args()
    if arguments.check:
        for path, content in QUESTIONS:
            status, body = asyncio.run(ask(path, content))
            print(path, status, body)
    else:
        parser.error("this example is only asked with --check: give the image a server, such as uvicorn, to serve it")


async def ask(path: str, content: dict[str, Any]) -> tuple[int, str]:
    """Return status and body of the answer, as a server would get them (ASGI 3)."""
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": json.dumps(content).encode(), "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(b"content-type", b"application/json")],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
    }
    await app(scope, receive, send)
    body = b"".join(message.get("body", b"") for message in sent)
    return int(sent[0]["status"]), body.decode()


if __name__ == "__main__":
    main()
