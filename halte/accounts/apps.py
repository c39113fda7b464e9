from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "halte.accounts"

    def ready(self) -> None:
        from halte.accounts import bodies, checks, timeline  # noqa: F401, PLC0415 - models must be loaded first
        from halte.accounts.sign_in import notes  # noqa: F401, PLC0415 - listens from now on

        bodies.register()
        timeline.register()
