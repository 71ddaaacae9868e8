from django.urls import path

from iisg.responses.views import claims, detail, edit, joining, listed, rates

app_name = "responses"
urlpatterns = [
    path("responses/<code:code>/", detail.detail, name="detail"),
    path("members/responses/", listed.list_page, name="list"),
    path("members/responses.csv", listed.list_csv, name="csv"),
    path("members/responses/add/", edit.add, name="add"),
    path("members/responses/<code:code>/edit/", edit.edit, name="edit"),
    path("members/responses/<code:code>/joining/", joining.joining, name="joining"),
    path("members/responses/<code:code>/needs/", claims.choose_need, name="choose_need"),
    path("members/responses/<code:code>/needs/<code:need>/", claims.add, name="add_claim"),
    path("members/rates/", rates.list_page, name="rates"),
    path("members/rates/add/", rates.add, name="add_rate"),
    path("members/rates/<str:currency>/<str:year>/", rates.edit, name="rate"),
    path("members/rates/<str:currency>/<str:year>/delete/", rates.delete, name="delete_rate"),
    path("members/claims/<code:code>/edit/", claims.edit, name="edit_claim"),
    path("members/claims/<code:code>/remove/", claims.remove, name="remove_claim"),
    path("members/claims/<code:code>/word/<str:partner>/", claims.say_word, name="say_word"),
]
