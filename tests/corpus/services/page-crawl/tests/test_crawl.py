from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

PAGES = {
    "/": "<title>Home</title><a href='/a'>A</a><a href='/b'>B</a>",
    "/a": "<title>Page A</title>",
    "/b": "<title>Page B</title><a href='/'>back</a><form action=/f method=post><input name=q></form>",
}


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.answer(PAGES.get(self.path))

    def do_POST(self) -> None:
        sent = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.answer(f"<title>form {sent}</title>")

    def answer(self, page: str | None) -> None:
        self.send_response(404 if page is None else 200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write((page or "none").encode())

    def log_message(self, *words: object) -> None:
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as served:
        threading.Thread(target=served.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{served.server_port}/"
        served.shutdown()


def crawl(*words: str) -> str:
    done = subprocess.run([sys.executable, "-m", "crawl", *words], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("kind", ["json", "jsonlines", "csv", "xml"])
def test_titles_are_written(server: str, tmp_path: Path, kind: str) -> None:
    file = tmp_path / f"pages.{kind}"
    assert crawl(server, str(file)) == "finished 3 4\n"
    text = file.read_text(encoding="utf-8")
    assert all(title in text for title in ("PAGE A", "PAGE B", "form q=z"))
    if kind == "json":
        assert sorted(each["url"] for each in json.loads(text)) == ["/a", "/b", "/f"]
