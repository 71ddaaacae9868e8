from django.db import migrations

from iisg.access import sql


class Migration(migrations.Migration):
    dependencies = [("needs", "0002_policies")]
    operations = [
        sql.run(
            "create index need_in_lists on needs_need (audience, owner_id)"
            " include (id, cycle_id, is_demo, pillar_id, priority, strand, state, level)"
        )
    ]
