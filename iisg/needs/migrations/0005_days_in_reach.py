from django.db import migrations

from iisg.access import sql


class Migration(migrations.Migration):
    dependencies = [("needs", "0004_rights_below_the_forms")]
    operations = [
        *sql.hold_days("needs", "need", "need_days_in_reach", "target_date"),
        *sql.hold_days("needs", "evidence", "evidence_days_in_reach", "read_on"),
    ]
