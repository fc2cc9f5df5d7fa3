"""An account of staff, who is signed in, and what a sign-in gives back."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from assistant.audit import Actor
from assistant.vocabulary import Role


@dataclass(frozen=True, slots=True)
class Account:
    """One person of staff."""

    name: str
    """What is typed to sign in. Never changes and is never given to somebody else: the audit names it."""
    display_name: str
    roles: frozenset[Role]
    is_disabled: bool
    must_change_password: bool
    """True while the password is one that somebody else chose or that was generated."""
    added_at: datetime

    def acts_as(self, role: Role | None = None) -> Actor:
        """Who the audit names. Without a role: for what every account may do on itself."""
        return Actor(self.name, role.value if role else "")


@dataclass(frozen=True, slots=True)
class SessionLife:
    """How long a sign-in lasts."""

    longest: timedelta
    """From the sign-in, whatever is done."""
    idle: timedelta
    """From the last request."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A sign-in that succeeded."""

    account: Account
    token: str = field(repr=False)
    """The secret of the session, 256 random bits. Kept as a hash only: it is told once."""
    ends_at: datetime
    """When it ends at the latest."""


@dataclass(frozen=True, slots=True)
class NewPassword:
    """A password that was made for an account. Told once."""

    account: Account
    password: str = field(repr=False)
