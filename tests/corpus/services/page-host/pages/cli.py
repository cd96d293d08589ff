"""Serve pages."""

from __future__ import annotations

import asyncio
import sys

import jinja2
from aiohttp import ClientSession, FormData, web

TEMPLATES = jinja2.Environment(
    loader=jinja2.DictLoader(
        {
            "base": "<h1>{% block title %}{% endblock %}</h1>{% block body %}{% endblock %}",
            "page": "{% extends 'base' %}{% block title %}{{ name | title | e }}{% endblock %}"
            "{% block body %}{% for word in words | sort | unique %}{{ loop.index }}:{{ word.upper() }} {% endfor %}"
            "{{ request.rel_url.path }} {{ request.method.lower() }}{% endblock %}",
        }
    ),
    autoescape=True,
    extensions=["jinja2.ext.do", "jinja2.ext.loopcontrols"],
)


async def page(request: web.Request) -> web.Response:
    """Show words."""
    words = request.query.getall("word", [])
    text = TEMPLATES.get_template("page").render(name=request.match_info["name"], words=words, request=request)
    return web.Response(text=text, content_type="text/html")


async def upload(request: web.Request) -> web.Response:
    """Say how long what was sent is."""
    sizes = {}
    for key, value in (await request.post()).items():
        sizes[key] = len(value.file.read() if isinstance(value, web.FileField) else value)
    return web.json_response(sizes)


async def talk(request: web.Request) -> web.WebSocketResponse:
    """Say words back."""
    socket = web.WebSocketResponse()
    await socket.prepare(request)
    async for message in socket:
        await socket.send_str(message.data[::-1])
    return socket


@web.middleware
async def marked(request: web.Request, handler):
    """Mark every answer."""
    try:
        response = await handler(request)
    except web.HTTPNotFound:
        response = web.json_response({"error": "no page"}, status=404)
    if not response.prepared:
        response.headers["X-Page"] = "yes"
    return response


def application() -> web.Application:
    """Return the whole service."""
    app = web.Application(middlewares=[marked])
    app.router.add_get("/page/{name}", page)
    app.router.add_post("/upload", upload)
    app.router.add_get("/talk", talk)
    return app


async def session() -> dict[str, object]:
    """Serve, ask, and give the answers."""
    runner = web.AppRunner(application())
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    base = f"http://127.0.0.1:{runner.addresses[0][1]}"
    answers: dict[str, object] = {}
    async with ClientSession() as client:
        async with client.get(f"{base}/page/first", params=[("word", "b"), ("word", "<a")]) as got:
            answers["page"] = await got.text()
            answers["mark"] = got.headers["X-Page"]
        form = FormData()
        form.add_field("file", b"12345", filename="x.bin")
        form.add_field("text", "abc")
        async with client.post(f"{base}/upload", data=form) as got:
            answers["upload"] = await got.json()
        async with client.get(f"{base}/none") as got:
            answers["none"] = (got.status, await got.json())
        async with client.ws_connect(f"{base}/talk") as socket:
            await socket.send_str("abc")
            answers["talk"] = await socket.receive_str()
    await runner.cleanup()
    return answers


def main() -> None:
    if sys.argv[1:] == ["serve"]:
        web.run_app(application())
    print(asyncio.run(session()))


if __name__ == "__main__":
    main()
