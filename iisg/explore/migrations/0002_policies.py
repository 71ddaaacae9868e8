from django.db import migrations

from iisg.access import sql

ORG = "array[(select access.org())]"
# Both are read through their own policy, which holds inside.
BOTH = "(select count(*) from responses_response r where r.id in (first_id, second_id)) = 2"
SEES = f"{sql.SEES_MEMBERS} and {BOTH}"
DECIDES = f"""{SEES} and ({sql.SECRETARIAT} or exists (
    select 1 from responses_response r where r.id in (first_id, second_id) and r.leads @> {ORG}))"""


class Migration(migrations.Migration):
    dependencies = [("explore", "0001_records"), ("responses", "0002_policies"), ("history", "0002_journal")]
    operations = [
        sql.file(__file__, "policies.sql"),
        sql.run(sql.policied_table("explore_pairdecision", SEES, DECIDES, DECIDES, DECIDES)),
    ]
