from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "iisg.site"
    label = "site_pages"
