from django.db import migrations

from iisg.access import sql


class Migration(migrations.Migration):
    dependencies = [("needs", "0006_gates_of_fates_are_kept")]
    operations = [sql.code_fits_into_an_address("needs_need")]
