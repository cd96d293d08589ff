"""The tables, and the sessions that read and write them."""

from __future__ import annotations

import datetime as dt
import enum
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import ForeignKey, String, create_engine, func, inspect, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Mood(enum.Enum):
    happy = "happy"
    grumpy = "grumpy"


class Guest(Base):
    __tablename__ = "guest"
    id: Mapped[int] = mapped_column(primary_key=True)
    mail: Mapped[str] = mapped_column(String(120), unique=True)
    entries: Mapped[list[Entry]] = relationship(back_populates="guest", cascade="all, delete-orphan")


class Entry(Base):
    __tablename__ = "entry"
    id: Mapped[int] = mapped_column(primary_key=True)
    guest_id: Mapped[int] = mapped_column(ForeignKey("guest.id", name="fk_entry_guest"))
    text: Mapped[str] = mapped_column(String(400))
    mood: Mapped[Mood] = mapped_column(default=Mood.happy)
    day: Mapped[dt.date | None]
    guest: Mapped[Guest] = relationship(back_populates="entries", lazy="joined")


class Database:
    def __init__(self, url: str) -> None:
        self.engine = create_engine(url)

    def migrate(self, revision: str = "head") -> None:
        """Bring the tables to a revision, up or down."""
        config = Config()
        config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
        with self.engine.begin() as connection:
            config.attributes["connection"] = connection
            known = inspect(connection).has_table("alembic_version")
            down = known and revision != "head"
            (command.downgrade if down else command.upgrade)(config, revision)

    def sign(self, mail: str, text: str, mood: Mood, day: dt.date | None) -> int:
        with Session(self.engine) as session:
            guest = session.scalar(select(Guest).where(Guest.mail == mail)) or Guest(mail=mail)
            guest.entries.append(Entry(text=text, mood=mood, day=day))
            session.add(guest)
            session.commit()
            return guest.entries[-1].id

    def entries(self, words: str = "") -> list[Entry]:
        query = select(Entry).where(Entry.text.icontains(words)).order_by(Entry.id.desc())
        with Session(self.engine) as session:
            return list(session.scalars(query))

    def moods(self) -> dict[str, int]:
        query = select(Entry.mood, func.count()).group_by(Entry.mood)
        with Session(self.engine) as session:
            return {mood.value: count for mood, count in session.execute(query)}
