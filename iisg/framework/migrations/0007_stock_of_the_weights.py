from django.db import migrations

from iisg.access import sql


class Migration(migrations.Migration):
    dependencies = [("framework", "0006_policies_of_weights"), ("history", "0003_one_save_is_one_change")]
    operations = [sql.run("select history.take_stock('framework_gapweights')")]
