from django.db import migrations

from iisg.access import sql

# A scenario stays its owner's, and where it was filed.
KEPT = "revoke update (code, owner_id, organisation_id) on scenarios_scenario from iisg_app"


class Migration(migrations.Migration):
    dependencies = [("scenarios", "0003_solved_envelopes"), ("access", "0005_rights_by_column")]
    operations = [sql.run(KEPT)]
