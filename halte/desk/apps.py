from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "halte.desk"

    def ready(self) -> None:
        from halte.desk import timeline  # noqa: PLC0415 - models come first

        timeline.register()
