from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from mcp import Client, MCPError, StdioServerParameters, stdio_client
from mcp_types import ElicitResult, TextContent

from tasks.server import server


def run(work: Callable[[Client], Awaitable[Any]], **options: Any) -> Any:
    async def inside() -> Any:
        async with Client(server, **options) as client:
            return await work(client)

    return asyncio.run(inside())


def test_a_task_is_added_and_listed() -> None:
    async def work(client: Client) -> Any:
        added = await client.call_tool("add", {"title": "Bread", "due": "2030-01-02"})
        await client.call_tool("add", {"title": "Tea"})
        listed = await client.call_tool("list", {"state": "open"})
        return added.structured_content, listed.structured_content

    added, listed = run(work)
    assert added == {"number": 1, "title": "Bread", "due": "2030-01-02", "state": "open"}
    assert [task["title"] for task in listed["result"]] == ["Bread", "Tea"]


def test_the_tools_describe_themselves() -> None:
    async def work(client: Client) -> Any:
        return await client.list_tools()

    tools = {tool.name: tool for tool in run(work).tools}
    assert sorted(tools) == ["add", "clear", "finish", "list"]
    assert tools["add"].description == "Add a task."
    assert sorted(tools["add"].input_schema["properties"]) == ["due", "title"]
    assert tools["add"].output_schema["properties"]["number"]["type"] == "integer"


def test_progress_is_told() -> None:
    told: list[tuple[float, float | None]] = []

    async def progress(done: float, total: float | None, _message: str | None) -> None:
        told.append((done, total))

    async def work(client: Client) -> Any:
        for title in "ab":
            await client.call_tool("add", {"title": title})
        finished = await client.call_tool("finish", {"numbers": [1, 2]}, progress_callback=progress)
        return finished, await client.call_tool("list", {"state": "open"})

    finished, left = run(work)
    assert finished.content == [TextContent(text="2 done")]
    assert left.structured_content == {"result": []}
    assert told == [(1, 2), (2, 2)]


@pytest.mark.parametrize(
    ("tool", "given", "said"),
    [
        ("finish", {"numbers": [7]}, "Error executing tool finish"),
        ("add", {"title": ["x"]}, "validation error"),
        ("add", {"title": "x", "due": "soon"}, "validation error"),
    ],
)
def test_what_is_wrong_is_said(tool: str, given: dict[str, Any], said: str) -> None:
    async def work(client: Client) -> Any:
        return await client.call_tool(tool, given)

    answer = run(work)
    assert answer.is_error
    assert said in answer.content[0].text


@pytest.mark.parametrize(("action", "sure", "said"), [("accept", True, "removed"), ("decline", None, "kept")])
@pytest.mark.parametrize("mode", ["legacy"])
def test_a_question_is_asked_back(mode: str, action: Any, sure: bool | None, said: str) -> None:
    asked: list[str] = []

    async def answer(_context: Any, parameters: Any) -> ElicitResult:
        asked.append(parameters.message)
        return ElicitResult(action=action, content=None if sure is None else {"sure": sure})

    async def work(client: Client) -> Any:
        return await client.call_tool("clear", {})

    assert run(work, elicitation_callback=answer, mode=mode).content[0].text == said
    assert asked == ["Remove all?"]


@pytest.mark.parametrize("mode", ["legacy", "auto"])
def test_resources_are_read(mode: str) -> None:
    async def work(client: Client) -> Any:
        listed = await client.list_resources()
        templates = await client.list_resource_templates()
        texts = [(await client.read_resource(uri)).contents[0].text for uri in ("tasks://help", "tasks://state/done")]
        with pytest.raises(MCPError, match="there is no state x"):
            await client.read_resource("tasks://state/x")
        return listed, templates, texts

    listed, templates, texts = run(work, mode=mode)
    assert [resource.uri for resource in listed.resources] == ["tasks://help"]
    assert [template.uri_template for template in templates.resource_templates] == ["tasks://state/{state}"]
    assert [text.split() for text in texts] == [["Add,", "list,", "finish."], ["{", '"state":', '"done"', "}"]]


def test_a_prompt_is_filled_in() -> None:
    async def work(client: Client) -> Any:
        return await client.get_prompt("plan", {"day": "Monday"})

    (message,) = run(work).messages
    assert (message.role, message.content.text) == ("user", "Plan Monday with my open tasks.")


def test_it_speaks_on_standard_input_and_output() -> None:
    async def work() -> Any:
        started = StdioServerParameters(command=sys.executable, args=["-m", "tasks.server"])
        async with Client(stdio_client(started)) as client:
            return client.server_info.name, (await client.call_tool("add", {"title": "Tea"})).structured_content

    name, added = asyncio.run(work())
    assert (name, added["title"]) == ("Tasks", "Tea")


def test_it_speaks_over_http() -> None:
    import httpx2
    from mcp.client.streamable_http import streamable_http_client

    async def work() -> Any:
        app = server.streamable_http_app()
        async with app.router.lifespan_context(app):
            transport = httpx2.ASGITransport(app)
            async with httpx2.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as http:
                connected = streamable_http_client("http://127.0.0.1:8000/mcp", http_client=http)
                async with Client(connected) as client:
                    return (await client.call_tool("add", {"title": "Tea"})).structured_content

    assert asyncio.run(work())["title"] == "Tea"
