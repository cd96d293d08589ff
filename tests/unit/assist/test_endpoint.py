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

from vendorize.assist.client import BadAnswerError, Client, Endpoint
from vendorize.assist.prompt import Prompt
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
        ({"raw": STREAM, "type": "text/event-stream"}, "not understood"),
    ],
)
def test_an_answer_that_is_no_proposal_may_be_asked_for_again(answer: Any, why: str) -> None:
    with pytest.raises(BadAnswerError, match=why):
        ask(Script(answer))


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ({"status": 401, "text": "{}"}, "refuses the key"),
        ({"status": 403, "text": "{}"}, "refuses the key"),
        ({"status": 404, "text": "{}"}, "does not know the model"),
        ({"status": 400, "text": "{}"}, "refuses the request"),
        ({"status": 429, "text": "{}", "headers": {"retry-after": "9999"}}, "to wait 9999 seconds is too long"),
        ({"sleep": 3, "text": proposal(SOURCE)}, "did not answer in time"),
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


def test_nobody_there() -> None:
    with pytest.raises(UserError, match="cannot be reached"):
        Client(Endpoint("m", "http://127.0.0.1:9/v1")).ask(PROMPT)


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
