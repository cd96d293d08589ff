"""The application of the workers."""

from __future__ import annotations

import os

from celery import Celery
from celery.schedules import crontab
from celery.signals import task_failure, task_postrun

app = Celery("reports")
app.config_from_object("reports.settings")
if os.environ.get("REPORTS_EAGER"):
    app.conf.update(task_always_eager=True, task_store_eager_result=True)
app.conf.beat_schedule = {
    "tidy": {"task": "reports.tidy", "schedule": crontab(minute=0, hour="*/6"), "args": (30,)},
}
journal: list[str] = []


@task_postrun.connect
def note_end(task=None, state=None, **rest):
    journal.append(f"{task.name} {state}")


@task_failure.connect
def note_failure(sender=None, exception=None, **rest):
    journal.append(f"{sender.name}: {exception}")
