"""Looking for words in a list: script, accents and capitals do not matter, and a word may be typed in part.

PostgreSQL does it (search/find.sql), in a function of the rule: under a policy alone no index of words is used.
"""

from typing import Literal

from django.db import connection
from django.db.models import Q
from django.db.models.expressions import RawSQL


def mentions(kind: Literal["need", "response"], text: str) -> Q:
    """Every word is in the code or the texts of the record, or in the name of an organisation of a response.

    Looked up here and now, so that whoever counts and pages with the condition has it looked up once.
    """
    with connection.cursor() as cursor:
        cursor.execute("select search.mentioning(%s, %s)", [kind, text])
        (found,) = cursor.fetchone()
    return Q(pk__in=RawSQL("select unnest(%s::bigint[])", [found]))
