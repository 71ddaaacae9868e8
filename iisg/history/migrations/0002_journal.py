from django.db import migrations

from iisg.access import sql

SEALS = """
create constraint trigger seal after insert on history_entry deferrable initially deferred
    for each row execute function history.seal();
"""


class Migration(migrations.Migration):
    dependencies = [("history", "0001_records"), ("access", "0001_who_is_acting")]
    operations = [
        sql.file(__file__, "journal.sql"),
        sql.functions(__file__, "writing.sql", schema="history"),
        sql.run(SEALS),
    ]
