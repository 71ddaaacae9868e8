from django.db import migrations

from iisg.access import sql

# The sign-in finds people by these addresses: nobody has another person's.
OWN_ADDRESS = """((select access.is_gate()) or user_id = (select access.person()) or (select access.is_secretariat()))
    and lower(email) = (select p.email from members_person p where p.id = user_id)"""
ADDRESSES = f"""
alter policy adds on account_emailaddress with check ({OWN_ADDRESS});
alter policy edits on account_emailaddress with check ({OWN_ADDRESS});
"""


class Migration(migrations.Migration):
    dependencies = [("members", "0002_policies"), ("access", "0004_the_owner_is_who_connected")]
    operations = [sql.functions(__file__, "rights.sql", schema="access"), sql.run(ADDRESSES)]
