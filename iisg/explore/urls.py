from django.urls import path

from iisg.explore import approach_views, balance_views, need, pair_views, risk_views, synergy_views, views, weight_views

app_name = "explore"
urlpatterns = [
    path("members/", views.show_matrix, name="matrix"),
    path("members/matrix.csv", views.download_matrix, name="matrix_csv"),
    path("members/cell/<code:need>/<str:partner>/", views.show_cell, name="cell"),
    path("members/gaps/", views.show_gaps, name="gaps"),
    path("members/gaps.csv", views.download_gaps, {"ending": "csv"}, name="gaps_csv"),
    path("members/gaps.json", views.download_gaps, {"ending": "json"}, name="gaps_json"),
    path("members/synergies/", synergy_views.show_synergies, name="synergies"),
    path("members/synergies.csv", synergy_views.download_synergies, {"ending": "csv"}, name="synergies_csv"),
    path("members/synergies.json", synergy_views.download_synergies, {"ending": "json"}, name="synergies_json"),
    path("members/synergies/<code:a>/with/<code:b>/", pair_views.show_synergy, name="synergy"),
    path("members/records/", synergy_views.show_records, name="records"),
    path("members/records.csv", synergy_views.download_records, {"ending": "csv"}, name="records_csv"),
    path("members/records.json", synergy_views.download_records, {"ending": "json"}, name="records_json"),
    path("members/records/<code:a>/with/<code:b>/", pair_views.show_record, name="record"),
    path("members/approaches/", approach_views.show_approaches, name="approaches"),
    path("members/approaches.csv", approach_views.download_approaches, {"ending": "csv"}, name="approaches_csv"),
    path("members/approaches.json", approach_views.download_approaches, {"ending": "json"}, name="approaches_json"),
    path("members/balance/", balance_views.show_balance, name="balance"),
    path("members/balance.csv", balance_views.download_balance, {"ending": "csv"}, name="balance_csv"),
    path("members/balance.json", balance_views.download_balance, {"ending": "json"}, name="balance_json"),
    path("members/risk/", risk_views.show_risk, name="risk"),
    path("members/risk.csv", risk_views.download_risk, {"ending": "csv"}, name="risk_csv"),
    path("members/risk.json", risk_views.download_risk, {"ending": "json"}, name="risk_json"),
    path("members/weights/", weight_views.edit_weights, name="weights"),
    path("needs/<code:code>/", need.show, name="need"),
    path("members/needs/<code:code>/word/<str:partner>/", need.words, name="need_words"),
]
