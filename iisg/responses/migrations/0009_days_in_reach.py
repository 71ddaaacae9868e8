from django.db import migrations

from iisg.access import sql


class Migration(migrations.Migration):
    dependencies = [("responses", "0008_hidden_relations_give_way")]
    operations = [
        *sql.hold_days("responses", "response", "response_days_in_reach", "start_date", "end_date"),
        *sql.hold_days("responses", "claimpartner", "word_days_in_reach", "said_on"),
        *sql.hold_days("responses", "pairdecision", "decision_days_in_reach", "decided_on"),
    ]
