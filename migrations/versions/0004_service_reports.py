"""service reports and keys of Open311"""

from alembic import op
import sqlalchemy as sa


revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table('reports',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('folio', sa.String(length=16), nullable=False),
    sa.Column('category', sa.String(length=40), nullable=False),
    sa.Column('unit', sa.String(length=40), nullable=False),
    sa.Column('state', sa.String(length=20), nullable=False),
    sa.Column('is_open', sa.Boolean(), nullable=False),
    sa.Column('reason', sa.String(length=40), nullable=True),
    sa.Column('place', sa.String(length=200), nullable=False),
    sa.Column('place_name', sa.String(length=80), nullable=True),
    sa.Column('street', sa.String(length=80), nullable=True),
    sa.Column('spot', sa.String(length=180), nullable=True),
    sa.Column('latitude', sa.Float(), nullable=True),
    sa.Column('longitude', sa.Float(), nullable=True),
    sa.Column('cell', sa.String(length=24), nullable=True),
    sa.Column('note', sa.Text(), nullable=True),
    sa.Column('attributes', sa.JSON(), nullable=True),
    sa.Column('photos', sa.JSON(), nullable=False),
    sa.Column('source', sa.String(length=40), nullable=False),
    sa.Column('supporters', sa.Integer(), nullable=False),
    sa.Column('duplicate_of', sa.String(length=16), nullable=True),
    sa.Column('created_at', sa.Float(), nullable=False),
    sa.Column('updated_at', sa.Float(), nullable=False),
    sa.Column('closed_at', sa.Float(), nullable=True),
    sa.Column('expected_on', sa.Date(), nullable=True),
    sa.Column('expected_confirmed', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('folio')
    )
    with op.batch_alter_table('reports', schema=None) as batch_op:
        batch_op.create_index('ix_reports_near', ['is_open', 'category', 'cell'], unique=False)
        batch_op.create_index('ix_reports_spot', ['is_open', 'category', 'spot'], unique=False)
        batch_op.create_index('ix_reports_created', ['created_at'], unique=False)
        batch_op.create_index('ix_reports_state', ['state', 'created_at'], unique=False)
        batch_op.create_index('ix_reports_unit', ['unit', 'is_open', 'created_at'], unique=False)
        batch_op.create_index('ix_reports_category', ['category', 'created_at'], unique=False)

    op.create_table('report_changes',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('report_id', sa.String(length=32), nullable=False),
    sa.Column('state', sa.String(length=20), nullable=False),
    sa.Column('reason', sa.String(length=40), nullable=True),
    sa.Column('unit', sa.String(length=40), nullable=False),
    sa.Column('at', sa.Float(), nullable=False),
    sa.ForeignKeyConstraint(['report_id'], ['reports.id'], ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('report_changes', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_report_changes_report_id'), ['report_id'], unique=False)

    op.create_table('report_marks',
    sa.Column('report_id', sa.String(length=32), nullable=False),
    sa.Column('mark', sa.String(length=32), nullable=False),
    sa.Column('at', sa.Float(), nullable=False),
    sa.ForeignKeyConstraint(['report_id'], ['reports.id'], ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('report_id', 'mark')
    )
    with op.batch_alter_table('report_marks', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_report_marks_at'), ['at'], unique=False)

    op.create_table('report_watchers',
    sa.Column('report_id', sa.String(length=32), nullable=False),
    sa.Column('sender_id', sa.String(length=40), nullable=False),
    sa.Column('told', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['report_id'], ['reports.id'], ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('report_id', 'sender_id')
    )
    with op.batch_alter_table('report_watchers', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_report_watchers_sender_id'), ['sender_id'], unique=False)

    op.create_table('open311_keys',
    sa.Column('id', sa.String(length=16), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('hash', sa.String(length=64), nullable=False),
    sa.Column('created_at', sa.Float(), nullable=False),
    sa.Column('revoked_at', sa.Float(), nullable=True),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('hash')
    )


def downgrade() -> None:
    """Undo."""
    op.drop_table('open311_keys')
    with op.batch_alter_table('report_watchers', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_report_watchers_sender_id'))

    op.drop_table('report_watchers')
    with op.batch_alter_table('report_marks', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_report_marks_at'))

    op.drop_table('report_marks')
    with op.batch_alter_table('report_changes', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_report_changes_report_id'))

    op.drop_table('report_changes')
    with op.batch_alter_table('reports', schema=None) as batch_op:
        batch_op.drop_index('ix_reports_category')
        batch_op.drop_index('ix_reports_unit')
        batch_op.drop_index('ix_reports_state')
        batch_op.drop_index('ix_reports_created')
        batch_op.drop_index('ix_reports_spot')
        batch_op.drop_index('ix_reports_near')

    op.drop_table('reports')
    # ### end Alembic commands ###
