from django.db import migrations

from iisg.access import sql

STATES = f"""{sql.SECRETARIAT} or (owner_id = (select access.org()) and (select access.partner()) is not null
    and {sql.IS_MEMBER} and level <> 'secretariat' and state <> 'adopted'
    and not is_demo and exchanged_version is null and {sql.CODE_GIVEN})"""


class Migration(migrations.Migration):
    dependencies = [("needs", "0003_counts_without_rows"), ("access", "0005_rights_by_column")]
    operations = [sql.run(f"alter policy adds on needs_need with check ({STATES})")]
