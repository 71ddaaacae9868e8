from django.db import migrations

from iisg.access import sql


class Migration(migrations.Migration):
    dependencies = [("members", "0002_policies"), ("access", "0004_the_owner_is_who_connected")]
    operations = [sql.functions(__file__, "rights.sql", schema="access")]
