"""Guests and what they wrote."""

import sqlalchemy as sa
from alembic import op

revision = "001"
down_revision = None


def upgrade():
    op.create_table(
        "guest",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("mail", sa.String(120), nullable=False, unique=True),
    )
    op.create_table(
        "entry",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("guest_id", sa.Integer, sa.ForeignKey("guest.id", name="fk_entry_guest"), nullable=False),
        sa.Column("text", sa.String(400), nullable=False),
    )


def downgrade():
    op.drop_table("entry")
    op.drop_table("guest")
