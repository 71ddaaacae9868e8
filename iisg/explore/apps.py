from django.apps import AppConfig


class ExploreConfig(AppConfig):
    name = "iisg.explore"
    label = "explore"
