"""What is asked of the model: summaries, answers with tools, nearest texts."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from openai import APIConnectionError, APIStatusError, RateLimitError, pydantic_function_tool
from pydantic import BaseModel, Field

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator

    from openai import AsyncOpenAI, OpenAI
    from openai.types.chat import ChatCompletionMessageParam

MODEL = "small-model"


class Failure(Exception):  # noqa: N818 - it is an answer
    """The model did not answer, and why."""


class Summary(BaseModel):
    title: str
    points: list[str] = Field(min_length=1)


class Weather(BaseModel):
    """Tell the weather of a place."""

    place: str
    days: int = 1


def summarize(client: OpenAI, text: str) -> Summary:
    """Return title and points of a text."""
    asked: list[ChatCompletionMessageParam] = [
        {"role": "system", "content": "Summarise."},
        {"role": "user", "content": text},
    ]
    try:
        answer = client.chat.completions.parse(model=MODEL, messages=asked, response_format=Summary)
    except RateLimitError as error:
        raise Failure(f"too many requests, wait {error.response.headers.get('retry-after', '?')} s") from error
    except APIStatusError as error:
        raise Failure(f"{error.status_code}: {error.message} ({error.request_id})") from error
    except APIConnectionError as error:
        raise Failure("no connection") from error
    message = answer.choices[0].message
    if message.parsed is None:
        raise Failure(f"refused: {message.refusal}")
    return message.parsed


def words(client: OpenAI, text: str) -> Iterator[str]:
    """Yield an answer as it comes."""
    asked: list[ChatCompletionMessageParam] = [{"role": "user", "content": text}]
    with client.chat.completions.create(model=MODEL, messages=asked, stream=True) as stream:
        for chunk in stream:
            if chunk.choices and chunk.choices[0].delta.content:
                yield chunk.choices[0].delta.content


async def pieces(client: AsyncOpenAI, text: str) -> AsyncIterator[str]:
    """Yield an answer as it comes, by the newer interface."""
    async with client.responses.stream(model=MODEL, input=text) as stream:
        async for event in stream:
            if event.type == "response.output_text.delta":
                yield event.delta


def converse(client: OpenAI, text: str, tools: dict[str, Callable[..., Any]]) -> str:
    """Return the answer of a model that may call tools."""
    messages: list[Any] = [{"role": "user", "content": text}]
    while True:
        answer = client.chat.completions.create(model=MODEL, messages=messages, tools=[pydantic_function_tool(Weather)])
        message = answer.choices[0].message
        if not message.tool_calls:
            return message.content or ""
        messages.append(message)
        for call in message.tool_calls:
            given = Weather.model_validate_json(call.function.arguments)
            result = tools[call.function.name](given.place, given.days)
            messages.append({"role": "tool", "tool_call_id": call.id, "content": json.dumps(result)})


def nearest(client: OpenAI, text: str, others: list[str]) -> str:
    """Return the one of the others whose embedding is nearest."""
    one, *rest = [each.embedding for each in client.embeddings.create(model=MODEL, input=[text, *others]).data]
    near = [sum(a * b for a, b in zip(one, other, strict=True)) for other in rest]
    return others[near.index(max(near))]


def models(client: OpenAI) -> list[str]:
    """Return the names of all models, page by page."""
    return sorted(model.id for model in client.models.list())
