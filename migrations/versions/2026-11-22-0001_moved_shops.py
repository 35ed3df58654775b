"""shops that have taken another domain"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.db.tables import base

revision = "0003"
down_revision = "0002"

_MOVED_TO = "the row in which the shop of this domain lives; null: this one"
_FORMER = "domains that the shop had before this one"


def upgrade() -> None:
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.add_column("shop", sa.Column("moved_to", number, nullable=True, comment=_MOVED_TO))
    op.add_column("shop", sa.Column("former", base.Json(), nullable=True, comment=_FORMER))


def downgrade() -> None:
    op.drop_column("shop", "former")
    op.drop_column("shop", "moved_to")
