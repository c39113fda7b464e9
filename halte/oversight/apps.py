from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in


class OversightConfig(AppConfig):
    name = "halte.oversight"

    def ready(self) -> None:
        from halte.oversight import timeline  # noqa: PLC0415 - models must be loaded first

        timeline.register()
        user_logged_in.connect(_log_sign_in, dispatch_uid="halte.log_sign_in")


def _log_sign_in(sender, user, **_more) -> None:
    """Django tells of each sign-in, whichever way it was made."""
    from halte.core.models import LogEntry  # noqa: PLC0415 - models are ready only by now

    LogEntry.record(user, "sign_in", by=user)
