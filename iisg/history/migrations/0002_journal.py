from django.db import migrations

from iisg.access import sql


class Migration(migrations.Migration):
    dependencies = [("history", "0001_records"), ("access", "0001_who_is_acting")]
    operations = [sql.file(__file__, "journal.sql")]
