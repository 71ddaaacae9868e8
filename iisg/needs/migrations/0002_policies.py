from django.db import migrations

from iisg.access import sql

OWN = "owner_id = (select access.org())"
SEES = f"audience = any((select access.audiences())::text[]) or {OWN}"
# Institutions of partners state needs; the Secretariat does so for anybody.
STATES = f"{sql.SECRETARIAT} or ({OWN} and (select access.partner()) is not null)"

SEES_NEED = "exists (select 1 from needs_need n where n.id = need_id)"
EDITS_NEED = f"""exists (select 1 from needs_need n where n.id = need_id
    and (n.owner_id = (select access.org()) or {sql.SECRETARIAT}))"""
OWN_WORDS = f"({EDITS_NEED}) or (({SEES_NEED}) and partner_id = (select access.partner()))"
SEES_BOTH = f"""{SEES_NEED}
    and (successor_id is null or exists (select 1 from needs_need s where s.id = successor_id))"""
SAYS_FATE = f"({EDITS_NEED}) and ({SEES_BOTH})"


class Migration(migrations.Migration):
    dependencies = [
        ("needs", "0001_records"),
        ("access", "0001_who_is_acting"),
        ("history", "0002_journal"),
        ("framework", "0002_policies"),
        ("members", "0002_policies"),
    ]
    operations = [
        sql.file(__file__, "policies.sql"),
        sql.run(sql.policied_table("needs_need", SEES, STATES, f"{sql.SECRETARIAT} or {OWN}")),
        sql.run(sql.policied_table("needs_needpartner", SEES_NEED, EDITS_NEED, OWN_WORDS, EDITS_NEED)),
        sql.run(sql.policied_table("needs_evidence", SEES_NEED, EDITS_NEED, EDITS_NEED, EDITS_NEED)),
        sql.run(sql.policied_table("needs_lineage", SEES_BOTH, SAYS_FATE, SAYS_FATE, EDITS_NEED)),
    ]
