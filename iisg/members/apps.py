from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "iisg.members"
    label = "members"
