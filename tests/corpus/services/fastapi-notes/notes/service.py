"""A service that keeps notes: `uvicorn notes.service:app`."""

from __future__ import annotations

import secrets
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, BackgroundTasks, Depends, FastAPI, Header, HTTPException, Query, Request, status
from fastapi.middleware.gzip import GZipMiddleware
from fastapi.responses import JSONResponse, PlainTextResponse
from sqlalchemy import delete, func, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from notes.database import Base, Note, Tag, engine, session
from notes.models import Figures, NoteChange, NoteIn, NoteOut

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

TOKEN = "secret"  # noqa: S105 - for tests
log: list[str] = []
Opened = Annotated[Session, Depends(session)]


def writer(x_token: Annotated[str | None, Header()] = None) -> None:
    if x_token is None or not secrets.compare_digest(x_token, TOKEN):
        raise HTTPException(status.HTTP_401_UNAUTHORIZED, "a token is needed")


@asynccontextmanager
async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
    Base.metadata.create_all(engine)
    yield
    Base.metadata.drop_all(engine)


router = APIRouter(prefix="/notes", tags=["notes"])


def found(opened: Session, note: int) -> Note:
    if (kept := opened.get(Note, note)) is None:
        raise HTTPException(status.HTTP_404_NOT_FOUND, f"there is no note {note}")
    return kept


@router.post("", status_code=status.HTTP_201_CREATED, dependencies=[Depends(writer)])
def create(sent: NoteIn, opened: Opened, background: BackgroundTasks) -> NoteOut:
    known = {tag.name: tag for tag in opened.scalars(select(Tag).where(Tag.name.in_(sent.tags)))}
    note = Note(**sent.model_dump(exclude={"tags"}), tags=[known.get(name) or Tag(name=name) for name in sent.tags])
    opened.add(note)
    opened.commit()
    background.add_task(log.append, f"created {note.id}")
    return NoteOut.model_validate(note)


@router.get("")
def search(
    opened: Opened,
    word: Annotated[str | None, Query(max_length=20)] = None,
    tag: str | None = None,
    limit: Annotated[int, Query(gt=0, le=100)] = 10,
) -> list[NoteOut]:
    chosen = select(Note).order_by(Note.stars.desc(), Note.id).limit(limit)
    if word:
        chosen = chosen.where(or_(Note.title.icontains(word), Note.text.icontains(word)))
    if tag:
        chosen = chosen.where(Note.tags.any(Tag.name == tag))
    return [NoteOut.model_validate(note) for note in opened.scalars(chosen)]


@router.get("/figures")
def figures(opened: Opened) -> Figures:
    count, stars = opened.execute(select(func.count(Note.id), func.avg(Note.stars))).one()
    return Figures(notes=count, stars=stars)


@router.get("/{note}")
def show(note: int, opened: Opened) -> NoteOut:
    return NoteOut.model_validate(found(opened, note))


@router.patch("/{note}", dependencies=[Depends(writer)])
def change(note: int, sent: NoteChange, opened: Opened) -> NoteOut:
    kept = found(opened, note)
    for name, value in sent.model_dump(exclude_unset=True).items():
        setattr(kept, name, value)
    opened.commit()
    return NoteOut.model_validate(kept)


@router.delete("/{note}", status_code=status.HTTP_204_NO_CONTENT, dependencies=[Depends(writer)])
def remove(note: int, opened: Opened) -> None:
    if not opened.execute(delete(Note).where(Note.id == note)).rowcount:
        raise HTTPException(status.HTTP_404_NOT_FOUND, f"there is no note {note}")
    opened.commit()


app = FastAPI(title="Notes", lifespan=lifespan)
app.add_middleware(GZipMiddleware, minimum_size=500)
app.include_router(router)


@app.exception_handler(IntegrityError)
async def conflict(_request: Request, error: IntegrityError) -> JSONResponse:
    return JSONResponse({"detail": str(error.orig)}, status.HTTP_409_CONFLICT)


@app.post("/tags/{name}", status_code=status.HTTP_201_CREATED)
def add_tag(name: str, opened: Opened) -> str:
    opened.add(Tag(name=name))
    opened.commit()
    return name


@app.get("/health", response_class=PlainTextResponse)
async def health() -> str:
    return "ok"
