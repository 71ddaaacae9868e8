"""Sessions in the database, each readable only by whoever knows its key (policy in migration 0001)."""

from typing import Any

from django.contrib.sessions.backends import db

from iisg.access.acting import say
from iisg.access.lasting import digest_of
from iisg.access.models import OpenSession


class SessionStore(db.SessionStore):
    def _get_session_from_db(self) -> Any:
        if not (self.session_key or "").isalnum():  # a cookie may hold anything, even what PostgreSQL refuses
            self._session_key = None
            return None
        say("iisg.session", self.session_key or "")
        return super()._get_session_from_db()  # type: ignore[misc]

    def exists(self, session_key: str) -> bool:
        say("iisg.session", session_key)
        return super().exists(session_key)

    def save(self, must_create: bool = False) -> None:
        if self.session_key:
            say("iisg.session", self.session_key)
        super().save(must_create)

    def cycle_key(self) -> None:
        """With a new password: the same sign-in goes on under another key."""
        before = self.session_key
        super().cycle_key()
        OpenSession.objects.filter(digest=digest_of(before)).update(digest=digest_of(self.session_key))

    def delete(self, session_key: str | None = None) -> None:
        say("iisg.session", session_key or self.session_key or "")
        super().delete(session_key)
