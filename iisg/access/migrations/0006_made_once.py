from django.db import migrations, models

from iisg.access import sql

OWN = "person_id = (select access.person())"


class Migration(migrations.Migration):
    dependencies = [("access", "0005_rights_by_column")]
    operations = [
        migrations.CreateModel(
            name="MadeOnce",
            fields=[
                ("digest", models.TextField(primary_key=True, serialize=False)),
                ("person_id", models.BigIntegerField(db_index=True)),
                ("led_to", models.TextField(default="")),
                ("at", models.DateTimeField(auto_now_add=True)),
            ],
            options={"ordering": ["at"]},
        ),
        sql.run(sql.policied_table("access_madeonce", *[OWN] * 4)),
    ]
