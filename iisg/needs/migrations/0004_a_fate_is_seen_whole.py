from django.db import migrations

from iisg.access import sql

IS_WHOLE = "needs.is_whole({need}, (select access.audiences()), (select access.org()))"
WHOLE = f"""
alter policy sees on needs_lineage using (
    exists (select 1 from needs_need n where n.id = need_id)
    and (successor_id is null or exists (select 1 from needs_need s where s.id = successor_id))
    and (fate <> 'split' or {IS_WHOLE.format(need="need_id")}));
alter policy with_the_fate on history_entry using (
    subject = 'fate' and (select 'm' = any(access.audiences()))
    and access.opens(gates, (select access.audiences()), (select access.org()))
    and exists (select 1 from needs_need n where n.id = subject_id)
    and (coalesce(new, old) ->> 'successor_id' is null
         or exists (select 1 from needs_need n where n.id = (coalesce(new, old) ->> 'successor_id')::bigint))
    and {IS_WHOLE.format(need="subject_id")});
grant delete on needs_lineage to iisg_rule;
create policy rule_ends on needs_lineage for delete to iisg_rule using (true);
create trigger give_way before insert on needs_lineage
    for each row when (current_user = 'iisg_app') execute function needs.give_way();
"""


class Migration(migrations.Migration):
    dependencies = [("needs", "0003_counts_without_rows"), ("access", "0004_who_acts_is_looked_up_once")]
    operations = [sql.functions(__file__, "fates.sql", schema="needs"), sql.run(WHOLE)]
