from django.db import migrations

from iisg.access import sql

ORG = "array[(select access.org())]"
LEADS_RESPONSE = f"""exists (select 1 from responses_response r where r.id = response_id
    and (r.leads @> {ORG} or {sql.SECRETARIAT}))"""
NEW = f"not is_demo and exchanged_version is null and {sql.CODE_GIVEN}"
STARTS = f"{sql.SECRETARIAT} or (leads @> {ORG} and {sql.IS_MEMBER} and {NEW})"
CLAIMS = f"""({LEADS_RESPONSE}) and exists (select 1 from needs_need n where n.id = need_id)
    and ({sql.SECRETARIAT} or ({NEW}))"""

OF_ITS_CLAIM = """exists (select 1 from responses_claim c where c.id = claim_id
    and c.need_id = responses_claimpartner.need_id and c.response_id = responses_claimpartner.response_id)"""
NAMES_PARTNER = f"""{OF_ITS_CLAIM} and ({LEADS_RESPONSE})
    and ((word, remark, said_by) = ('silent', '', '') and said_on is null or {sql.SECRETARIAT})"""

RIGHTS = f"""
alter policy adds on responses_response with check ({STARTS});
alter policy adds on responses_claim with check ({CLAIMS});
alter policy adds on responses_claimpartner with check ({NAMES_PARTNER});
alter policy edits on responses_claimpartner with check ({sql.SECRETARIAT} and {OF_ITS_CLAIM});
revoke update (owners, leads, served) on responses_response from iisg_app;
grant delete on needs_need, responses_response to iisg_rule;  -- to lock them; it has no policy, so no row

create trigger see_whole before update of part_of_id on responses_response for each row
    when (NEW.part_of_id is distinct from OLD.part_of_id and NEW.part_of_id is not null)
    execute function responses.see_whole();
create trigger see_whole_added before insert on responses_response for each row
    when (NEW.part_of_id is not null) execute function responses.see_whole();
create constraint trigger check_named after insert on responses_response
    deferrable initially deferred for each row execute function responses.check_named();
"""


class Migration(migrations.Migration):
    dependencies = [("responses", "0004_decisions"), ("access", "0005_rights_by_column")]
    operations = [sql.functions(__file__, "rights.sql", schema="responses"), sql.run(RIGHTS)]
