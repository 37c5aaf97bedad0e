"""The first schema, while the models still move: generated from them in full before the first release."""

from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.get_context().opts["target_metadata"].create_all(op.get_bind())


def downgrade() -> None:
    op.get_context().opts["target_metadata"].drop_all(op.get_bind())
