from django.apps import AppConfig


class VisitorsConfig(AppConfig):
    name = "halte.visitors"

    def ready(self) -> None:
        from halte.visitors import timeline  # noqa: PLC0415 - models come first

        timeline.register()
