from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "halte.core.mail"
