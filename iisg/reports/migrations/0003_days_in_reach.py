from django.db import migrations

from iisg.access import sql


class Migration(migrations.Migration):
    dependencies = [("reports", "0002_policies"), ("access", "0004_the_owner_is_who_connected")]
    operations = [
        *sql.hold_days("reports", "edition", "edition_days_in_reach", "as_of", "published_on"),
    ]
