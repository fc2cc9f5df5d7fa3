"""Who holds a request and why it ended, messages between a person and an agent, private notes, codes to come back."""

from typing import Literal

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_OPEN = "state IN ('waiting', 'claimed', 'forwarded', 'call_back')"


def _recreate() -> Literal["always", "never"]:
    """SQLite numbers rows for good only in a table that is made so; another database always does."""
    return "always" if op.get_bind().dialect.name == "sqlite" else "never"


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.add_column("escalations", sa.Column("changed_at", moment, nullable=False, server_default="1970-01-01 00:00:00"))
    op.add_column("escalations", sa.Column("is_urgent", sa.Boolean, nullable=False, server_default=sa.false()))
    op.add_column("escalations", sa.Column("holder", sa.String(32), nullable=False, server_default=""))
    op.add_column("escalations", sa.Column("addressee", sa.String(96), nullable=False, server_default=""))
    op.add_column("escalations", sa.Column("closing_reason", sa.String(32), nullable=False, server_default=""))
    op.add_column("escalations", sa.Column("labels", sa.JSON, nullable=False, server_default="[]"))
    op.add_column("escalations", sa.Column("place", sa.Integer, nullable=False, server_default="0"))
    op.add_column("escalations", sa.Column("agents", sa.Integer, nullable=False, server_default="0"))
    op.add_column("escalations", sa.Column("claimed_at", moment))
    op.execute("UPDATE escalations SET changed_at = opened_at, is_urgent = (reason = 'danger')")
    where = sa.text(_OPEN)
    op.create_index(
        "one_open_request",
        "escalations",
        ["conversation_id"],
        unique=True,
        sqlite_where=where,
        postgresql_where=where,
    )
    with op.batch_alter_table(
        "escalation_changes", recreate=_recreate(), table_kwargs={"sqlite_autoincrement": True}
    ) as table:
        table.create_index("changes_of_a_case", ["escalation_id"])
    op.execute("UPDATE escalation_changes SET what = 'accepted' WHERE what = 'waiting'")
    op.create_table(
        "messages",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("conversation_id", sa.String(32), sa.ForeignKey("conversations.id"), nullable=False),
        sa.Column("escalation_id", sa.String(32), sa.ForeignKey("escalations.id"), nullable=False),
        sa.Column("author", sa.String(16), nullable=False),
        sa.Column("account", sa.String(32), nullable=False),
        sa.Column("agent_name", sa.String(80), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("entity_types", sa.JSON, nullable=False),
        sa.Column("sent_at", moment, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("messages_of_a_conversation", "messages", ["conversation_id"])
    op.create_index("messages_of_a_case", "messages", ["escalation_id"])
    op.create_table(
        "case_notes",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("escalation_id", sa.String(32), sa.ForeignKey("escalations.id"), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("who", sa.String(32), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
    )
    op.create_index("notes_of_a_case", "case_notes", ["escalation_id"])
    op.create_table(
        "resume_codes",
        sa.Column("conversation_id", sa.String(32), sa.ForeignKey("conversations.id"), primary_key=True),
        sa.Column("code_sha256", sa.String(64), nullable=False, unique=True),
        sa.Column("sealed", sa.Text, nullable=False),
        sa.Column("made_at", moment, nullable=False),
    )


def downgrade() -> None:
    for name in ("resume_codes", "case_notes", "messages"):
        op.drop_table(name)
    op.execute("UPDATE escalation_changes SET what = 'waiting' WHERE what = 'accepted'")
    op.drop_index("changes_of_a_case", "escalation_changes")
    op.drop_index("one_open_request", "escalations")
    for column in (
        "changed_at",
        "is_urgent",
        "holder",
        "addressee",
        "closing_reason",
        "labels",
        "place",
        "agents",
        "claimed_at",
    ):
        op.drop_column("escalations", column)  # a copy of the table would part it from what refers to it
