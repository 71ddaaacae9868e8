from django.urls import path

from iisg.scenarios import change_views, views

app_name = "scenarios"
ONE = "members/scenarios/<slug:code>/"
urlpatterns = [
    path("members/scenarios/", views.list_page, name="list"),
    path("members/scenarios/add/", views.add, name="add"),
    path(ONE, views.show, name="show"),
    path(f"{ONE}cells.csv", views.download_cells, name="cells_csv"),
    path(f"{ONE}open-cells.csv", views.download_open, name="open_cells_csv"),
    path(f"{ONE}scenario.json", views.download_all, name="json"),
    path(f"{ONE}edit/", views.edit, name="edit"),
    path(f"{ONE}share/", views.share, name="share"),
    path(f"{ONE}delete/", views.delete, name="delete"),
    path(f"{ONE}candidates/", change_views.candidates, name="candidates"),
    path(f"{ONE}candidates/weigh/", views.weigh_again, name="weigh_again"),
    path(f"{ONE}candidates/remove/", change_views.remove_candidates, name="remove_candidates"),
    path(f"{ONE}changes/<slug:kind>/", change_views.add, name="add_change"),
    path(f"{ONE}changes/<slug:change>/claims/", change_views.add_claim, name="add_claim"),
    path(f"{ONE}changes/<slug:change>/remove/", change_views.remove, name="remove_change"),
    path(f"{ONE}changes/<slug:change>/claims/<slug:claim>/remove/", change_views.remove_claim, name="remove_claim"),
]
