from django.db import migrations

from iisg.access import sql

# A published edition is for everybody, a draft for the Secretariat. What is published is frozen beyond these policies.
SEES = f"state = 'published' or {sql.SECRETARIAT}"
REMOVES = f"state = 'draft' and {sql.SECRETARIAT}"
# Read through the edition, whose own policy holds inside.
SEES_FILE = "exists (select 1 from reports_edition e where e.id = edition_id)"
WRITES_FILE = (
    f"{sql.SECRETARIAT} and exists (select 1 from reports_edition e where e.id = edition_id and e.state = 'draft')"
)


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_records"), ("access", "0001_who_is_acting"), ("history", "0002_journal")]
    operations = [
        sql.file(__file__, "frozen.sql"),
        sql.run(sql.policied_table("reports_edition", SEES, REMOVES, sql.SECRETARIAT, REMOVES)),
        sql.run(sql.policied_table("reports_editionfile", SEES_FILE, WRITES_FILE, "false", WRITES_FILE)),
    ]
