"""What the keepers of the bases decide and write: marks of worklists, checked links, answers written by a person."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "worklist_marks",
        sa.Column("base", sa.String(63), primary_key=True),
        sa.Column("list", sa.String(16), primary_key=True),
        sa.Column("item", sa.String(64), primary_key=True),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("mark", sa.String(16), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("who", sa.String(32), nullable=False),
        sa.Column("why", sa.Text, nullable=False),
    )
    op.create_table(
        "link_checks",
        sa.Column("url_sha256", sa.String(64), primary_key=True),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("outcome", sa.String(16), nullable=False),
        sa.Column("status", sa.Integer, nullable=False),
        sa.Column("leads_to", sa.Text, nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("link_checks_by_age", "link_checks", ["checked_at"])
    op.create_table(
        "validated_answers",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("service", sa.String(80), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("questions", sa.JSON, nullable=False),
        sa.Column("situation", sa.JSON, nullable=False),
        sa.Column("unsupported_why", sa.Text, nullable=False),
        sa.Column("is_withdrawn", sa.Boolean, nullable=False),
        sa.Column("author", sa.String(32), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "validated_pages",
        sa.Column("answer_id", sa.String(32), sa.ForeignKey("validated_answers.id"), primary_key=True),
        sa.Column("base", sa.String(63), primary_key=True),
        sa.Column("document_id", sa.String(255), primary_key=True),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("content_sha256", sa.String(64), nullable=False),
        sa.Column("base_version", sa.String(16), nullable=False),
    )
    op.create_index("validated_by_page", "validated_pages", ["base", "document_id"])
    op.create_table(
        "validated_changes",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("answer_id", sa.String(32), sa.ForeignKey("validated_answers.id"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("who", sa.String(32), nullable=False),
        sa.Column("what", sa.String(16), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
    )
    op.create_index("validated_changes_in_order", "validated_changes", ["answer_id", "id"])


def downgrade() -> None:
    for table in ("validated_changes", "validated_pages", "validated_answers", "link_checks", "worklist_marks"):
        op.drop_table(table)
