"""What a keeper decided of an answer that somebody contested; marks that hold no whole id of what goes before them."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("contests", sa.Column("version", sa.Integer, nullable=False, server_default="1"))
    op.add_column("contests", sa.Column("verdict", sa.String(32), nullable=False, server_default=""))
    op.add_column("contests", sa.Column("decided_by", sa.String(32), nullable=False, server_default=""))
    op.add_column("contests", sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("contests", sa.Column("why", sa.Text, nullable=False, server_default=""))
    op.create_index("contests_by_verdict", "contests", ["verdict", "made_at"])
    op.execute(
        "UPDATE worklist_marks SET fingerprint = substr(fingerprint, 1, 12) WHERE list IN ('unanswered', 'marked')"
    )


def downgrade() -> None:
    op.drop_index("contests_by_verdict", "contests")
    for column in ("why", "decided_at", "decided_by", "verdict", "version"):
        op.drop_column("contests", column)
