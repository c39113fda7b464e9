from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CoreConfig(AppConfig):
    name = "halte.core"

    def ready(self) -> None:
        from halte.core import checks, work  # noqa: F401, PLC0415 - models must be loaded first

        work.discover()
        post_migrate.connect(_prepare_web_role, sender=self)


def _prepare_web_role(stdout: Any = None, **told: Any) -> None:
    """After each `migrate`; an emptied database of a test needs no new grants."""
    from halte.core.rows import roles  # noqa: PLC0415 - the connection exists from here on

    if "plan" in told and not roles.prepare() and stdout:
        stdout.write(f"\n{roles.missing()}")
