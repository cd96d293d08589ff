"""How they felt, and when they came."""

import sqlalchemy as sa
from alembic import op

revision = "002"
down_revision = "001"


def upgrade():
    with op.batch_alter_table("entry") as batch:
        batch.add_column(
            sa.Column("mood", sa.Enum("happy", "grumpy", name="mood"), nullable=False, server_default="happy")
        )
        batch.add_column(sa.Column("day", sa.Date))
    op.execute(sa.text("update entry set mood = 'happy'"))


def downgrade():
    with op.batch_alter_table("entry") as batch:
        batch.drop_column("day")
        batch.drop_column("mood")
