"""A server of the Model Context Protocol that keeps tasks; `tasks` speaks it on standard input and output."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from typing import Annotated

from mcp.server import MCPServer
from mcp.server.mcpserver import Context
from mcp.server.mcpserver.exceptions import ResourceNotFoundError
from mcp.server.mcpserver.prompts.base import Message, UserMessage
from pydantic import BaseModel, Field

from tasks.store import State, Store, Task


@asynccontextmanager
async def opened(_server: MCPServer) -> AsyncIterator[Store]:
    yield Store()


server = MCPServer("Tasks", instructions="Keeps tasks.", lifespan=opened)


class Confirmation(BaseModel):
    sure: bool = Field(description="really?")


def store(context: Context) -> Store:
    kept: Store = context.request_context.lifespan_context
    return kept


@server.tool()
def add(title: str, context: Context, due: Annotated[date | None, Field(description="until when")] = None) -> Task:
    """Add a task."""
    return store(context).add(title, due)


@server.tool(name="list", structured_output=True)
def list_tasks(context: Context, state: State | None = None) -> list[Task]:
    """List tasks, those of one state or all."""
    return store(context).list(state)


@server.tool()
async def finish(numbers: list[int], context: Context) -> str:
    """Mark tasks as done, and say how far it is."""
    for done, number in enumerate(numbers):
        if number not in store(context).tasks:
            raise ValueError(f"there is no task {number}")
        store(context).tasks[number].state = State.done
        await context.report_progress(done + 1, len(numbers))
    return f"{len(numbers)} done"


@server.tool()
async def clear(context: Context) -> str:
    """Remove all tasks, after a question."""
    answer = await context.elicit("Remove all?", Confirmation)
    if answer.action != "accept" or not answer.data.sure:
        return "kept"
    store(context).tasks.clear()
    return "removed"


@server.resource("tasks://help", mime_type="text/plain")
def help_text() -> str:
    return "Add, list, finish."


@server.resource("tasks://state/{state}", mime_type="application/json")
def by_state(state: str) -> dict[str, str]:
    if state not in list(State):
        raise ResourceNotFoundError(f"there is no state {state}")
    return {"state": state}


@server.prompt()
def plan(day: str) -> list[Message]:
    """Ask for a plan of the day."""
    return [UserMessage(f"Plan {day} with my open tasks.")]


def main() -> None:
    if "--http" in sys.argv[1:]:
        server.run("streamable-http")
    else:
        server.run()


if __name__ == "__main__":
    main()
