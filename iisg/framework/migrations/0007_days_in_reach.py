from django.db import migrations

from iisg.access import sql


class Migration(migrations.Migration):
    dependencies = [("framework", "0006_policies_of_weights"), ("access", "0004_the_owner_is_who_connected")]
    operations = [
        *sql.hold_days("framework", "cycle", "cycle_days_in_reach", "starts", "ends"),
    ]
