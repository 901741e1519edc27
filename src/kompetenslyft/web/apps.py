from importlib import import_module

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "kompetenslyft.web"
    label = "web"

    def ready(self) -> None:
        import_module("kompetenslyft.web.accounts.signals")
