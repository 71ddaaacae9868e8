from django.db import migrations

from iisg.access import sql

# What gives way is changed by the rule, which is a party to nothing.
MAY_GIVE_WAY = """
grant update (part_of_id, joined_into_id) on responses_response to iisg_rule;
drop trigger check_joining on responses_response;
create trigger check_joining before update of joined_into_id on responses_response
    for each row when (NEW.joined_into_id is distinct from OLD.joined_into_id and current_user = 'iisg_app')
    execute function responses.check_joining();
"""


class Migration(migrations.Migration):
    dependencies = [("responses", "0007_a_code_fits_into_an_address"), ("access", "0008_who_acts_is_looked_up_once")]
    operations = [sql.functions(__file__, "joins.sql", schema="responses"), sql.run(MAY_GIVE_WAY)]
