from django.urls import path

from iisg.explore import need, views

app_name = "explore"
urlpatterns = [
    path("members/", views.show_matrix, name="matrix"),
    path("members/matrix.csv", views.download_matrix, name="matrix_csv"),
    path("members/cell/<str:need>/<str:partner>/", views.show_cell, name="cell"),
    path("members/gaps/", views.show_gaps, name="gaps"),
    path("members/gaps.csv", views.download_gaps, {"ending": "csv"}, name="gaps_csv"),
    path("members/gaps.json", views.download_gaps, {"ending": "json"}, name="gaps_json"),
    path("needs/<str:code>/", need.show, name="need"),
    path("members/needs/<str:code>/word/<str:partner>/", need.words, name="need_words"),
]
