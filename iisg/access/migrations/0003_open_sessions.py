from django.db import migrations, models

from iisg.access import sql

# The sign-in (the gate) begins one; otherwise people see and end their own.
OWN = "(select access.is_gate()) or person_id = (select access.person())"


class Migration(migrations.Migration):
    dependencies = [("access", "0002_counters_of_the_sign_in")]
    operations = [
        migrations.CreateModel(
            name="OpenSession",
            fields=[
                ("digest", models.TextField(primary_key=True, serialize=False)),
                ("person_id", models.BigIntegerField(db_index=True)),
                ("since", models.DateTimeField()),
                ("seen", models.DateTimeField()),
            ],
            options={"ordering": ["since"]},
        ),
        sql.run(sql.policied_table("access_opensession", *[OWN] * 4)),
    ]
