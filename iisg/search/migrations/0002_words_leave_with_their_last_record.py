from django.db import migrations

from iisg.access import sql

SEARCHED = ("needs_need", "responses_response", "framework_referencedocument")


def keep_words(table: str) -> str:
    made = {
        "added": "after insert on {} referencing new table as new_rows",
        "changed": "after update on {} referencing old table as old_rows new table as new_rows",
        "removed": "after delete on {} referencing old table as old_rows",
    }
    return f"""
drop trigger if exists learn_added on {table};
drop trigger if exists learn_changed on {table};
""" + "".join(
        f"create trigger words_{name} {when.format(table)} for each statement execute function search.keep_words();\n"
        for name, when in made.items()
    )


# Of earlier databases: the list has learned only so far.
AGAIN = """
grant update, delete on search.word to iisg_rule;
set local role iisg_rule;
drop function if exists search.learn();
delete from search.word s where s.word = any(search.unused(array(select w.word from search.word w)));
reset role;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0001_find"),
        ("responses", "0008_hidden_relations_give_way"),
        ("access", "0004_the_owner_is_who_connected"),
    ]
    operations = [
        sql.functions(__file__, "words.sql", schema="search"),
        *(sql.run(keep_words(table)) for table in SEARCHED),
        sql.run(AGAIN),
    ]
