from django.db import migrations

from iisg.access import sql

# These policies opened to a setting, iisg.migrating, that any statement can make.
BY_WHO_CONNECTED = f"""
do $$
declare t regclass;
begin
    for t in select polrelid from pg_policy where polname = 'migrating' loop
        execute format($sql$alter policy migrating on %s using ({sql.OWNER_CONNECTED}) with check ({sql.OWNER_CONNECTED})$sql$, t);
    end loop;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0003_open_sessions"),
        ("framework", "0006_policies_of_weights"),
        ("history", "0002_journal"),
        ("members", "0002_policies"),
        ("needs", "0002_policies"),
        ("reports", "0002_policies"),
        ("responses", "0004_decisions"),
        ("scenarios", "0002_policies"),
    ]
    operations = [sql.run(BY_WHO_CONNECTED)]
