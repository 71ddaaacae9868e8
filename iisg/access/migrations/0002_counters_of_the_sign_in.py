from django.db import migrations

from iisg.access import sql

# As Django's cache in the database wants it. All processes count wrong passwords here, by address and by account: below
# /accounts/ only (the gate, or somebody signed in who gives the password again).
COUNTERS = """
create table access_counter (cache_key varchar(255) primary key, value text not null, expires timestamptz not null);
create index access_counter_expires on access_counter (expires);
"""
COUNTS = "(select access.is_gate()) or (select access.person()) is not null"


class Migration(migrations.Migration):
    dependencies = [("access", "0001_who_is_acting")]
    operations = [sql.run(COUNTERS), sql.run(sql.policied_table("access_counter", *[COUNTS] * 4))]
