from django.db import migrations

from iisg.access import sql

OWN = "owner_id = (select access.org())"
SEES = f"audience = any((select access.audiences())::text[]) or {OWN}"
# Institutions of partners state needs; the Secretariat does so for anybody, and alone adopts or keeps to itself.
STATES = f"""{sql.SECRETARIAT} or ({OWN} and (select access.partner()) is not null
    and level <> 'secretariat' and state <> 'adopted' and not is_demo)"""

SEES_NEED = "exists (select 1 from needs_need n where n.id = need_id)"
EDITS_NEED = f"""exists (select 1 from needs_need n where n.id = need_id
    and (n.owner_id = (select access.org()) or {sql.SECRETARIAT}))"""
# Who edits a need says which partners it names; what a partner says of it is that partner's, to add and to take out.
NAMES = (
    f"({EDITS_NEED}) and ({sql.SECRETARIAT} or (statement, institutions, urgency) = ('', '', '') and is_met is null)"
)
SPEAKS = f"({SEES_NEED}) and (partner_id = (select access.partner()) or {sql.SECRETARIAT})"
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
        sql.run(sql.policied_table("needs_needpartner", SEES_NEED, NAMES, SPEAKS, NAMES)),
        sql.run(sql.policied_table("needs_evidence", SEES_NEED, EDITS_NEED, EDITS_NEED, EDITS_NEED)),
        sql.run(sql.policied_table("needs_lineage", SEES_BOTH, SAYS_FATE, SAYS_FATE, EDITS_NEED)),
    ]
