"""Read what an endpoint answers, whole or as a stream of events; nothing is believed of its form. Pure.

Sources: the references of the chat completions and of the responses API, and the HTML standard for server-sent events.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_END = re.compile(rb"\r\n\r\n|\n\n|\r\r")
_UNFINISHED = frozenset({"length", "incomplete", "content_filter", "max_output_tokens", "failed", "cancelled"})
_LAST = frozenset({"response.completed", "response.incomplete", "response.failed"})
_MOST_TOKENS = 1 << 40
_REFUSED = "the model refuses"
_NOT_WHOLE = "the answer is not whole"


class BadAnswerError(Exception):
    """An answer that is no proposal; the message says why, and a retry may help."""


class Answer(NamedTuple):
    """What a model said."""

    text: str
    tokens: int
    """Of question and answer, as the endpoint counts; 0: it does not say."""


class EventStream:
    """Server-sent events, put together from pieces of any size."""

    def __init__(self) -> None:
        self.found: list[Any] = []
        self.ended = False
        self._rest = b""

    def feed(self, piece: bytes) -> None:
        """Take the next bytes; raises `BadAnswerError` for an event that is no JSON."""
        *whole, self._rest = _END.split(self._rest + piece)
        for event in whole:
            lines = [line[5:].removeprefix(b" ") for line in event.splitlines() if line.startswith(b"data:")]
            data = b"\n".join(lines)
            if data == b"[DONE]":
                self.ended = True
            elif data and not self.ended:
                self.found.append(plain(data))
                self.ended |= _kind(self.found[-1]) in {*_LAST, "error"}


def plain(data: bytes) -> Any:  # noqa: ANN401 - any JSON
    """Return what JSON says; raises `BadAnswerError` for anything else."""
    try:
        return json.loads(data)
    except (ValueError, RecursionError) as error:
        raise BadAnswerError(f"the endpoint's answer is not understood ({type(error).__name__})") from error


def of_chat(said: object) -> Answer:
    """Return the answer of a chat completion."""
    choice = _first(_object(said).get("choices"))
    message = _object(choice.get("message"))
    return _answer(message.get("content"), message.get("refusal"), choice.get("finish_reason"), _object(said))


def of_chat_events(events: Sequence[object], *, ended: bool) -> Answer:
    """Return the answer of a chat completion that came in pieces."""
    texts: list[str] = []
    refused = why = ""
    usage: dict[str, Any] = {}
    for said in map(_object, events):
        usage = said if isinstance(said.get("usage"), dict) else usage
        if not said.get("choices"):
            continue
        choice = _first(said["choices"])
        delta = _object(choice.get("delta") or {})
        texts.append(_text(delta.get("content")))
        refused += _text(delta.get("refusal"))
        why = _text(choice.get("finish_reason")) or why
    if not (why or ended):
        raise BadAnswerError(f"{_NOT_WHOLE} (the stream breaks off)")
    return _answer("".join(texts), refused, why, usage)


def of_response(said: object) -> Answer:
    """Return the answer of the responses API."""
    data = _object(said)
    output = data.get("output")
    if not isinstance(output, list):
        raise _odd("no output")
    parts = [part for one in map(_object, output) if one.get("type") == "message" for part in _parts(one)]
    text = "".join(_text(part.get("text")) for part in parts if part.get("type") == "output_text")
    refused = "".join(_text(part.get("refusal")) or _REFUSED for part in parts if part.get("type") == "refusal")
    details = data.get("incomplete_details")
    why = _text(details.get("reason")) if isinstance(details, dict) else ""
    return _answer(text, refused, why or data.get("status"), data)


def of_response_events(events: Sequence[object]) -> Answer:
    """Return the answer of the responses API that came in pieces: the last event has all of it."""
    for said in map(_object, events):
        if _kind(said) in _LAST:
            return of_response(said.get("response"))
    raise BadAnswerError(f"{_NOT_WHOLE} (the stream breaks off)")


def _answer(text: object, refused: object, ended: object, said: dict[str, Any]) -> Answer:
    if refused:
        raise BadAnswerError(_REFUSED)
    if _text(ended) in _UNFINISHED:
        raise BadAnswerError(f"{_NOT_WHOLE} ({ended})")
    return Answer(_text(text), _tokens(said))


def _tokens(said: dict[str, Any]) -> int:
    usage = said.get("usage")
    total = usage.get("total_tokens") if isinstance(usage, dict) else None
    return total if type(total) is int and 0 < total < _MOST_TOKENS else 0


def _parts(message: dict[str, Any]) -> Iterable[dict[str, Any]]:
    content = message.get("content")
    if not isinstance(content, list):
        raise _odd("no content")
    return map(_object, content)


def _first(choices: object) -> dict[str, Any]:
    if not isinstance(choices, list) or not choices:
        raise _odd("no choice")
    return _object(choices[0])


def _object(said: object) -> dict[str, Any]:
    if not isinstance(said, dict):
        raise _odd(f"{type(said).__name__} for an object")
    if said.get("error") or said.get("type") == "error":
        # What it says is text of others, and of no use for the next question.
        raise BadAnswerError("the endpoint answers with an error")
    return said


def _kind(said: object) -> str:
    return _text(said.get("type")) if isinstance(said, dict) else ""


def _text(value: object) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise _odd(f"{type(value).__name__} for a text")
    return value


def _odd(why: str) -> BadAnswerError:
    return BadAnswerError(f"the endpoint's answer is not understood ({why})")
