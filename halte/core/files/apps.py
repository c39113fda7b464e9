from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "halte.core.files"

    def ready(self) -> None:
        from halte.core.files import timeline  # noqa: PLC0415 - models must be loaded first

        timeline.register()
