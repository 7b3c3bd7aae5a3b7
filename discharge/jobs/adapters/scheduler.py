"""APScheduler wakes each job at the beginning of its slots; whether this process then does it is the database's say."""

from collections.abc import Callable
from datetime import UTC, datetime

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger

from discharge.jobs.rules.slots import KNOWN, Job, Known

HOUR = 60


def scheduler_of(do: Callable[[Job], None], *, now: datetime) -> BackgroundScheduler:
    """Each job in a thread of its own, once at once and then slot by slot; a run that is late is done once, not often.

    `start()` goes on in the background until `shutdown()`, which waits for what is in hand.
    """
    made = BackgroundScheduler(
        timezone=UTC,
        executors={"default": ThreadPoolExecutor(len(KNOWN))},
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
    )
    for known in KNOWN.values():
        made.add_job(do, _trigger(known), args=[known.job], id=known.job.value, next_run_time=now)
    return made


def _trigger(known: Known) -> CronTrigger:
    if known.every >= HOUR:
        return CronTrigger(hour=f"*/{known.every // HOUR}", minute=0, timezone=UTC)
    return CronTrigger(minute=f"*/{known.every}", timezone=UTC)
