from django.db import migrations

from iisg.access import sql

KEPT = """
create policy rule_edits on needs_lineage for update to iisg_rule using (true) with check (true);
grant update (gates) on needs_lineage to iisg_rule;
create trigger keep_gates_of_fates after update on needs_need
    referencing old table as old_rows new table as new_rows for each statement execute function needs.keep_gates_of_fates();
update needs_lineage set gates = '[]';  -- take_gates() says which
"""


class Migration(migrations.Migration):
    dependencies = [("needs", "0005_days_in_reach"), ("history", "0003_one_save_is_one_change")]
    operations = [sql.functions(__file__, "gates.sql", schema="needs"), sql.run(KEPT)]
