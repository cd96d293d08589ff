from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from typer.testing import CliRunner

from links.cli import app


class Handler(BaseHTTPRequestHandler):
    def do_HEAD(self) -> None:
        if self.path == "/old":
            self.send_response(302)
            self.send_header("Location", "/new")
        else:
            self.send_response(200 if self.path == "/new" else 404)
        self.end_headers()

    def log_message(self, *words: object) -> None:
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), Handler) as served:
        thread = threading.Thread(target=served.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{served.server_port}"
        served.shutdown()


def test_answers_are_printed(server: str) -> None:
    done = CliRunner().invoke(app, [f"{server}/old", f"{server}/new"])
    assert done.exit_code == 0, done.output
    assert done.output == f"200 {server}/old\n200 {server}/new\n"


def test_what_does_not_answer_is_a_finding(server: str) -> None:
    done = CliRunner().invoke(app, [f"{server}/gone", "http://127.0.0.1:9/", "--timeout", "1"])
    assert done.exit_code == 1
    assert done.output.splitlines()[0] == f"404 {server}/gone"
    assert done.output.splitlines()[1].startswith("ConnectError")


def test_an_option_that_is_no_number_is_refused() -> None:
    done = CliRunner().invoke(app, ["http://127.0.0.1:9/", "--timeout", "soon"])
    assert done.exit_code == 2
