"""drafts of guided conversations, private messages, contacts kept for news"""

from alembic import op
import sqlalchemy as sa


revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table('guide_drafts',
    sa.Column('sender_id', sa.String(length=40), nullable=False),
    sa.Column('guide', sa.String(length=20), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('updated_at', sa.Float(), nullable=False),
    sa.PrimaryKeyConstraint('sender_id')
    )
    with op.batch_alter_table('guide_drafts', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_guide_drafts_updated_at'), ['updated_at'], unique=False)

    with op.batch_alter_table('whatsapp_contacts', schema=None) as batch_op:
        batch_op.add_column(sa.Column('keep_until', sa.Float(), nullable=True))

    for table in ('whatsapp_outbox', 'whatsapp_cleanups'):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column('private', sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    """Undo."""
    for table in ('whatsapp_outbox', 'whatsapp_cleanups'):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column('private')

    with op.batch_alter_table('whatsapp_contacts', schema=None) as batch_op:
        batch_op.drop_column('keep_until')

    with op.batch_alter_table('guide_drafts', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_guide_drafts_updated_at'))

    op.drop_table('guide_drafts')
