"""The key that seals call-back details: a file of the state folder, never in the database.

A copy of the database alone shows nothing, and neither does a backup once the key is renewed.
"""

import os
import secrets
import stat
from pathlib import Path

from cryptography.fernet import Fernet, MultiFernet

from assistant.errors import SecretUnusable


class ContactKey:
    """Owns the key file: one key a line, the first seals and all of them open.

    It is made when the first details are sealed, for its owner alone (0600).
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def check(self) -> None:
        """Raises :class:`SecretUnusable` for a file that others may read or that holds no key. None yet is fine."""
        if self._path.exists():
            self._read()

    def seal(self, plain: bytes) -> bytes:
        """Encrypted and signed with the newest key. Raises :class:`SecretUnusable`."""
        if not self._path.exists():
            self._make()
        return self._cipher().encrypt(plain)

    def open(self, sealed: bytes) -> bytes:
        """Raises :class:`SecretUnusable`, and ``InvalidToken`` for what none of the keys sealed."""
        return self._cipher().decrypt(sealed)

    def renew(self) -> None:
        """Put a new key first; the others still open what they sealed. Raises :class:`SecretUnusable`."""
        self._write([Fernet.generate_key().decode(), *(self._read() if self._path.exists() else ())])

    def reseal(self, sealed: bytes) -> bytes:
        """The same details under the newest key."""
        return self._cipher().rotate(sealed)

    def drop_old(self) -> None:
        """Keep the newest key alone: what the others sealed can never be opened again."""
        self._write(self._read()[:1])

    def _cipher(self) -> MultiFernet:
        return MultiFernet([Fernet(key) for key in self._read()])

    def _read(self) -> list[str]:
        with self._path.open(encoding="ascii", errors="replace") as file:
            mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
            if mode & 0o077:
                raise SecretUnusable(
                    f"{self._path}: others may read this key (mode {mode:04o}). Close it with: chmod 600 {self._path}"
                )
            keys = file.read().split()
        try:
            MultiFernet([Fernet(key) for key in keys])
        except ValueError:  # its message could quote a key
            raise SecretUnusable(
                f"{self._path}: this is no key. Put the file back from a backup; without it the call-back details that "
                "are kept cannot be read."
            ) from None
        return keys

    def _make(self) -> None:
        """Appears whole or not at all: of two processes that make it, one wins and both read the same."""
        draft = self._draft([Fernet.generate_key().decode()])
        try:
            os.link(draft, self._path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()

    def _write(self, keys: list[str]) -> None:
        self._draft(keys).replace(self._path)

    def _draft(self, keys: list[str]) -> Path:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        draft = self._path.with_name(f"{self._path.name}.{secrets.token_hex(8)}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write("".join(f"{key}\n" for key in keys))
            file.flush()
            os.fsync(descriptor)
        return draft
