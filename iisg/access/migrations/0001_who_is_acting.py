from django.db import migrations

from iisg.access import sql


class Migration(migrations.Migration):
    dependencies = [("sessions", "0001_initial"), ("contenttypes", "0002_remove_content_type_name")]
    operations = [
        sql.file(__file__, "hand_over.sql"),
        sql.functions(__file__, "rule.sql", schema="access"),
        sql.run(
            sql.policied_table(
                "django_session",
                sees="session_key = current_setting('iisg.session', true)",
                adds="session_key = current_setting('iisg.session', true)",
                edits="session_key = current_setting('iisg.session', true)",
                removes="session_key = current_setting('iisg.session', true)",
            )
        ),
    ]
