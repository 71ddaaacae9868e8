from django.db import migrations

from iisg.access import sql


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0003_days_in_reach"),
        ("history", "0003_one_save_is_one_change"),
        ("access", "0004_the_owner_is_who_connected"),
    ]
    operations = [
        sql.run("grant usage on schema reports to iisg_rule"),
        sql.functions(__file__, "checks.sql", schema="reports"),
    ]
