from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "halte.core.files"
