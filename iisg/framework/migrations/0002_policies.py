from django.db import migrations

from iisg.access import sql

TABLES = ["pillar", "partner", "approach", "cycle", "objective", "measure", "referencedocument", "rate"]


class Migration(migrations.Migration):
    dependencies = [("framework", "0001_records"), ("access", "0001_who_is_acting")]
    operations = [sql.run(sql.public_table(f"framework_{table}")) for table in TABLES]
