"""Ask an OpenAI-compatible endpoint; whatever goes wrong there becomes a clear error, and the key is never shown."""

from __future__ import annotations

import json
import os
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from vendorize.assist.prompt import SCHEMA
from vendorize.extras import needed
from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from vendorize.assist.prompt import Prompt

KEY = "OPENAI_API_KEY"
_MOST_WAIT = 120.0
_TRIES = 4
_MOST_ANSWER = 256 << 10
_ANSWER_TOKENS = 8192


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where questions go, and what they may cost."""

    model: str
    base_url: str = ""
    api: Literal["chat", "responses"] = "chat"
    tokens: int = 200_000
    """Most tokens of all questions and answers of one call of the command."""
    seconds: float = 600.0
    price: float = 0.0
    """Money for a million tokens; 0: not known."""
    money: float = 0.0
    """Most money; 0: no limit."""


class BadAnswerError(Exception):
    """An answer that is no proposal; the message says why, and a retry may help."""


@dataclass(slots=True)
class Client:
    """One endpoint with what is left of the budgets."""

    endpoint: Endpoint
    used: int = 0
    until: float = field(init=False)

    def __post_init__(self) -> None:
        self.until = time.monotonic() + self.endpoint.seconds

    def ask(self, prompt: Prompt) -> str:
        """Return the source that the model proposes.

        Raises `BadAnswerError` for an answer that is none, `UserError` for an endpoint that does not answer and for a
        budget that is used up.
        """
        with needed("`vendorize rewrite`", "llm"):
            import openai  # noqa: PLC0415 - its import takes over a second
        self._reserve(prompt)
        for turn in range(_TRIES):
            try:
                return self._proposal(self._send(openai, prompt))
            except openai.RateLimitError as error:
                self._wait(_retry_after(error, turn), "the endpoint says that there are too many requests")
            except openai.APITimeoutError as error:
                raise self._broken("it did not answer in time") from error
            except openai.APIConnectionError as error:
                raise self._broken("it cannot be reached") from error
            except openai.InternalServerError as error:
                self._wait(_retry_after(error, turn), f"the endpoint has a fault of its own ({error.status_code})")
            except (openai.AuthenticationError, openai.PermissionDeniedError) as error:
                raise self._broken(f"it refuses the key ({error.status_code}); the key is read from {KEY}") from error
            except openai.NotFoundError as error:
                raise self._broken(f"it does not know the model {self.endpoint.model!r}, or the address") from error
            except openai.APIStatusError as error:
                raise self._broken(f"it refuses the request ({error.status_code})") from error
            except (openai.OpenAIError, ValueError, TypeError, KeyError, AttributeError, IndexError) as error:
                raise BadAnswerError(f"the endpoint's answer is not understood ({type(error).__name__})") from error
        raise self._broken("it did not answer after several tries")

    def _reserve(self, prompt: Prompt) -> None:
        wanted = prompt.size // 3 + _ANSWER_TOKENS
        if self.used + wanted > self.endpoint.tokens:
            raise UserError(
                f"the budget of {self.endpoint.tokens:,} tokens does not reach for the next question",
                hint="raise `tokens` in [tool.vendorize.assist], or --tokens",
            )
        cost = (self.used + wanted) * self.endpoint.price / 1e6
        if self.endpoint.money and cost > self.endpoint.money:
            raise UserError(
                f"the budget of {self.endpoint.money} does not reach for the next question",
                hint="raise `money` in [tool.vendorize.assist], or --money",
            )
        if time.monotonic() > self.until:
            raise UserError(f"the {self.endpoint.seconds:g} seconds are over", hint="raise --seconds")

    def _send(self, openai: Any, prompt: Prompt) -> tuple[str, str]:  # noqa: ANN401 - the module
        left = self.until - time.monotonic()
        if left <= 0:
            raise UserError(f"the {self.endpoint.seconds:g} seconds are over", hint="raise --seconds")
        # Local servers want no key, the library does.
        key = os.environ.get(KEY) or "none"
        where = {"base_url": self.endpoint.base_url} if self.endpoint.base_url else {}
        with openai.OpenAI(api_key=key, timeout=left, max_retries=0, **where) as client:
            return self._respond(client, prompt) if self.endpoint.api == "responses" else self._chat(client, prompt)

    def _respond(self, client: Any, prompt: Prompt) -> tuple[str, str]:  # noqa: ANN401 - of the library
        done = client.responses.create(
            model=self.endpoint.model,
            instructions=prompt.system,
            input=prompt.user,
            max_output_tokens=_ANSWER_TOKENS,
            text={"format": {"type": "json_schema", "name": "proposal", "schema": SCHEMA, "strict": True}},
        )
        self._count(done)
        return done.output_text or "", str(done.status or "")

    def _chat(self, client: Any, prompt: Prompt) -> tuple[str, str]:  # noqa: ANN401 - of the library
        done = client.chat.completions.create(
            model=self.endpoint.model,
            messages=[{"role": "system", "content": prompt.system}, {"role": "user", "content": prompt.user}],
            max_tokens=_ANSWER_TOKENS,
            response_format={
                "type": "json_schema",
                "json_schema": {"name": "proposal", "schema": SCHEMA, "strict": True},
            },
        )
        self._count(done)
        choice = done.choices[0]
        if getattr(choice.message, "refusal", None):
            raise BadAnswerError("the model refuses")
        return choice.message.content or "", str(choice.finish_reason or "")

    def _count(self, done: Any) -> None:  # noqa: ANN401 - an answer of the library
        total = getattr(getattr(done, "usage", None), "total_tokens", None)
        self.used += total if isinstance(total, int) and total > 0 else _ANSWER_TOKENS

    def _proposal(self, answer: tuple[str, str]) -> str:
        text, ended = answer
        if ended in {"length", "incomplete", "content_filter"}:
            raise BadAnswerError(f"the answer is not whole ({ended})")
        if len(text) > _MOST_ANSWER:
            raise BadAnswerError("the answer is far too long")
        try:
            said = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise BadAnswerError("the answer is no JSON") from error
        if not isinstance(said, dict) or set(said) != {"source", "notes"}:
            raise BadAnswerError("the answer is not the object that was asked for")
        if not all(isinstance(one, str) for one in said.values()) or not said["source"].strip():
            raise BadAnswerError("the answer has no source")
        return str(said["source"]).replace("\r\n", "\n").strip("\n") + "\n"

    def _wait(self, seconds: float, why: str) -> None:
        if seconds > _MOST_WAIT or time.monotonic() + seconds > self.until:
            raise self._broken(f"{why}, and to wait {seconds:g} seconds is too long")
        time.sleep(seconds)

    def _broken(self, why: str) -> UserError:
        where = self.endpoint.base_url or "the endpoint"
        return UserError(f"{where}: {why}", hint="nothing was changed; see docs/assistant.md for each kind of endpoint")


def _retry_after(error: Any, turn: int) -> float:  # noqa: ANN401 - an error of the library
    """Return the seconds that Retry-After asks for, else a little longer each time."""
    try:
        return max(0.0, float(error.response.headers.get("retry-after", "")))
    except (ValueError, AttributeError):
        return float(2**turn)
