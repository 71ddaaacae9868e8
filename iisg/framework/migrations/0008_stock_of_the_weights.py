from django.db import migrations

from iisg.access import sql


class Migration(migrations.Migration):
    dependencies = [
        ("framework", "0007_days_in_reach"),
        ("history", "0004_stored_entries_open_as_one_save"),
        ("access", "0004_the_owner_is_who_connected"),
    ]
    operations = [sql.run("select history.take_stock('framework_gapweights')")]
