from django.apps import AppConfig


class ScenariosConfig(AppConfig):
    name = "iisg.scenarios"
    label = "scenarios"
