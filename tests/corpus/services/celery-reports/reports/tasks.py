"""What workers do."""

from __future__ import annotations

from collections import Counter

from celery import chain, chord, group, shared_task
from celery.utils.log import get_task_logger

from reports.app import app

log = get_task_logger(__name__)


class Unreadable(ValueError):  # noqa: N818
    """A text has no words."""


class Counting(app.Task):
    """Remember how often a task was called."""

    calls: Counter[str] = Counter()

    def before_start(self, task_id, args, kwargs):
        self.calls[self.name] += 1


@app.task(base=Counting, name="reports.count")
def count(text: str) -> dict[str, int]:
    words = text.lower().split()
    if not words:
        raise Unreadable("no words")
    log.info("%d words", len(words))
    return dict(Counter(words))


@shared_task(name="reports.merge")
def merge(counts: list[dict[str, int]]) -> dict[str, int]:
    total: Counter[str] = Counter()
    for one in counts:
        total.update(one)
    return dict(total)


@shared_task(name="reports.top")
def top(counts: dict[str, int], number: int = 3) -> list[str]:
    return sorted(counts, key=lambda word: (-counts[word], word))[:number]


@app.task(bind=True, name="reports.fetch", max_retries=3, default_retry_delay=0)
def fetch(self, key: str, answers: list[str | None]) -> str:
    """Try until there is an answer."""
    answer = answers[min(self.request.retries, len(answers) - 1)]
    if answer is None:
        raise self.retry(exc=LookupError(key), countdown=0)
    return f"{answer} after {self.request.retries}"


@app.task(name="reports.tidy", ignore_result=True, rate_limit="10/m")
def tidy(days: int) -> None:
    log.warning("tidy %d", days)


def report(texts: list[str], number: int = 3):
    """Return the work that finds the most frequent words of all texts."""
    return chain(chord(group(count.s(text) for text in texts), merge.s()), top.s(number))
