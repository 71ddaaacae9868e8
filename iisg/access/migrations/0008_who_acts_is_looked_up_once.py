from django.db import migrations

from iisg.access import sql


class Migration(migrations.Migration):
    dependencies = [("access", "0007_attempts_as_plain_times")]
    operations = [
        sql.functions(__file__, "rule.sql", schema="access"),
        # Of earlier databases: what it said is now found with the audiences.
        sql.run("set local role iisg_rule; drop function if exists access.pillars(); reset role;"),
    ]
