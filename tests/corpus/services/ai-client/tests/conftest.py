from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest


class Fake:
    """A server that answers as the test says, and remembers what it was asked."""

    def __init__(self) -> None:
        self.answers: list[tuple[int, dict[str, str], Any]] = []
        self.asked: list[tuple[str, str, Any]] = []
        self.keys: set[str | None] = set()
        fake = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_: object) -> None:
                pass

            def answer(self) -> None:
                sent = self.rfile.read(int(self.headers.get("content-length", 0)))
                fake.asked.append((self.command, self.path, json.loads(sent) if sent else None))
                fake.keys.add(self.headers["authorization"])
                status, headers, content = fake.answers.pop(0)
                if isinstance(content, list):
                    kind, body = "text/event-stream", "".join(content).encode()
                else:
                    kind, body = "application/json", json.dumps(content).encode()
                self.send_response(status)
                for name, value in {"content-type": kind, "content-length": str(len(body)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            do_GET = do_POST = answer  # noqa: N815

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/v1"

    def says(self, content: Any, status: int = 200, **headers: str) -> None:
        self.answers.append((status, headers, content))


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> Iterator[Fake]:
    started = Fake()
    thread = threading.Thread(target=started.server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    monkeypatch.setenv("OPENAI_API_KEY", "k")
    monkeypatch.setenv("OPENAI_BASE_URL", started.url)
    yield started
    started.server.shutdown()
    thread.join()
    started.server.server_close()
