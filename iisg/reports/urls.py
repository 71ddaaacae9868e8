from django.urls import path

from iisg.reports import views

app_name = "reports"
urlpatterns = [
    path("reports/", views.published, name="list"),
    path("reports/<slug:slug>/", views.edition, name="edition"),
    path("reports/<slug:slug>/<str:file>", views.edition_file, name="edition_file"),
    path("members/reports/", views.build, name="build"),
    path("members/reports/report.<str:form>", views.working_file, name="file"),
    path("members/reports/prepare/", views.prepare, name="prepare"),
    path("members/reports/<slug:slug>/publish/", views.publish, name="publish"),
]
