from django.db import migrations, models

from iisg.access import sql

# What earlier entries of the journal say of a split, the Secretariat alone reads on (its own policy).
EARLIER = """
alter policy with_the_fate on history_entry using (
    subject = 'fate' and (select 'm' = any(access.audiences()))
    and access.opens(gates, (select access.audiences()), (select access.org()))
    and exists (select 1 from needs_need n where n.id = subject_id)
    and (coalesce(new, old) ->> 'successor_id' is null
         or exists (select 1 from needs_need n where n.id = (coalesce(new, old) ->> 'successor_id')::bigint))
    and 'split' is distinct from old ->> 'fate' and 'split' is distinct from new ->> 'fate');
update needs_lineage set fate = 'carried' where fate = 'split';
set constraints all immediate;
"""


class Migration(migrations.Migration):
    dependencies = [("needs", "0007_a_code_fits_into_an_address")]
    operations = [
        sql.run(EARLIER),
        migrations.RemoveConstraint(model_name="lineage", name="fate_known"),
        migrations.AddConstraint(
            model_name="lineage",
            constraint=models.CheckConstraint(
                condition=models.Q(("fate__in", ["", "carried", "merged", "met", "withdrawn"])),
                name="fate_known",
            ),
        ),
    ]
