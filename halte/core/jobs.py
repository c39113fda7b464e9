"""Background work, kept in the database (procrastinate)."""

from django.core.management import call_command
from django.utils import timezone
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.jobs import Status

from halte.core import terms


@app.periodic(cron="17 3 * * *")
@app.task(queueing_lock="apply_terms")
def apply_terms(timestamp: int) -> None:
    """Each night: personal data at the end of its term ends."""
    terms.apply_terms(timezone.now())


@app.periodic(cron="27 3 * * *")
@app.task(queueing_lock="forget_ended_sessions")
def forget_ended_sessions(timestamp: int) -> None:
    """Each night: sessions that have ended are deleted."""
    call_command("clearsessions")


LIVES = 5


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="take_up_left_jobs", pass_context=True)
async def take_up_left_jobs(context: JobContext, timestamp: int) -> None:
    """Each minute: jobs whose worker was killed run once more; one that kills each worker ends."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs():
        if job.attempts < LIVES:
            await manager.retry_job(job)
        elif job.id is not None:
            await manager.finish_job_by_id_async(job.id, Status.FAILED, delete_job=False)


@app.periodic(cron="47 3 * * *")
@app.task(queueing_lock="forget_ended_jobs", pass_context=True)
async def forget_ended_jobs(context: JobContext, timestamp: int) -> None:
    """Each night: jobs that ended more than a day ago are deleted, failed ones after a month."""
    manager = context.app.job_manager
    await manager.delete_old_jobs(nb_hours=24)
    await manager.delete_old_jobs(nb_hours=24 * 30, include_failed=True)
