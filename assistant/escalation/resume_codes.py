"""A short code to come back to a conversation whose page was closed. It says nothing of anybody.

The database holds its hash, and the address of the conversation sealed with a key that the code alone gives: whoever
reads the database comes back to nothing.
"""

import base64
import hashlib
import secrets
from datetime import UTC, datetime

from cryptography.fernet import Fernet
from sqlalchemy import Engine, delete, insert, select

from assistant.conversation.database import writing
from assistant.conversation.tables import resume_codes
from assistant.errors import ConversationUnknown

_SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's: no I, L, O nor U, so that a code can be read aloud and written by hand."""
_LOOK_ALIKES = str.maketrans("OIL", "011")
_GROUPS, _OF = 4, 4
"""Sixteen signs of five bits: 80 bits."""


class ResumeCodes:
    """Owns the table ``resume_codes``. A conversation has one code at most: another takes its place. Synchronous."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def make(self, conversation_id: str, address: str) -> str:
        """A code for the conversation at this address, told once: « 7K2M-9QXR-4TBN-WH3C »."""
        code = "".join(secrets.choice(_SIGNS) for _ in range(_GROUPS * _OF))
        with writing(self._engine) as connection:
            connection.execute(delete(resume_codes).where(resume_codes.c.conversation_id == conversation_id))
            connection.execute(
                insert(resume_codes).values(
                    conversation_id=conversation_id,
                    code_sha256=_hash(code),
                    sealed=_cipher(code).encrypt(address.encode()).decode(),
                    made_at=datetime.now(UTC),
                )
            )
        return "-".join(code[start : start + _OF] for start in range(0, len(code), _OF))

    def is_made(self, conversation_id: str) -> bool:
        with self._engine.connect() as connection:
            made = select(resume_codes.c.made_at).where(resume_codes.c.conversation_id == conversation_id)
            return connection.scalar(made) is not None

    def find(self, typed: str) -> str:
        """The address of the conversation, from a code in any writing. Raises :class:`ConversationUnknown`."""
        code = "".join(sign for sign in typed.upper() if sign.isalnum()).translate(_LOOK_ALIKES)
        with self._engine.connect() as connection:
            sealed = connection.scalar(select(resume_codes.c.sealed).where(resume_codes.c.code_sha256 == _hash(code)))
        if sealed is None:
            raise ConversationUnknown
        return _cipher(code).decrypt(sealed.encode()).decode()


def _hash(code: str) -> str:
    return hashlib.sha256(f"find {code}".encode()).hexdigest()


def _cipher(code: str) -> Fernet:
    """Eighty random bits need no slow derivation; another prefix keeps the kept hash apart from the key."""
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(f"open {code}".encode()).digest()))
