"""The tables of the database. Numbered migrations build them; a test holds the two together.

No column holds a text that a guard has not made fit to keep; ``contacts`` and ``resume_codes`` hold what is sealed with
a key that is not in the database.
"""

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    text,
)

from assistant.vocabulary import OPEN_STATES

metadata = MetaData()


class Moment(TypeDecorator[datetime]):
    """A time with its zone. All are written in UTC; SQLite gives them back without saying so."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value if value is None or value.tzinfo else value.replace(tzinfo=UTC)


conversations = Table(
    "conversations",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("code_sha256", String(64), nullable=False, unique=True),
    Column("language", String(8), nullable=False),
    Column("channel", String(16), nullable=False),
    Column("started_at", Moment, nullable=False),
)

turns = Table(
    "turns",
    metadata,
    Column("question_id", String(32), primary_key=True),
    Column("conversation_id", String(32), ForeignKey("conversations.id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("asked_at", Moment, nullable=False),
    Column("question", Text, nullable=False),
    Column("status", String(32), nullable=False),
    Column("answer", JSON, nullable=False),
    Index("turns_in_order", "conversation_id", "position", unique=True),
)

_IS_OPEN = "state IN ({})".format(", ".join(f"'{state}'" for state in OPEN_STATES))

escalations = Table(
    "escalations",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("conversation_id", String(32), ForeignKey("conversations.id"), nullable=False),
    Column("state", String(16), nullable=False),
    Column("reason", String(32), nullable=False),
    Column("note", JSON, nullable=False),
    Column("version", Integer, nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Column("is_urgent", Boolean, nullable=False),
    Column("holder", String(32), nullable=False),
    Column("addressee", String(96), nullable=False),
    Column("closing_reason", String(32), nullable=False),
    Column("labels", JSON, nullable=False),
    Column("place", Integer, nullable=False),  # in the queue as it was opened, from 1; 0 where it is not known
    Column("agents", Integer, nullable=False),  # that were available then
    Column("claimed_at", Moment),  # the first time
    Index("escalations_by_state", "state", "opened_at"),
    Index(
        "one_open_request",
        "conversation_id",
        unique=True,
        sqlite_where=text(_IS_OPEN),
        postgresql_where=text(_IS_OPEN),
    ),
)

escalation_changes = Table(
    "escalation_changes",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("escalation_id", String(32), ForeignKey("escalations.id"), nullable=False),
    Column("at", Moment, nullable=False),
    Column("who", String(64), nullable=False),
    Column("what", String(32), nullable=False),
    Column("why", Text, nullable=False),
    Index("changes_of_a_case", "escalation_id"),
    sqlite_autoincrement=True,  # who follows the changes goes on after a number: it is never given again
)

messages = Table(
    "messages",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("conversation_id", String(32), ForeignKey("conversations.id"), nullable=False),
    Column("escalation_id", String(32), ForeignKey("escalations.id"), nullable=False),
    Column("author", String(16), nullable=False),
    Column("account", String(32), nullable=False),
    Column("agent_name", String(80), nullable=False),
    Column("text", Text, nullable=False),
    Column("entity_types", JSON, nullable=False),
    Column("sent_at", Moment, nullable=False),
    Index("messages_of_a_conversation", "conversation_id"),
    Index("messages_of_a_case", "escalation_id"),
    sqlite_autoincrement=True,
)

case_notes = Table(
    "case_notes",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("escalation_id", String(32), ForeignKey("escalations.id"), nullable=False),
    Column("at", Moment, nullable=False),
    Column("who", String(32), nullable=False),
    Column("text", Text, nullable=False),
    Index("notes_of_a_case", "escalation_id"),
)

resume_codes = Table(
    "resume_codes",
    metadata,
    Column("conversation_id", String(32), ForeignKey("conversations.id"), primary_key=True),
    Column("code_sha256", String(64), nullable=False, unique=True),
    Column("sealed", Text, nullable=False),
    Column("made_at", Moment, nullable=False),
)

accounts = Table(
    "accounts",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("display_name", String(80), nullable=False),
    Column("roles", JSON, nullable=False),
    Column("password_hash", String(255), nullable=False),
    Column("is_disabled", Boolean, nullable=False),
    Column("must_change_password", Boolean, nullable=False),
    Column("added_at", Moment, nullable=False),
)

sign_in_sessions = Table(
    "sign_in_sessions",
    metadata,
    Column("token_sha256", String(64), primary_key=True),
    Column("account", String(32), ForeignKey("accounts.name"), nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("last_seen_at", Moment, nullable=False),
    Index("sessions_by_account", "account"),
)

familiar_addresses = Table(
    "familiar_addresses",
    metadata,
    Column("account", String(32), ForeignKey("accounts.name"), primary_key=True),
    Column("address", String(64), primary_key=True),
    Column("last_used_at", Moment, nullable=False),
)

audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", Moment, nullable=False),
    Column("who", String(32), nullable=False),
    Column("role", String(16), nullable=False),
    Column("what", String(32), nullable=False),
    Column("subject", String(96), nullable=False),
    Column("details", JSON, nullable=False),
    Index("audit_by_age", "at"),
    sqlite_autoincrement=True,  # a number that was used is never given again
)

audit_marker = Table(
    "audit_marker",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("older_than", Moment, nullable=False),
)

contacts = Table(
    "contacts",
    metadata,
    Column("escalation_id", String(32), ForeignKey("escalations.id"), primary_key=True),
    Column("sealed", Text, nullable=False),
    Column("left_at", Moment, nullable=False),
)
