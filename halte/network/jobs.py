"""What the register does by itself."""

from procrastinate.contrib.django import app

from halte.network import reminding


@app.periodic(cron="23 6 * * *")
@app.task(queueing_lock="remind_of_old_records")
def remind_of_old_records(timestamp: int) -> None:
    """Each morning: people are asked whether records that have grown old are still right."""
    reminding.remind_of_old_records()
