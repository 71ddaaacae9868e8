from django.db import migrations

from iisg.access import sql


class Migration(migrations.Migration):
    dependencies = [("responses", "0006_gates_of_decisions_are_kept")]
    operations = [
        sql.code_fits_into_an_address("responses_response"),
        sql.code_fits_into_an_address("responses_claim"),
    ]
