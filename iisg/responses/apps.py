from django.apps import AppConfig


class ResponsesConfig(AppConfig):
    name = "iisg.responses"
    label = "responses"
