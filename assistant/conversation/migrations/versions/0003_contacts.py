"""Call-back details, sealed with a key that is not in the database."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "contacts",
        sa.Column("escalation_id", sa.String(32), sa.ForeignKey("escalations.id"), primary_key=True),
        sa.Column("sealed", sa.Text, nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("contacts")
