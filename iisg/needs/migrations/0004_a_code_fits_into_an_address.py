from django.db import migrations

from iisg.access import sql


class Migration(migrations.Migration):
    dependencies = [("needs", "0003_counts_without_rows")]
    operations = [sql.code_fits_into_an_address("needs_need")]
