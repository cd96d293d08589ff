from __future__ import annotations

import gzip
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest
from linkcheck.cli import main

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = b"""<h1>Links</h1>
<a href="/here">here</a> <a href="/moved">moved</a> <a href="gone">gone</a>
<a href="/busy">busy</a> <a href="#top">top</a> <a href="/here">again</a>
"""


class Site(BaseHTTPRequestHandler):
    """A site that is busy once."""

    asked: list[str]

    def do_GET(self) -> None:
        if self.path != "/page":
            self.send_error(404)
            return
        data = gzip.compress(PAGE)
        self.send_response(200)
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def do_HEAD(self) -> None:
        self.asked.append(self.path)
        if self.path == "/moved":
            self.send_response(301)
            self.send_header("Location", "/here")
        elif self.path == "/busy" and self.asked.count("/busy") == 1:
            self.send_response(503)
        else:
            self.send_response(200 if self.path in {"/here", "/busy"} else 404)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def site() -> Iterator[str]:
    Site.asked = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_every_link_is_asked_once_and_a_dead_one_is_named(site: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([f"{site}/page"]) == 1
    assert capsys.readouterr().out.replace(site, "") == (
        "ok    200 OK                /here\n"
        "ok    200 OK                /moved\n"
        "DEAD  404 Not Found         /gone\n"
        "ok    200 OK                /busy\n"
    )
    assert Site.asked == ["/here", "/moved", "/here", "/gone", "/busy", "/busy"]


def test_who_does_not_ask_again_finds_the_busy_link_dead(site: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([f"{site}/page", "--retries", "0"]) == 1
    assert "DEAD  503 Service Unavailable  " in capsys.readouterr().out


def test_a_page_that_is_not_there_is_an_error(site: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([f"{site}/none"]) == 2
    assert capsys.readouterr().out == f"linkcheck: {site}/none: 404\n"


def test_a_server_that_is_not_there_is_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["http://127.0.0.1:9/page", "--retries", "0"]) == 2
    assert capsys.readouterr().out == "linkcheck: http://127.0.0.1:9/page: MaxRetryError\n"
