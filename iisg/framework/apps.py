from django.apps import AppConfig


class FrameworkConfig(AppConfig):
    name = "iisg.framework"
    label = "framework"
