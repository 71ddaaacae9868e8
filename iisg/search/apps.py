from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "iisg.search"
    label = "search"
