"""Where questions go, and what they may cost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


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
    stream: bool = False
    """Ask for the answer in pieces, as some endpoints want."""
