"""Ask an OpenAI-compatible endpoint; whatever goes wrong there becomes a clear error, and the key is never shown."""

from __future__ import annotations

import json
import os
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from vendorize.assist.answers import BadAnswerError
from vendorize.assist.sending import ANSWER_TOKENS, StatusError, retry_after, send
from vendorize.extras import needed
from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from vendorize.assist.answers import Answer
    from vendorize.assist.endpoint import Endpoint
    from vendorize.assist.prompt import Prompt

KEY = "OPENAI_API_KEY"
_MOST_WAIT = 120.0
_TRIES = 4
_MOST_ANSWER = 256 << 10


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
        wanted = self._reserve(prompt)
        for turn in range(_TRIES):
            try:
                answer = self._send(openai, prompt)
            except StatusError as error:
                self._refused(error, turn, prompt)
            except BadAnswerError:
                self.used += wanted
                raise
            else:
                self.used += answer.tokens or wanted
                return _proposal(answer.text)
        raise self._broken("it did not answer after several tries")

    def _refused(self, error: StatusError, turn: int, prompt: Prompt) -> None:
        """Wait where that may help; raises `UserError` where it does not."""
        match error.status:
            case 429:
                self._wait(retry_after(error.retry_after, turn), "the endpoint says that there are too many requests")
            case 401 | 403:
                raise self._broken(f"it refuses the key ({error.status}); the key is read from {KEY}")
            case 404:
                raise self._broken(f"it does not know the model {self.endpoint.model!r}, or the address")
            case 408 | 500 | 502 | 503 | 504 | 529:
                wait = retry_after(error.retry_after, turn)
                self._wait(wait, f"the endpoint has a fault of its own ({error.status})")
            case 400 | 413 as status:
                # What servers on one's own machine refuse most often; their text is not read.
                sizes = f"the question has {prompt.size:,} bytes and the answer may have {ANSWER_TOKENS:,} tokens"
                raise self._broken(f"it refuses the request ({status}); {sizes}: does its context hold them?")
            case status:
                raise self._broken(f"it refuses the request ({status})")

    def _reserve(self, prompt: Prompt) -> int:
        """Return the most tokens that a question with its answer takes, which the budgets hold."""
        wanted = prompt.size // 3 + ANSWER_TOKENS
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
            raise self._over()
        return wanted

    def _over(self) -> UserError:
        return UserError(f"the {self.endpoint.seconds:g} seconds are over", hint="raise --seconds")

    def _send(self, openai: Any, prompt: Prompt) -> Answer:  # noqa: ANN401 - the module
        if time.monotonic() > self.until:
            raise self._over()
        try:
            # Local servers want no key, the library does.
            return send(openai, self.endpoint, os.environ.get(KEY) or "none", prompt, self.until)
        except (openai.APITimeoutError, TimeoutError) as error:
            raise self._broken("it did not answer in time") from error
        except openai.APIConnectionError as error:
            # Older versions of the package wrap what is raised while they wait for an answer.
            if isinstance(error.__cause__, StatusError | BadAnswerError):
                raise error.__cause__ from error
            raise self._broken("it cannot be reached") from error
        except (openai.OpenAIError, ValueError, TypeError) as error:
            raise self._broken(f"it cannot be asked ({type(error).__name__})") from error

    def _wait(self, seconds: float, why: str) -> None:
        if seconds > _MOST_WAIT or time.monotonic() + seconds > self.until:
            raise self._broken(f"{why}, and to wait {seconds:g} seconds is too long")
        time.sleep(seconds)

    def _broken(self, why: str) -> UserError:
        hint = "nothing was changed; see docs/assistant.md for each kind of endpoint"
        return UserError(f"{_shown(self.endpoint.base_url) or 'the endpoint'}: {why}", hint=hint)


def _shown(address: str) -> str:
    """Return an address without what may be secret in it; nothing of one that is none."""
    try:
        found = urlsplit(address)
        found.port  # noqa: B018 - says whether there is one that can be
    except ValueError:
        return ""
    return f"{found.scheme}://{found.netloc.rpartition('@')[2]}{found.path}"


def _proposal(text: str) -> str:
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
