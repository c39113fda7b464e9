"""Jobs are found by the worker: one that nobody registers would silently never run."""

from procrastinate.contrib.django import app


def test_nightly_jobs_are_registered():
    nightly = {
        (periodic.task.name, periodic.cron)
        for periodic in app.periodic_registry.periodic_tasks.values()
    }
    assert nightly == {
        ("halte.core.jobs.apply_terms", "17 3 * * *"),
        ("halte.core.jobs.forget_ended_sessions", "27 3 * * *"),
        ("halte.core.jobs.take_up_left_jobs", "* * * * *"),
        ("halte.core.jobs.forget_ended_jobs", "47 3 * * *"),
        ("halte.core.files.jobs.forget_orphan_files", "7 4 * * *"),
        ("halte.network.jobs.remind_of_old_records", "23 6 * * *"),
        ("halte.workshops.jobs.pass_on_seats", "*/5 * * * *"),
        ("halte.workshops.jobs.remind_of_sessions", "7 * * * *"),
        ("halte.desk.jobs.keep_room", "* * * * *"),
        ("halte.desk.jobs.close_visits", "*/5 * * * *"),
        ("halte.desk.jobs.forget_deleted_visits", "37 3 * * *"),
    }
