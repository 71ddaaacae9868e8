from django.db import migrations

from iisg.access import sql

TABLES = "select polrelid from pg_policy where polname = 'removes'"
# Keys are counted by their tables, which takes no right to the sequences; and their last value counts hidden rows.
SEQUENCES = "revoke all on all sequences in schema public from iisg_app, iisg_rule;"
SESSION = "session_key = current_setting('iisg.session', true)"
# A visitor has one where a message waits. What is in it is signed; that nobody keeps things in the table is said here.
STARTS = f"""{SESSION} and session_key ~ '^[a-z0-9]{{32}}$' and length(session_data) <= 100000
    and expire_date <= now() + interval '13 hours'"""
SESSIONS = f"""
alter policy adds on django_session with check ({STARTS});
alter policy edits on django_session with check ({STARTS});
revoke update (session_key) on django_session from iisg_app;
alter policy adds on access_opensession with check ((select access.is_gate()));
revoke update (person_id, since) on access_opensession from iisg_app;
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0004_the_owner_is_who_connected"), ("search", "0001_find")]
    operations = [sql.run(sql.rights_by_column(TABLES)), sql.run(SEQUENCES), sql.run(SESSIONS)]
