from django.apps import AppConfig


class WorkshopsConfig(AppConfig):
    name = "halte.workshops"

    def ready(self) -> None:
        from halte.network.loading import sample as layer  # noqa: PLC0415 - models come first
        from halte.workshops import sample, timeline  # noqa: PLC0415

        layer.PARTS["sessions"] = layer.Part(sample.lay, sample.take_away)
        timeline.register()
