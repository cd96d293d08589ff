import datetime as dt

import pytest
from celery import signature
from celery.contrib.testing.worker import start_worker
from celery.result import allow_join_result

from reports import tasks
from reports.app import app, journal
from reports.main import main


@pytest.fixture
def eager():
    app.conf.task_always_eager = True
    yield
    app.conf.task_always_eager = False


@pytest.fixture(scope="module")
def worker():
    app.conf.task_always_eager = False
    app.loader.import_default_modules()
    with start_worker(app, pool="solo", perform_ping_check=False, queues=["reports"], shutdown_timeout=30) as worker:
        yield worker


def test_names():
    app.loader.import_default_modules()
    assert {"reports.count", "reports.merge", "reports.top", "reports.fetch", "reports.tidy"} <= set(app.tasks)
    assert app.conf.task_default_queue == "reports" and app.conf.timezone == "UTC"


def test_eager(eager):
    assert tasks.count.delay("a b A").get() == {"a": 2, "b": 1}
    assert journal[-1] == "reports.count SUCCESS"
    assert tasks.Counting.calls["reports.count"] >= 1


def test_failure(eager):
    result = tasks.count.apply(args=[" "])
    assert result.failed() and isinstance(result.result, tasks.Unreadable)
    assert "reports.count: no words" in journal
    with pytest.raises(tasks.Unreadable):
        result.get()


def test_retry(eager):
    assert tasks.fetch.delay("x", [None, None, "yes"]).get() == "yes after 2"
    with pytest.raises(LookupError):
        tasks.fetch.delay("x", [None]).get()


def test_canvas(eager):
    assert tasks.report(["b b a", "a b", "c"], 2).apply_async().get() == ["b", "a"]


def test_signature(eager):
    work = signature("reports.top", args=({"a": 1, "b": 2},), kwargs={"number": 1})
    assert dict(work)["task"] == "reports.top"
    assert work.apply_async().get() == ["b"]


def test_schedule():
    entry = app.conf.beat_schedule["tidy"]["schedule"]
    now = dt.datetime(2024, 1, 1, 5, 30, tzinfo=dt.UTC)
    assert sorted(entry.hour) == [0, 6, 12, 18]
    assert entry.remaining_estimate(now) is not None


def test_routes():
    assert app.amqp.router.route({}, "reports.slow.big")["queue"].name == "slow"


def test_worker(worker):
    result = tasks.count.delay("x y x")
    with allow_join_result():
        assert result.get(timeout=20) == {"x": 2, "y": 1}
    assert result.status == "SUCCESS"
    failed = tasks.count.delay("")
    with allow_join_result(), pytest.raises(tasks.Unreadable):
        failed.get(timeout=20)


def test_worker_merges(worker):
    result = tasks.merge.apply_async(([{"a": 1}, {"a": 2}],), countdown=0.1)
    with allow_join_result():
        assert result.get(timeout=20) == {"a": 3}


def test_command(tmp_path, capsys):
    for name, text in (("a", "one two two"), ("b", "two three three")):
        (tmp_path / name).write_text(text)
    assert main([str(tmp_path / "a"), str(tmp_path / "b"), "--number", "2"]) == 0
    assert capsys.readouterr().out == "two, three\n"
    app.conf.task_always_eager = False
