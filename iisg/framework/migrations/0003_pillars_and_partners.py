from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from iisg.framework import names


def add_words(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for model, words in [("Pillar", names.PILLARS), ("Partner", names.PARTNERS)]:
        rows = apps.get_model("framework", model).objects
        for order, (code, name) in enumerate(words.items(), start=1):
            rows.create(code=code, name=name, order=order)


class Migration(migrations.Migration):
    dependencies = [("framework", "0002_policies")]
    operations = [migrations.RunPython(add_words, migrations.RunPython.noop)]
