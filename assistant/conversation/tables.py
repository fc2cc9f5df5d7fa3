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
    Float,
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

contests = Table(
    "contests",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("conversation_id", String(32), nullable=False),
    Column("question_id", String(32), nullable=False),
    Column("subject", String(32), nullable=False),
    Column("words", Text, nullable=False),
    Column("question", Text, nullable=False),
    Column("pages", JSON, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("version", Integer, nullable=False),
    Column("verdict", String(32), nullable=False),  # empty while nobody has dealt with it
    Column("decided_by", String(32), nullable=False),
    Column("decided_at", Moment, nullable=True),
    Column("why", Text, nullable=False),
    Index("contests_by_conversation", "conversation_id"),
    Index("contests_by_age", "made_at"),
    Index("contests_by_verdict", "verdict", "made_at"),
)

worklist_marks = Table(
    "worklist_marks",
    metadata,
    Column("base", String(63), primary_key=True),
    Column("list", String(16), primary_key=True),
    Column("item", String(64), primary_key=True),
    Column("fingerprint", String(64), nullable=False),
    Column("mark", String(16), nullable=False),
    Column("at", Moment, nullable=False),
    Column("who", String(32), nullable=False),
    Column("why", Text, nullable=False),
)

link_checks = Table(
    "link_checks",
    metadata,
    Column("url_sha256", String(64), primary_key=True),
    Column("url", Text, nullable=False),
    Column("outcome", String(16), nullable=False),
    Column("status", Integer, nullable=False),
    Column("leads_to", Text, nullable=False),
    Column("checked_at", Moment, nullable=False),
    Index("link_checks_by_age", "checked_at"),
)

validated_answers = Table(
    "validated_answers",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("language", String(8), nullable=False),
    Column("service", String(80), nullable=False),
    Column("text", Text, nullable=False),
    Column("questions", JSON, nullable=False),
    Column("situation", JSON, nullable=False),
    Column("unsupported_why", Text, nullable=False),
    Column("is_withdrawn", Boolean, nullable=False),
    Column("author", String(32), nullable=False),
    Column("checked_at", Moment, nullable=False),
)

validated_pages = Table(
    "validated_pages",
    metadata,
    Column("answer_id", String(32), ForeignKey("validated_answers.id"), primary_key=True),
    Column("base", String(63), primary_key=True),
    Column("document_id", String(255), primary_key=True),
    Column("title", Text, nullable=False),
    Column("content_sha256", String(64), nullable=False),
    Column("base_version", String(16), nullable=False),
    Index("validated_by_page", "base", "document_id"),
)

validated_changes = Table(
    "validated_changes",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("answer_id", String(32), ForeignKey("validated_answers.id"), nullable=False),
    Column("at", Moment, nullable=False),
    Column("who", String(32), nullable=False),
    Column("what", String(16), nullable=False),
    Column("text", Text, nullable=False),
    Column("why", Text, nullable=False),
    Index("validated_changes_in_order", "answer_id", "id"),
)

drafts = Table(
    "drafts",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("question_id", String(32), ForeignKey("turns.question_id"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("waits_for_approval", Boolean, nullable=False),
    Column("answer", JSON, nullable=False),
    Column("theme", String(120), nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("holder", String(32), nullable=False),
    Column("verdict", String(16), nullable=False),
    Column("sent_text", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("distance", Float, nullable=True),
    Column("decided_at", Moment, nullable=True),
    Index("drafts_by_question", "question_id", unique=True),
    Index("drafts_in_order", "verdict", "waits_for_approval", "made_at"),
)

review_figures = Table(
    "review_figures",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("decided_at", Moment, nullable=False),
    Column("waited", Boolean, nullable=False),
    Column("verdict", String(16), nullable=False),
    Column("reason", String(32), nullable=False),
    Column("theme", String(120), nullable=False),
    Column("distance", Float, nullable=True),
    Column("seconds", Integer, nullable=False),
    Index("review_figures_by_age", "decided_at"),
)

trainings = Table(
    "trainings",
    metadata,
    Column("account", String(32), ForeignKey("accounts.name"), primary_key=True),
    Column("course_version", String(32), nullable=False),
    Column("passed_at", Moment, nullable=True),
    Column("required_since", Moment, nullable=True),
)
