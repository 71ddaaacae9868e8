from django.urls import path

from iisg.site import projects, views

app_name = "site"
urlpatterns = [
    path("", views.home, name="home"),
    path("pillars/", views.pillars, name="pillars"),
    path("pillars/<code:code>/", views.pillar, name="pillar"),
    path("about/", views.text, {"page": "about"}, name="about"),
    path("about/governance/", views.text, {"page": "governance"}, name="governance"),
    path("accessibility/", views.text, {"page": "accessibility"}, name="accessibility"),
    path("privacy/", views.text, {"page": "privacy"}, name="privacy"),
    path("contact/", views.text, {"page": "contact"}, name="contact"),
    path("projects/", projects.projects, name="projects"),
    path("projects.csv", projects.projects_csv, name="projects_csv"),
    path("health/", views.health, name="health"),
]
