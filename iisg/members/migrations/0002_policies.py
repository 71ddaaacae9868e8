from django.db import migrations

from iisg.access import sql

# The sign-in (the gate) must find the person; otherwise people see themselves, and the Secretariat everybody.
GATE_OR_SELF = "(select access.is_gate()) or {column} = (select access.person()) or (select access.is_secretariat())"


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0001_records"),
        ("access", "0001_who_is_acting"),
        ("account", "0009_emailaddress_unique_primary_email"),
    ]
    operations = [
        sql.run(sql.public_table("members_organisation")),
        sql.run(sql.public_table("members_pillarseat")),
        sql.run(sql.public_table("members_boardseat")),
        sql.run(
            sql.policied_table(
                "members_person",
                sees=GATE_OR_SELF.format(column="id"),
                adds=sql.SECRETARIAT,
                edits=GATE_OR_SELF.format(column="id"),
            )
        ),
        sql.functions(__file__, "rights.sql", schema="access"),
        sql.run(
            "create trigger keep_rights before update on members_person"
            " for each row execute function access.keep_rights()"
        ),
        sql.run(sql.policied_table("account_emailaddress", *[GATE_OR_SELF.format(column="user_id")] * 4)),
    ]
