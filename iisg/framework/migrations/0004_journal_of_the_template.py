from django.db import migrations

from iisg.access import sql

# The template and the rates are public, their history is for members. A measure's entries are read with its objective's.
JOURNAL = """
alter table framework_objective
    add column gates jsonb not null generated always as (access.gate('p', '{}')) stored;
alter table framework_measure
    add column gates jsonb not null generated always as (access.gate('p', '{}')) stored;
select history.watch('framework_objective', 'objective', 'id', 'framework_objective');
select history.watch('framework_measure', 'objective', 'objective_id', 'framework_objective');
alter table framework_rate
    add column gates jsonb not null generated always as (access.gate('p', '{}')) stored;
select history.watch('framework_rate', 'rate', 'id', 'framework_rate');
create policy with_the_rate on history_entry for select to iisg_app using (
    subject = 'rate' and 'm' = any((select access.audiences())::text[]));
create policy with_the_template on history_entry for select to iisg_app using (
    subject = 'objective' and 'm' = any((select access.audiences())::text[]));
"""


class Migration(migrations.Migration):
    dependencies = [("framework", "0003_pillars_and_partners"), ("history", "0002_journal")]
    operations = [sql.run(JOURNAL)]
