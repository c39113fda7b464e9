from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "halte.desk"

    def ready(self) -> None:
        from halte.desk import sample, timeline  # noqa: PLC0415 - models come first
        from halte.network.loading import sample as layer  # noqa: PLC0415

        layer.PARTS["visits"] = layer.Part(sample.lay, sample.take_away)
        timeline.register()
