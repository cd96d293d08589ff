from __future__ import annotations

import asyncio

from pages.cli import session


def test_the_whole_service() -> None:
    answers = asyncio.run(session())
    assert answers["page"] == "<h1>First</h1>1:&lt;A 2:B /page/first get"
    assert answers["mark"] == "yes"
    assert answers["upload"] == {"file": 5, "text": 3}
    assert answers["none"] == (404, {"error": "no page"})
    assert answers["talk"] == "cba"
