from django.urls import path

from iisg.framework import views

app_name = "framework"
urlpatterns = [
    path("members/template/<str:cycle>/", views.template, name="template"),
    path("members/template/<str:cycle>/add/", views.add, name="add"),
    path("members/template/<str:cycle>/<int:objective>/", views.edit, name="edit"),
]
