from django.db import migrations

from iisg.access import sql


class Migration(migrations.Migration):
    dependencies = [("scenarios", "0004_rights_below_the_forms")]
    operations = [
        *sql.hold_days("scenarios", "scenario", "scenario_days_in_reach", "on"),
        *sql.hold_days("scenarios", "change", "change_days_in_reach", "day", "start_date", "end_date"),
    ]
