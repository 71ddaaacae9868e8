from django.db import migrations

from iisg.access import sql


class Migration(migrations.Migration):
    dependencies = [("framework", "0002_policies"), ("needs", "0002_policies"), ("responses", "0002_policies")]
    operations = [sql.file(__file__, "find.sql")]
