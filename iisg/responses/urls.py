from django.urls import path, register_converter

from iisg.responses.views import claims, detail, edit, listed


class Code:
    """A code as the files may bring it. PostgreSQL cannot look for a NUL, so such an address is none of ours."""

    regex = "[^\x00]+"

    def to_python(self, value: str) -> str:
        return value

    to_url = to_python


register_converter(Code, "response_code")

app_name = "responses"
urlpatterns = [
    path("responses/<response_code:code>/", detail.detail, name="detail"),
    path("members/responses/", listed.list_page, name="list"),
    path("members/responses.csv", listed.list_csv, name="csv"),
    path("members/responses/add/", edit.add, name="add"),
    path("members/responses/<response_code:code>/edit/", edit.edit, name="edit"),
    path("members/responses/<response_code:code>/needs/", claims.choose_need, name="choose_need"),
    path("members/responses/<response_code:code>/needs/<response_code:need>/", claims.add, name="add_claim"),
    path("members/claims/<response_code:code>/edit/", claims.edit, name="edit_claim"),
    path("members/claims/<response_code:code>/remove/", claims.remove, name="remove_claim"),
    path("members/claims/<response_code:code>/word/<str:partner>/", claims.say_word, name="say_word"),
]
