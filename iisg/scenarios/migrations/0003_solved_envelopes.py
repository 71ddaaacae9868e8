from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models

from iisg.access import sql

# A reader's own only: it was found from the rows that this reader sees.
OF_VISIBLE = "exists (select 1 from scenarios_scenario s where s.id = scenario_id)"
MINE = "person_id = (select access.person())"
GOES_WITH = """
alter table scenarios_solved add constraint solved_of_scenario
    foreign key (scenario_id) references scenarios_scenario on delete cascade;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("scenarios", "0002_policies"),
        ("members", "0002_policies"),
        ("access", "0004_the_owner_is_who_connected"),
    ]
    operations = [
        migrations.CreateModel(
            name="Solved",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.TextField()),
                ("chosen", ArrayField(models.IntegerField(), default=list)),
                ("second", ArrayField(models.IntegerField(), default=list)),
                ("problem", models.TextField(blank=True)),
                (
                    "person",
                    models.ForeignKey(on_delete=models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
                (
                    "scenario",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=models.deletion.DO_NOTHING,
                        related_name="+",
                        to="scenarios.scenario",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("scenario", "person"), name="one_solution_of_a_reader")
                ],
            },
        ),
        sql.run(GOES_WITH),
        sql.run(
            sql.policied_table("scenarios_solved", MINE, f"{MINE} and {OF_VISIBLE}", f"{MINE} and {OF_VISIBLE}", MINE)
        ),
    ]
