"""who decided what is written into the shop, and when"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.db.tables import base

revision = "0002"
down_revision = "0001"

_DECIDED_BY = "an actor, as in activity"
_DECIDED_AT = "business clock; null: from when it was not noted who decides"
_BY = "who decided what is intended: an actor, as in activity"


def upgrade() -> None:
    """Until now nobody noted whose decision a wish was: those that are there count as the app's, and of what is
    written already nothing is told.
    """
    op.add_column(
        "desired", sa.Column("decided_by", sa.Text(), server_default="worker", nullable=False, comment=_DECIDED_BY)
    )
    op.add_column(
        "footprint", sa.Column("decided_at", base.UTCDateTime(timezone=True), nullable=True, comment=_DECIDED_AT)
    )
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column("footprint", "by", existing_type=sa.Text(), existing_nullable=False, comment=_BY)


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column("footprint", "by", existing_type=sa.Text(), existing_nullable=False, comment=None)
    op.drop_column("footprint", "decided_at")
    op.drop_column("desired", "decided_by")
