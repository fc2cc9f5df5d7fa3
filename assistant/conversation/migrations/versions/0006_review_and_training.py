"""Answers that an agent checks, figures of what agents decided, and who has passed the course."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "drafts",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("question_id", sa.String(32), sa.ForeignKey("turns.question_id"), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("waits_for_approval", sa.Boolean, nullable=False),
        sa.Column("answer", sa.JSON, nullable=False),
        sa.Column("theme", sa.String(120), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("holder", sa.String(32), nullable=False),
        sa.Column("verdict", sa.String(16), nullable=False),
        sa.Column("sent_text", sa.Text, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("distance", sa.Float, nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
    )
    op.create_index("drafts_by_question", "drafts", ["question_id"], unique=True)
    op.create_index("drafts_in_order", "drafts", ["verdict", "waits_for_approval", "made_at"])
    op.create_table(
        "review_figures",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("waited", sa.Boolean, nullable=False),
        sa.Column("verdict", sa.String(16), nullable=False),
        sa.Column("reason", sa.String(32), nullable=False),
        sa.Column("theme", sa.String(120), nullable=False),
        sa.Column("distance", sa.Float, nullable=True),
        sa.Column("seconds", sa.Integer, nullable=False),
    )
    op.create_index("review_figures_by_age", "review_figures", ["decided_at"])
    op.create_table(
        "trainings",
        sa.Column("account", sa.String(32), sa.ForeignKey("accounts.name"), primary_key=True),
        sa.Column("course_version", sa.String(32), nullable=False),
        sa.Column("passed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("required_since", sa.DateTime(timezone=True), nullable=True),
    )


def downgrade() -> None:
    for table in ("trainings", "review_figures", "drafts"):
        op.drop_table(table)
