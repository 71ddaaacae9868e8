from django.db import migrations

from iisg.access import sql

ORG = "array[(select access.org())]"
SEES = f"audience = any((select access.audiences())::text[]) or owners @> {ORG}"
LEADS = f"{sql.SECRETARIAT} or leads @> {ORG}"

SEES_RESPONSE = "exists (select 1 from responses_response r where r.id = response_id)"
LEADS_RESPONSE = f"""exists (select 1 from responses_response r where r.id = response_id
    and (r.leads @> {ORG} or {sql.SECRETARIAT}))"""

SEES_CLAIM_OF_BOTH = f"""{sql.SEES_MEMBERS}
    and (need_audience = any((select access.audiences())::text[]) or need_owner = (select access.org()))
    and (response_audience = any((select access.audiences())::text[]) or response_owners @> {ORG})"""
CLAIMS = f"({LEADS_RESPONSE}) and exists (select 1 from needs_need n where n.id = need_id)"

SEES_CLAIM = "exists (select 1 from responses_claim c where c.id = claim_id)"
# A claim starts, and its lines end, without a partner's word: what a partner said only the Secretariat takes out.
# Words are said through responses.say_word().
SILENT = f"({SEES_CLAIM}) and ({LEADS_RESPONSE}) and (word = 'silent' or {sql.SECRETARIAT})"
NAMES_PARTNER = f"{SILENT} and ((remark, said_by) = ('', '') or {sql.SECRETARIAT})"


class Migration(migrations.Migration):
    dependencies = [("responses", "0001_records"), ("needs", "0002_policies")]
    operations = [
        sql.run("create schema responses; grant usage on schema responses to iisg_app, iisg_rule"),
        sql.functions(__file__, "joins.sql", schema="responses"),
        sql.file(__file__, "policies.sql"),
        sql.run(sql.policied_table("responses_response", SEES, LEADS, LEADS)),
        sql.run(sql.policied_table("responses_party", SEES_RESPONSE, LEADS_RESPONSE, LEADS_RESPONSE, LEADS_RESPONSE)),
        sql.run(sql.policied_table("responses_served", SEES_RESPONSE, LEADS_RESPONSE, LEADS_RESPONSE, LEADS_RESPONSE)),
        sql.run(
            sql.policied_table(
                "responses_responsenote",
                f"{sql.SEES_MEMBERS} and {SEES_RESPONSE}",
                LEADS_RESPONSE,
                LEADS_RESPONSE,
                LEADS_RESPONSE,
            )
        ),
        sql.run(sql.policied_table("responses_claim", SEES_CLAIM_OF_BOTH, CLAIMS, CLAIMS, CLAIMS)),
        sql.run(
            sql.policied_table(
                "responses_claimpartner",
                SEES_CLAIM,
                NAMES_PARTNER,
                sql.SECRETARIAT,
                SILENT,
            )
        ),
    ]
