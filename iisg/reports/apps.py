from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "iisg.reports"
    label = "reports"
