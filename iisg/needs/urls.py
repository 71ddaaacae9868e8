from django.urls import path

from iisg.needs import lineage_views, views

app_name = "needs"
urlpatterns = [
    path("members/needs/", views.list_page, name="list"),
    path("members/needs.csv", views.list_csv, name="csv"),
    path("members/needs/add/", views.add, name="add"),
    path("members/needs/<code:code>/edit/", views.edit, name="edit"),
    path("members/needs/<code:code>/evidence/", lineage_views.evidence, name="evidence"),
    path("members/needs/<code:code>/fate/", lineage_views.fate, name="fate"),
    path("members/needs/<code:code>/words/<str:partner>/", views.edit_words, name="words"),
]
