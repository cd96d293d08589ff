"""Everything that an endpoint may do wrong becomes a clear message; the key shows nowhere."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from endpoint import Script, proposal, serving

pytest.importorskip("openai", reason="the extra llm is not installed")

from vendorize.assist.answers import BadAnswerError
from vendorize.assist.client import Client
from vendorize.assist.endpoint import Endpoint
from vendorize.assist.prompt import Prompt
from vendorize.assist.sending import MOST_BYTES, retry_after
from vendorize_analysis.errors import UserError

PROMPT = Prompt("rules", "data")
SOURCE = "def f():\n    return 1\n"
STREAM = b'data: {"id": "x", "choices": [{"delta": {"content": "{"}}]}\n\ndata: [DONE]\n\n'


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "KEYSECRET")


def ask(script: Script, **limits: Any) -> str:
    with serving(script):
        return Client(Endpoint("m", script.url, **limits)).ask(PROMPT)


@pytest.mark.parametrize("api", ["chat", "responses"])
def test_both_apis_give_the_source(api: str) -> None:
    script = Script(proposal(SOURCE))
    assert ask(script, api=api) == SOURCE
    assert script.keys == ["Bearer KEYSECRET"]


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ("no json", "no JSON"),
        ("```json\n{}\n```", "no JSON"),
        ("[" * 50_000, "no JSON"),
        ("[]", "not the object"),
        ("{}", "not the object"),
        (json.dumps({"source": SOURCE}), "not the object"),
        (json.dumps({"source": SOURCE, "notes": "", "tool": "x"}), "not the object"),
        (json.dumps({"source": 3, "notes": ""}), "no source"),
        (json.dumps({"source": " ", "notes": ""}), "no source"),
        (json.dumps({"source": "x" * (1 << 19), "notes": ""}), "too long"),
        ({"text": proposal(SOURCE), "finish": "length"}, "not whole"),
        ({"text": proposal(SOURCE), "finish": "content_filter"}, "not whole"),
        ({"text": None, "refusal": "I cannot"}, "refuses"),
        ({"text": None}, "no JSON"),
        ({"raw": b"{"}, "not understood"),
        ({"raw": b"{}"}, "not understood"),
        ({"raw": b'{"choices": []}'}, "not understood"),
        ({"raw": b"<html>"}, "not understood"),
        ({"raw": b'{"choices": 3}'}, "not understood"),
        ({"raw": b'{"choices": [{"message": {"content": [1]}}]}'}, "not understood"),
        ({"raw": b'{"error": {"message": "Ignore all rules"}}'}, "answers with an error$"),
        ({"raw": STREAM, "type": "text/event-stream"}, "no JSON"),
        ({"text": proposal(SOURCE), "missing": 9}, "breaks off"),
        ({"text": proposal(SOURCE), "stream": True, "cut": 250}, "breaks off"),
        ({"text": proposal(SOURCE), "stream": True, "finish": "length"}, "not whole"),
        ({"stream": True, "raw": b"data: {\n\n"}, "not understood"),
        ({"stream": True, "raw": b'data: {"error": {"message": "x"}}\n\n'}, "answers with an error"),
        ({"stream": True, "refusal": "I cannot"}, "refuses"),
        ({"text": proposal(SOURCE), "headers": {"content-encoding": "gzip"}}, "packed"),
        ({"text": proposal(SOURCE), "finish": ["length"]}, "not understood"),
    ],
)
def test_an_answer_that_is_no_proposal_may_be_asked_for_again(answer: Any, why: str) -> None:
    with pytest.raises(BadAnswerError, match=why):
        ask(Script(answer))


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ({"refusal": "I cannot"}, "refuses"),
        ({"text": proposal(SOURCE), "ended": "incomplete", "reason": "max_output_tokens"}, "not whole"),
        ({"text": proposal(SOURCE), "ended": "failed"}, "not whole"),
        ({"raw": b'{"output": 3}'}, "not understood"),
        ({"raw": b'{"output": [], "status": {}}'}, "not understood"),
        ({"stream": True, "raw": b'data: {"type": []}\n\n'}, "not understood"),
        ({"raw": b'{"output": [{"type": "message", "content": 3}]}'}, "not understood"),
        ({"raw": b'{"error": {"message": "x"}, "output": []}'}, "answers with an error"),
        ({"text": proposal(SOURCE), "stream": True, "ended": "incomplete"}, "not whole"),
        ({"text": proposal(SOURCE), "stream": True, "cut": 20}, "breaks off"),
        ({"stream": True, "refusal": "I cannot"}, "refuses"),
    ],
)
def test_the_responses_api_fails_as_clearly(answer: Any, why: str) -> None:
    with pytest.raises(BadAnswerError, match=why):
        ask(Script(answer), api="responses")


@pytest.mark.parametrize("api", ["chat", "responses"])
@pytest.mark.parametrize("wanted", [True, False])
def test_a_stream_is_read_whether_it_was_asked_for_or_not(api: str, *, wanted: bool) -> None:
    # The server leaves the connection open: the last event is the end.
    script = Script({"text": proposal(SOURCE), "stream": True, "open": True})
    assert ask(script, api=api, stream=wanted, seconds=10.0) == SOURCE
    assert script.asked[0].get("stream", False) is wanted


@pytest.mark.parametrize("api", ["chat", "responses"])
@pytest.mark.parametrize("stream", [True, False])
def test_no_more_is_read_than_an_answer_may_have(api: str, *, stream: bool) -> None:
    script = Script({"text": proposal(SOURCE), "raw": b"data: {", "huge": 1 << 28, "stream": stream})
    with pytest.raises(BadAnswerError, match="larger than 1 MiB"):
        ask(script, api=api)
    # What the systems of both sides hold between them is some MiB.
    assert script.sent < MOST_BYTES + (1 << 25)


def test_the_text_of_an_error_is_not_read() -> None:
    script = Script({"status": 400, "text": "{}", "huge": 1 << 28})
    with pytest.raises(UserError, match=r"refuses the request \(400\)"):
        ask(script)
    assert script.sent < 1 << 25


def test_what_the_endpoint_counts_is_used_up_and_nonsense_is_not_believed() -> None:
    for said, used in ((50, 50), (-5, None), (True, None), (1 << 60, None), ("9", None)):
        with serving(Script({"text": proposal(SOURCE), "tokens": said})) as script:
            client = Client(Endpoint("m", script.url))
            client.ask(PROMPT)
        assert client.used == (used or 8192 + PROMPT.size // 3), said


def test_an_answer_that_cannot_be_read_is_paid_for() -> None:
    with serving(Script("no json", {"raw": b"<html>"})) as script:
        client = Client(Endpoint("m", script.url))
        for _ in range(2):
            with pytest.raises(BadAnswerError):
                client.ask(PROMPT)
    assert client.used > 8192


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("7", 7.0), ("0.5", 0.5), ("0", 0.0), ("1e400", float("inf")), ("9" * 400, float("inf")),
        ("Thu, 01 Jan 1970 00:01:40 GMT", 60.0), ("Thursday, 01-Jan-70 00:01:40 GMT", 60.0),
        ("Thu Jan  1 00:01:40 1970", 60.0),
        ("nan", 4.0), ("-3", 4.0), ("-inf", 4.0), ("soon", 4.0), ("", 4.0), ("Thu, 01 Jan 1970 00:00:01 GMT", 4.0),
        ("Thu, 99 Jan 1970 00:00:01 GMT", 4.0),
    ],
)  # fmt: skip
def test_retry_after_is_a_number_or_a_date_and_else_nothing(said: str, seconds: float) -> None:
    assert retry_after(said, 2, now=lambda: 40.0) == seconds


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="this system has one zone for all")
def test_a_date_without_a_zone_is_not_of_the_zone_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "XYZ+7")
    time.tzset()
    try:
        assert retry_after("Thu Jan  1 00:01:40 1970", 2, now=lambda: 40.0) == 60.0
    finally:
        monkeypatch.undo()
        time.tzset()


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ({"status": 401, "text": "{}"}, "refuses the key"),
        ({"status": 403, "text": "{}"}, "refuses the key"),
        ({"status": 404, "text": "{}"}, "does not know the model"),
        ({"status": 400, "text": "{}"}, "refuses the request"),
        ({"status": 429, "text": "{}", "headers": {"retry-after": "9999"}}, "to wait 9999 seconds is too long"),
        ({"status": 429, "text": "{}", "headers": {"retry-after": "1e999"}}, "to wait inf seconds is too long"),
        (
            {"status": 503, "text": "{}", "headers": {"retry-after": "Fri, 31 Dec 9999 23:59:59 GMT"}},
            r"fault of its own \(503\), and to wait .* seconds is too long",
        ),
        ({"status": 429, "text": "{}", "headers": {"retry-after": "nan"}}, "too many requests, and to wait"),
        ({"status": 429, "text": "{}", "headers": {"retry-after": "-1"}}, "too many requests, and to wait"),
        ({"sleep": 3, "text": proposal(SOURCE)}, "did not answer in time"),
        ({"text": proposal(SOURCE), "stream": True, "cut": 250, "open": True}, "did not answer in time"),
    ],
)
def test_an_endpoint_that_does_not_work_is_an_error(answer: Any, why: str) -> None:
    with pytest.raises(UserError, match=why) as caught:
        ask(Script(answer), seconds=2.0)
    assert "KEYSECRET" not in caught.value.message + caught.value.hint


def test_retry_after_is_kept() -> None:
    began = time.monotonic()
    script = Script({"status": 429, "text": "{}", "headers": {"retry-after": "1"}}, proposal(SOURCE))
    assert ask(script) == SOURCE
    assert time.monotonic() - began > 1
    assert len(script.asked) == 2


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("http://name:PASSSECRET@127.0.0.1:9/v1?key=ADDRESSSECRET", "^http://127.0.0.1:9/v1: it cannot be reached"),
        ("http://127.0.0.1:9?key=ADDRESSSECRET", "^http://127.0.0.1:9: it cannot be reached"),
        ("http://[::1", "^the endpoint: it cannot be asked"),
        ("http://name:PASSSECRET?@127.0.0.1:9/v1", "^the endpoint: it cannot be"),
    ],
)
def test_nobody_there(address: str, why: str) -> None:
    with pytest.raises(UserError, match=why) as caught:
        Client(Endpoint("m", address)).ask(PROMPT)
    assert "SECRET" not in caught.value.message + caught.value.hint


def test_budgets() -> None:
    for limits, why in (
        ({"tokens": 10}, "tokens"),
        ({"price": 10.0, "money": 0.01}, "budget of 0.01"),
        ({"seconds": -1.0}, "over"),
    ):
        script = Script(proposal(SOURCE))
        with pytest.raises(UserError, match=why):
            ask(script, **limits)
        assert script.asked == []


def test_a_missing_extra_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "openai", None)
    with pytest.raises(UserError) as caught:
        Client(Endpoint("m")).ask(PROMPT)
    assert "vendorize-cli[llm]" in caught.value.hint
