from django.db import migrations

from iisg.access import sql

MINE = "owner_id = (select access.person())"
SEES = f"{MINE} or {sql.SECRETARIAT} or (is_shared and {sql.SEES_MEMBERS})"
# A scenario stays its owner's, and is filed under the organisation that the owner works for.
STARTS = f"{MINE} and organisation_id = (select access.org())"

OF_VISIBLE = "exists (select 1 from scenarios_scenario s where s.id = scenario_id)"
OF_MINE = (
    "exists (select 1 from scenarios_scenario s where s.id = scenario_id and s.owner_id = (select access.person()))"
)
SEES_RESPONSE = "(response_id is null or exists (select 1 from responses_response r where r.id = response_id))"
SEES_NEED = "exists (select 1 from needs_need n where n.id = need_id)"
CHANGE_VISIBLE = "exists (select 1 from scenarios_change c where c.id = change_id)"
CHANGE_MINE = """exists (select 1 from scenarios_change c join scenarios_scenario s on s.id = c.scenario_id
    where c.id = change_id and s.owner_id = (select access.person()))"""

GO_WITH = """
alter table scenarios_change add constraint change_of_scenario
    foreign key (scenario_id) references scenarios_scenario on delete cascade;
alter table scenarios_candidate add constraint candidate_of_scenario
    foreign key (scenario_id) references scenarios_scenario on delete cascade;
alter table scenarios_imaginedclaim add constraint claim_of_change
    foreign key (change_id) references scenarios_change on delete cascade;
"""


def table(name: str, sees: str, writes: str) -> migrations.RunSQL:
    return sql.run(sql.policied_table(name, sees, f"{writes} and {sees}", f"{writes} and {sees}", writes))


class Migration(migrations.Migration):
    dependencies = [
        ("scenarios", "0001_records"),
        ("needs", "0002_policies"),
        ("responses", "0002_policies"),
    ]
    operations = [
        sql.run(GO_WITH),
        sql.run(sql.policied_table("scenarios_scenario", SEES, STARTS, MINE, MINE)),
        table("scenarios_change", f"{OF_VISIBLE} and {SEES_RESPONSE}", OF_MINE),
        table("scenarios_imaginedclaim", f"{CHANGE_VISIBLE} and {SEES_NEED}", CHANGE_MINE),
        table("scenarios_candidate", f"{OF_VISIBLE} and {SEES_NEED}", OF_MINE),
    ]
