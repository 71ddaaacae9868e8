from django.db import migrations

from iisg.access import sql


class Migration(migrations.Migration):
    dependencies = [("members", "0003_rights_by_who_connected")]
    operations = [
        *sql.hold_days("members", "pillarseat", "pillar_seat_days_in_reach", "since", "until"),
        *sql.hold_days("members", "boardseat", "board_seat_days_in_reach", "since", "until"),
    ]
