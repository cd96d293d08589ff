from __future__ import annotations

import json
from collections.abc import Iterator

import grpc
import pytest
from rpc.cli import at, count, say, serve


@pytest.fixture
def port() -> Iterator[int]:
    server, port = serve()
    yield port
    server.stop(None)


def test_words_come_back(port: int) -> None:
    assert json.loads(say(port, "hello")) == {"said": "hello", "length": 5.0}


def test_nothing_is_refused(port: int) -> None:
    with pytest.raises(grpc.RpcError) as caught:
        say(port, "")
    assert caught.value.code() is grpc.StatusCode.INVALID_ARGUMENT


def test_streams(port: int) -> None:
    assert count(port, 3) == [0, 1, 2]


def test_times() -> None:
    assert at("2024-01-02T03:04:05Z") == "seconds: 1704164645"
