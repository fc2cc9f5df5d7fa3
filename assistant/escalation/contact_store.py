"""Keeps call-back details, sealed, beside the request that they belong to. Synchronous, like the other stores."""

import json
from dataclasses import asdict
from datetime import UTC, datetime

from cryptography.fernet import InvalidToken
from sqlalchemy import ColumnElement, Connection, Engine, delete, insert, select, update

from assistant.conversation.database import writing
from assistant.conversation.tables import contacts, escalations
from assistant.errors import SecretUnusable
from assistant.escalation.contact import ContactDetails
from assistant.escalation.contact_key import ContactKey
from assistant.vocabulary import OPEN_STATES


class ContactStore:
    """Owns the table ``contacts``. Details live as long as their request is open and not longer."""

    def __init__(self, engine: Engine, key: ContactKey) -> None:
        self._engine = engine
        self._key = key

    def leave(self, escalation_id: str, details: ContactDetails) -> bool:
        """Keep the details of a request, in place of earlier ones. False when the request has ended meanwhile.

        Raises :class:`SecretUnusable`.
        """
        with writing(self._engine) as connection:
            sealed = self._key.seal(json.dumps(asdict(details)).encode()).decode()
            is_open = select(escalations.c.id).where(
                escalations.c.id == escalation_id, escalations.c.state.in_(OPEN_STATES)
            )
            if connection.scalar(is_open) is None:
                return False
            remove_contacts(connection, contacts.c.escalation_id == escalation_id)
            connection.execute(
                insert(contacts).values(escalation_id=escalation_id, sealed=sealed, left_at=datetime.now(UTC))
            )
        return True

    def is_kept(self, escalation_id: str) -> bool:
        """Whether there is something to read. Reads nothing."""
        with self._engine.connect() as connection:
            return connection.scalar(select(contacts.c.left_at).where(_of(escalation_id))) is not None

    def read(self, escalation_id: str) -> ContactDetails | None:
        """The details, or None when there are none. Whoever calls this has written the reading down.

        Raises :class:`SecretUnusable` when no key opens them.
        """
        with self._engine.connect() as connection:
            sealed = connection.scalar(select(contacts.c.sealed).where(_of(escalation_id)))
        if sealed is None:
            return None
        try:
            return ContactDetails(**json.loads(self._key.open(sealed.encode())))
        except InvalidToken:
            raise SecretUnusable(
                "These call-back details were sealed with a key that is not there. Put the key file back from a backup."
            ) from None

    def erase(self, escalation_id: str) -> None:
        """Forget the details of a request."""
        with writing(self._engine) as connection:
            remove_contacts(connection, _of(escalation_id))

    def renew_key(self) -> int:
        """Seal everything with a new key and forget the old ones. Returns how many details were sealed anew.

        Details that no key opens are deleted: nobody can read them. Raises :class:`SecretUnusable`.
        """
        with writing(self._engine) as connection:
            self._key.renew()  # nobody seals with an old key from here on
            rows = connection.execute(select(contacts)).all()
            resealed = 0
            for row in rows:
                try:
                    sealed = self._key.reseal(row.sealed.encode()).decode()
                except InvalidToken:
                    remove_contacts(connection, _of(row.escalation_id))
                    continue
                connection.execute(update(contacts).where(_of(row.escalation_id)).values(sealed=sealed))
                resealed += 1
        self._key.drop_old()
        return resealed


def remove_contacts(connection: Connection, which: ColumnElement[bool]) -> None:
    """Delete call-back details as a part of what ends their request."""
    connection.execute(delete(contacts).where(which))


def _of(escalation_id: str) -> ColumnElement[bool]:
    return contacts.c.escalation_id == escalation_id
