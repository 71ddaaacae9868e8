from django.db import migrations

from iisg.access import sql

KEPT = """
create policy rule_edits on responses_pairdecision for update to iisg_rule using (true) with check (true);
grant update (gates) on responses_pairdecision to iisg_rule;
create trigger keep_gates_of_decisions after update on responses_response
    referencing old table as old_rows new table as new_rows
    for each statement execute function responses.keep_gates_of_decisions();
update responses_pairdecision set gates = '[]';  -- take_gates() says which
"""


class Migration(migrations.Migration):
    dependencies = [("responses", "0005_rights_below_the_forms"), ("history", "0003_one_save_is_one_change")]
    operations = [sql.functions(__file__, "gates.sql", schema="responses"), sql.run(KEPT)]
