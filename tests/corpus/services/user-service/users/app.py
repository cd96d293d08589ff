from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated

import jwt
from fastapi import Depends, FastAPI, HTTPException, Request, BackgroundTasks
from fastapi.security import OAuth2PasswordBearer, OAuth2PasswordRequestForm
from fastapi.templating import Jinja2Templates
from fastapi.middleware.gzip import GZipMiddleware
from starlette.middleware.sessions import SessionMiddleware
from passlib.context import CryptContext
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import Field, SQLModel, select
from sqlmodel.ext.asyncio.session import AsyncSession

crypt = CryptContext(schemes=["pbkdf2_sha256", "sha512_crypt"], deprecated="auto")
engine = create_async_engine("sqlite+aiosqlite://")
oauth = OAuth2PasswordBearer(tokenUrl="token")
templates = Jinja2Templates(Path(__file__).parent / "templates")
log = []


class User(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(index=True, min_length=2)
    secret: str

    def shout(self):
        return self.name.upper() + "!"


class NewUser(SQLModel):
    name: str
    password: str


@asynccontextmanager
async def life(app):
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    yield
    await engine.dispose()


async def session():
    async with AsyncSession(engine) as made:
        yield made


Session = Annotated[AsyncSession, Depends(session)]
app = FastAPI(lifespan=life)
app.add_middleware(GZipMiddleware, minimum_size=10)
app.add_middleware(SessionMiddleware, secret_key="x")


@app.post("/users", status_code=201)
async def create(new: NewUser, session: Session, background: BackgroundTasks):
    user = User(name=new.name, secret=crypt.hash(new.password))
    session.add(user)
    await session.commit()
    await session.refresh(user)
    background.add_task(log.append, user.name)
    return {"id": user.id, "scheme": crypt.identify(user.secret)}


@app.post("/token")
async def token(form: Annotated[OAuth2PasswordRequestForm, Depends()], session: Session):
    user = (await session.exec(select(User).where(User.name == form.username))).first()
    if user is None or not crypt.verify(form.password, user.secret):
        raise HTTPException(400, "wrong")
    return {"access_token": jwt.encode({"sub": user.name}, "k" * 32, algorithm="HS256"), "token_type": "bearer"}


@app.get("/me")
async def me(given: Annotated[str, Depends(oauth)], request: Request):
    request.session["seen"] = request.session.get("seen", 0) + 1
    try:
        return {"name": jwt.decode(given, "k" * 32, algorithms=["HS256"])["sub"], "seen": request.session["seen"]}
    except jwt.PyJWTError as error:
        raise HTTPException(401, type(error).__name__) from error


@app.get("/page")
async def page(request: Request, session: Session):
    return templates.TemplateResponse(request, "page.html", {"users": (await session.exec(select(User))).all()})
