from django.urls import path

from iisg.site import views

app_name = "site"
urlpatterns = [
    path("health/", views.health, name="health"),
]
