from django.apps import AppConfig
from django.conf import settings
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate
from psycopg import adapters

from iisg.access.acting import guard, key_pads, tell


def store_key(sender: object, **kwargs: object) -> None:
    """The owner puts the key of the actor's signature where only the rule's role reads it."""
    tell(
        "insert into access.key (inner_pad, outer_pad) values (%s, %s)"
        " on conflict (only_row) do update set inner_pad = excluded.inner_pad, outer_pad = excluded.outer_pad",
        *key_pads(settings.ACTOR_KEY),
    )


class AccessConfig(AppConfig):
    name = "iisg.access"
    label = "access"

    def ready(self) -> None:
        from iisg.access.days import StoredDay
        from iisg.access.lasting import note_sign_in, note_sign_out

        adapters.register_loader("date", StoredDay)
        connection_created.connect(guard)
        user_logged_in.connect(note_sign_in)
        user_logged_out.connect(note_sign_out)
        post_migrate.connect(store_key, sender=self)
