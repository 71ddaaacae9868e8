from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from iisg.access import sql

JOURNAL = """
alter table framework_gapweights
    add column gates jsonb not null generated always as (access.gate('p', '{}')) stored;
select history.watch('framework_gapweights', 'weights', 'id', 'framework_gapweights');
create policy with_the_weights on history_entry for select to iisg_app using (
    subject = 'weights' and 'm' = any((select access.audiences())::text[]));
"""


def add_row(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("framework", "GapWeights").objects.create(id=1)


class Migration(migrations.Migration):
    dependencies = [("framework", "0005_weights"), ("history", "0002_journal")]
    operations = [
        sql.run(sql.public_table("framework_gapweights")),
        migrations.RunPython(add_row, migrations.RunPython.noop),
        sql.run(JOURNAL),
    ]
