from django.apps import AppConfig


class NetworkConfig(AppConfig):
    name = "halte.network"

    def ready(self) -> None:
        from halte.network import checks, scopes, timeline  # noqa: F401, PLC0415 - models come first

        scopes.register()
        timeline.register()
