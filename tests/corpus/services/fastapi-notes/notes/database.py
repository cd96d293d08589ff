"""The tables, and sessions on them."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import Column, ForeignKey, String, Table, create_engine, event
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship, sessionmaker
from sqlalchemy.pool import StaticPool

if TYPE_CHECKING:
    from collections.abc import Iterator


class Base(DeclarativeBase):
    pass


tagged = Table(
    "tagged",
    Base.metadata,
    Column("note_id", ForeignKey("note.id", ondelete="CASCADE"), primary_key=True),
    Column("tag_id", ForeignKey("tag.id"), primary_key=True),
)


class Tag(Base):
    __tablename__ = "tag"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(40), unique=True, index=True)


class Note(Base):
    __tablename__ = "note"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(80))
    text: Mapped[str] = mapped_column(default="")
    stars: Mapped[int] = mapped_column(default=0)
    written: Mapped[datetime] = mapped_column(default=lambda: datetime.now(UTC).replace(tzinfo=None))
    tags: Mapped[list[Tag]] = relationship(secondary=tagged, order_by=Tag.name, lazy="selectin")


url = os.environ.get("NOTES_DATABASE", "sqlite://")
in_memory = {"poolclass": StaticPool, "connect_args": {"check_same_thread": False}}
engine = create_engine(url, **(in_memory if url == "sqlite://" else {}))
Sessions = sessionmaker(engine, expire_on_commit=False)


@event.listens_for(engine, "connect")
def enforce_foreign_keys(connection: object, _record: object) -> None:
    connection.execute("PRAGMA foreign_keys = ON")  # type: ignore[attr-defined]


def session() -> Iterator[Session]:
    """Yield a session that is rolled back when the request fails."""
    with Sessions() as opened:
        yield opened
