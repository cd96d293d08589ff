"""Send one question through the `openai` package, and read no more of the answer than an answer may have."""

from __future__ import annotations

import math
import time
from datetime import UTC
from email.utils import parsedate_to_datetime
from importlib import import_module
from typing import TYPE_CHECKING, Any

from vendorize.assist.answers import (
    Answer,
    BadAnswerError,
    EventStream,
    of_chat,
    of_chat_events,
    of_response,
    of_response_events,
    plain,
)
from vendorize.assist.prompt import SCHEMA

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Never

    from vendorize.assist.endpoint import Endpoint
    from vendorize.assist.prompt import Prompt

MOST_BYTES = 1 << 20
"""Of one answer, with what is around it."""
ANSWER_TOKENS = 8192
_ERRORS = 400
_STREAM = "text/event-stream"


class StatusError(Exception):
    """The endpoint answers with an error of HTTP; its text is not read."""

    def __init__(self, status: int, retry_after: str) -> None:
        super().__init__(status)
        self.status = status
        self.retry_after = retry_after


def send(openai: Any, endpoint: Endpoint, key: str, prompt: Prompt, until: float) -> Answer:  # noqa: ANN401 - the module
    """Return what the model says.

    Raises `BadAnswerError` for an answer that cannot be read, `StatusError`, and what the library raises where the
    endpoint cannot be reached.
    """
    left = max(0.1, until - time.monotonic())
    where = {"base_url": endpoint.base_url} if endpoint.base_url else {}
    # Packed answers could unfold to any size.
    headers = {"Accept-Encoding": "identity"}
    http = openai.DefaultHttpxClient(timeout=left, event_hooks={"response": [_refuse_errors]})
    options = {"api_key": key, "timeout": left, "max_retries": 0, "http_client": http, "default_headers": headers}
    try:
        opened = openai.OpenAI(**options, **where)
    except _package(openai.DefaultHttpxClient.__base__).InvalidURL as error:
        raise ValueError("no address") from error
    with opened as client:
        chat = endpoint.api == "chat"
        wanted = _chat(endpoint, prompt) if chat else _responses(endpoint, prompt)
        place = client.chat.completions if chat else client.responses
        with place.with_streaming_response.create(**wanted) as answer:
            return _read(answer.http_response, until, chat=chat)


def retry_after(said: str, turn: int, now: Callable[[], float] = time.time) -> float:
    """Return the seconds that Retry-After asks for: a number or a date (RFC 9110, 10.2.3).

    What is neither, or lies in the past, is as good as none: then a little longer each time.
    """
    own = float(2**turn)
    try:
        seconds = float(said)
    except ValueError:
        try:
            when = parsedate_to_datetime(said)
            # The oldest of the three forms has no zone, and means GMT as the others do.
            seconds = (when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp() - now()
        except (ValueError, TypeError, OverflowError):
            return own
    return own if math.isnan(seconds) or seconds < 0 else seconds


def _package(kind: Any) -> Any:  # noqa: ANN401 - a class of the library's HTTP client
    """Return the package of a class: `openai` has changed its HTTP client before, and each raises errors of its own."""
    return import_module(kind.__module__.partition(".")[0])


def _refuse_errors(response: Any) -> None:  # noqa: ANN401 - of the library's HTTP client
    if response.status_code >= _ERRORS:
        raise StatusError(response.status_code, response.headers.get("retry-after", ""))


def _chat(endpoint: Endpoint, prompt: Prompt) -> dict[str, Any]:
    streamed = {"stream": True, "stream_options": {"include_usage": True}} if endpoint.stream else {}
    return {
        "model": endpoint.model,
        "messages": [{"role": "system", "content": prompt.system}, {"role": "user", "content": prompt.user}],
        "max_tokens": ANSWER_TOKENS,
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": "proposal", "schema": SCHEMA, "strict": True},
        },
        **streamed,
    }


def _responses(endpoint: Endpoint, prompt: Prompt) -> dict[str, Any]:
    return {
        "model": endpoint.model,
        "instructions": prompt.system,
        "input": prompt.user,
        "max_output_tokens": ANSWER_TOKENS,
        "text": {"format": {"type": "json_schema", "name": "proposal", "schema": SCHEMA, "strict": True}},
        **({"stream": True} if endpoint.stream else {}),
    }


def _read(response: Any, until: float, *, chat: bool) -> Answer:  # noqa: ANN401
    """Read an answer as it comes: some endpoints stream whatever they were asked for."""
    http = _package(type(response))
    if response.headers.get("content-encoding", "identity").lower() != "identity":
        raise BadAnswerError("the answer is packed, which nobody asked for")
    events = EventStream() if response.headers.get("content-type", "").lower().startswith(_STREAM) else None
    body = bytearray()
    size = 0
    try:
        for piece in response.iter_bytes():
            size += len(piece)
            if size > MOST_BYTES:
                raise BadAnswerError(f"the answer is larger than {MOST_BYTES >> 20} MiB")
            if time.monotonic() > until:
                _late()
            if events is None:
                body += piece
                continue
            events.feed(piece)
            if events.ended:
                break
    except http.TimeoutException:
        _late()
    except http.TransportError as error:
        raise BadAnswerError("the answer breaks off") from error
    if events is None:
        return (of_chat if chat else of_response)(plain(bytes(body)))
    return of_chat_events(events.found, ended=events.ended) if chat else of_response_events(events.found)


def _late() -> Never:
    raise TimeoutError
