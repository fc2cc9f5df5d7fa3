"""Accounts of staff, their sessions, and the audit that is only ever added to."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# A later migration that changes `audit` or `audit_marker` by copying it makes these triggers anew.
TRIGGERS = {
    "audit_rows_never_change": """
        BEFORE UPDATE ON audit
        BEGIN SELECT RAISE(ABORT, 'a row of the audit is never changed'); END
    """,
    # INSERT OR REPLACE deletes without asking the trigger on DELETE
    "audit_rows_are_never_replaced": """
        BEFORE INSERT ON audit WHEN EXISTS (SELECT 1 FROM audit WHERE id = NEW.id)
        BEGIN SELECT RAISE(ABORT, 'a row of the audit is never replaced'); END
    """,
    "audit_rows_go_by_age": """
        BEFORE DELETE ON audit WHEN OLD.at >= COALESCE((SELECT older_than FROM audit_marker WHERE id = 1), '')
        BEGIN SELECT RAISE(ABORT, 'a row of the audit goes with the purge by age only'); END
    """,
    "audit_marker_leaves_a_month": """
        BEFORE UPDATE ON audit_marker WHEN NEW.id <> 1 OR NEW.older_than > datetime('now', '-30 days')
        BEGIN SELECT RAISE(ABORT, 'the audit of the last 30 days is kept'); END
    """,
    "audit_marker_is_one": """
        BEFORE INSERT ON audit_marker
        BEGIN SELECT RAISE(ABORT, 'the audit has one marker'); END
    """,
    "audit_marker_stays": """
        BEFORE DELETE ON audit_marker
        BEGIN SELECT RAISE(ABORT, 'the audit keeps its marker'); END
    """,
}


def upgrade() -> None:
    op.create_table(
        "accounts",
        sa.Column("name", sa.String(32), primary_key=True),
        sa.Column("display_name", sa.String(80), nullable=False),
        sa.Column("roles", sa.JSON, nullable=False),
        sa.Column("password_hash", sa.String(255), nullable=False),
        sa.Column("is_disabled", sa.Boolean, nullable=False),
        sa.Column("must_change_password", sa.Boolean, nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "sign_in_sessions",
        sa.Column("token_sha256", sa.String(64), primary_key=True),
        sa.Column("account", sa.String(32), sa.ForeignKey("accounts.name"), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("sessions_by_account", "sign_in_sessions", ["account"])
    op.create_table(
        "familiar_addresses",
        sa.Column("account", sa.String(32), sa.ForeignKey("accounts.name"), primary_key=True),
        sa.Column("address", sa.String(64), primary_key=True),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("who", sa.String(32), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("what", sa.String(32), nullable=False),
        sa.Column("subject", sa.String(96), nullable=False),
        sa.Column("details", sa.JSON, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("audit_by_age", "audit", ["at"])
    marker = op.create_table(
        "audit_marker",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("older_than", sa.DateTime(timezone=True), nullable=False),
    )
    op.bulk_insert(marker, [{"id": 1, "older_than": datetime(1970, 1, 1, tzinfo=UTC)}])
    if op.get_bind().dialect.name == "sqlite":
        for name, rule in TRIGGERS.items():
            op.execute(f"CREATE TRIGGER {name} {rule}")


def downgrade() -> None:
    for table in ("audit_marker", "audit", "familiar_addresses", "sign_in_sessions", "accounts"):
        op.drop_table(table)
