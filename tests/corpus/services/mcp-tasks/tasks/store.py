"""Tasks, as the server keeps them."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from pydantic import BaseModel, Field


class State(StrEnum):
    open = "open"
    done = "done"


class Task(BaseModel):
    number: int
    title: str = Field(min_length=1)
    due: date | None = None
    state: State = State.open


class Store:
    def __init__(self) -> None:
        self.tasks: dict[int, Task] = {}

    def add(self, title: str, due: date | None = None) -> Task:
        task = Task(number=len(self.tasks) + 1, title=title, due=due)
        self.tasks[task.number] = task
        return task

    def list(self, state: State | None = None) -> list[Task]:
        return [task for task in self.tasks.values() if state in (None, task.state)]
