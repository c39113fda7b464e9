"""Nightly work on files."""

from procrastinate.contrib.django import app

from halte.core.files import domain


@app.periodic(cron="7 4 * * *")
@app.task(queueing_lock="forget_orphan_files")
def forget_orphan_files(timestamp: int) -> None:
    """Each night: files that belong to nothing any more are removed."""
    domain.forget_orphans()
