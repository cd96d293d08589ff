"""Pages, their links, and whether these answer."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import urljoin

import urllib3

if TYPE_CHECKING:
    from collections.abc import Sequence

BUSY = (429, 503)


class PageError(Exception):
    """A page that cannot be read."""


class Links(HTMLParser):
    """The links of a page, in its order."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.page = page
        self.found: dict[str, None] = {}

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        target = dict(attrs).get("href")
        if tag == "a" and target and not target.startswith("#"):
            self.found.setdefault(urljoin(self.page, target))


class Client:
    """Asks servers; one that is busy is asked again."""

    def __init__(self, timeout: float, retries: int) -> None:
        again = urllib3.Retry(total=retries, status_forcelist=BUSY, backoff_factor=0.05, raise_on_status=False)
        self.pool = urllib3.PoolManager(timeout=timeout, retries=again, headers={"User-Agent": "linkcheck/1"})

    def links(self, page: str) -> list[str]:
        try:
            answer = self.pool.request("GET", page)
        except urllib3.exceptions.HTTPError as error:
            raise PageError(f"{page}: {type(error).__name__}") from error
        if answer.status != 200:
            raise PageError(f"{page}: {answer.status}")
        parser = Links(page)
        parser.feed(answer.data.decode("utf-8", "replace"))
        return list(parser.found)

    def outcome(self, link: str) -> tuple[bool, str]:
        """Tell whether a link answers, and what it said."""
        try:
            answer = self.pool.request("HEAD", link)
        except urllib3.exceptions.HTTPError as error:
            return False, type(error).__name__
        return answer.status < 400, f"{answer.status} {answer.reason}"
