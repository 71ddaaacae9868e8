from django.db import migrations, models

from iisg.access import sql

# Django's cache in the database unpickled what it read, and every person might write it. What is kept now is a time,
# and the gate alone reads and writes it.
GATE = "(select access.is_gate())"


class Migration(migrations.Migration):
    dependencies = [("access", "0006_made_once")]
    operations = [
        sql.run("drop table access_counter"),
        migrations.CreateModel(
            name="Attempt",
            fields=[
                ("key", models.TextField(primary_key=True, serialize=False)),
                ("free_at", models.DateTimeField(db_index=True)),
            ],
        ),
        sql.run(sql.policied_table("access_attempt", *[GATE] * 4)),
    ]
