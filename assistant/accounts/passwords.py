"""Passwords: which are taken, how they are kept, and how one is made."""

import re
import secrets
import unicodedata
from functools import cache
from importlib import resources
from itertools import pairwise

import yaml
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from assistant.errors import AccountRefused
from assistant.vocabulary import AccountRefusal

SHORTEST = 12
"""Characters. Long beats odd: nothing else is asked of a password but not to be obvious."""
LONGEST = 256
_FEWEST_DIFFERENT = 5
"""Characters: « 121212121212 » is as long as one that is hard to guess."""

_CLEAR_CHARACTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without those that are mistaken for another on paper: i, l, o, 0 and 1."""
_GROUPS, _GROUP_CHARACTERS = 4, 5


class Passwords:
    """Hashes with argon2id, and takes the same time whether there is a hash to compare with or none."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        """Without a hasher: the parameters that the library recommends today (RFC 9106, 64 MiB)."""
        self._hasher = hasher or PasswordHasher()
        self._of_nobody = self._hasher.hash(secrets.token_urlsafe(32))

    def hash(self, password: str) -> str:
        return self._hasher.hash(_write(password))

    def matches(self, password: str, kept: str | None) -> bool:
        """Whether it is the password of this hash. ``None``, for a name that nobody has, costs as much and is False."""
        try:
            self._hasher.verify(kept or self._of_nobody, _write(password))
        except (VerificationError, InvalidHashError):
            return False
        return kept is not None

    def is_outdated(self, kept: str) -> bool:
        """Whether the hash was made with other parameters than those of today."""
        return self._hasher.check_needs_rehash(kept)


def normalise(password: str) -> str:
    """The same characters for every keyboard: an « é » may be typed as one sign or as two."""
    return unicodedata.normalize("NFKC", password)


def _write(password: str) -> bytes:
    """A half of a sign, which JSON can hold and UTF-8 cannot, is a wrong password and not an incident."""
    return normalise(password).encode("utf-8", "surrogatepass")


def refuse_weak(password: str, *names: str) -> None:
    """Raises :class:`AccountRefused` for a password that is too short, too long, obvious or one of the names."""
    typed = normalise(password)
    if len(typed) < SHORTEST:
        raise AccountRefused(AccountRefusal.PASSWORD_TOO_SHORT)
    if len(typed) > LONGEST:
        raise AccountRefused(AccountRefusal.PASSWORD_TOO_LONG)
    bare = _letters(typed)
    if any(typed.casefold() == normalise(name).casefold() or (bare and bare == _letters(name)) for name in names):
        raise AccountRefused(AccountRefusal.PASSWORD_IS_NAME)
    if len(set(typed.casefold())) < _FEWEST_DIFFERENT or _is_obvious(bare) or _is_counted(typed):
        raise AccountRefused(AccountRefusal.PASSWORD_OBVIOUS)


def generate_password() -> str:
    """A password of 99 random bits that can be read from paper: « k7mqa-… »."""
    return "-".join(
        "".join(secrets.choice(_CLEAR_CHARACTERS) for _ in range(_GROUP_CHARACTERS)) for _ in range(_GROUPS)
    )


def _letters(text: str) -> str:
    """The letters alone, without accents and capitals: « Été-2026! » is as easy to guess as « ete »."""
    parted = unicodedata.normalize("NFKD", text).casefold()
    return re.sub(r"[^a-z]", "", parted)


def _is_obvious(letters: str) -> bool:
    """Whether it is made of obvious words and of nothing else, such as « motdepasseadmin »."""
    return bool(letters) and _obvious_words().fullmatch(letters) is not None


def _is_counted(text: str) -> bool:
    """Whether the characters follow one another: « 123456789012 », « abcdefghijkl »."""
    steps = {ord(after) - ord(before) for before, after in pairwise(text)}
    if text.isdecimal():
        steps = {step % 10 for step in steps}  # 9 is followed by 0
    return steps in ({1}, {-1}, {9})


@cache
def _obvious_words() -> re.Pattern[str]:
    text = (resources.files(__package__) / "obvious_passwords.yaml").read_text(encoding="utf-8")
    return re.compile(f"(?:{'|'.join(map(re.escape, yaml.safe_load(text)))})+")
