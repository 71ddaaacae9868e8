from django.apps import AppConfig


class HistoryConfig(AppConfig):
    name = "iisg.history"
    label = "history"
