"""What clients send and get."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, computed_field, field_validator

Title = Annotated[str, Field(min_length=1, max_length=80)]


class NoteIn(BaseModel):
    title: Title
    text: str = ""
    stars: int = Field(default=0, ge=0, le=5)
    tags: list[str] = []

    @field_validator("tags")
    @classmethod
    def tidy(cls, tags: list[str]) -> list[str]:
        return sorted({tag.strip().lower() for tag in tags} - {""})


class NoteChange(BaseModel):
    model_config = ConfigDict(extra="forbid")

    title: Title | None = None
    text: str | None = None
    stars: int | None = Field(default=None, ge=0, le=5)


class TagOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    name: str


class NoteOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    title: str
    text: str
    stars: int
    written: datetime
    tags: list[TagOut]

    @computed_field
    @property
    def words(self) -> int:
        return len(self.text.split())


class Figures(BaseModel):
    notes: int
    stars: float | None
