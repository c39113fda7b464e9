from django.apps import AppConfig


class NetworkConfig(AppConfig):
    name = "halte.network"

    def ready(self) -> None:
        from halte.network import scopes, timeline  # noqa: PLC0415 - models must be loaded first

        scopes.register()
        timeline.register()
