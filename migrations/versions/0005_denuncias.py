"""denuncias, sealed; officers; audit"""

from alembic import op
import sqlalchemy as sa


revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table('officers',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('groups', sa.JSON(), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('public_key', sa.LargeBinary(), nullable=False),
    sa.Column('private_key', sa.LargeBinary(), nullable=True),
    sa.Column('kdf', sa.JSON(), nullable=True),
    sa.Column('created_on', sa.Date(), nullable=False),
    sa.Column('left_on', sa.Date(), nullable=True),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('name')
    )
    op.create_table('denuncias',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('folio', sa.String(length=20), nullable=False),
    sa.Column('category', sa.String(length=40), nullable=False),
    sa.Column('groups', sa.JSON(), nullable=False),
    sa.Column('excluded', sa.JSON(), nullable=False),
    sa.Column('state', sa.String(length=20), nullable=False),
    sa.Column('received_on', sa.Date(), nullable=False),
    sa.Column('state_on', sa.Date(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('closed_on', sa.Date(), nullable=True),
    sa.Column('legal_hold', sa.Boolean(), nullable=False),
    sa.Column('public_key', sa.LargeBinary(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('lookup_salt', sa.LargeBinary(), nullable=False),
    sa.Column('lookup_hash', sa.LargeBinary(), nullable=False),
    sa.Column('key_salt', sa.LargeBinary(), nullable=False),
    sa.Column('citizen_public_key', sa.LargeBinary(), nullable=False),
    sa.Column('citizen_wrap', sa.LargeBinary(), nullable=False),
    sa.Column('notify', sa.LargeBinary(), nullable=True),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('folio'),
    sqlite_with_rowid=False
    )
    op.create_table('denuncia_wraps',
    sa.Column('denuncia_id', sa.String(length=32), nullable=False),
    sa.Column('officer_id', sa.String(length=32), nullable=False),
    sa.Column('wrapped', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['denuncia_id'], ['denuncias.id'], ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['officer_id'], ['officers.id'], ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('denuncia_id', 'officer_id'),
    sqlite_with_rowid=False
    )
    for table in ('denuncia_messages', 'denuncia_evidence'):
        author = [sa.Column('author', sa.String(length=10), nullable=False)]
        op.create_table(table,
        sa.Column('id', sa.String(length=32), nullable=False),
        sa.Column('denuncia_id', sa.String(length=32), nullable=False),
        *(author if table == 'denuncia_messages' else []),
        sa.Column('content', sa.LargeBinary(), nullable=False),
        sa.Column('on', sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(['denuncia_id'], ['denuncias.id'], ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('id'),
        sqlite_with_rowid=False
        )
        op.create_index(op.f(f'ix_{table}_denuncia_id'), table, ['denuncia_id'], unique=False)
    op.create_table('denuncia_audit',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('at', sa.String(length=32), nullable=False),
    sa.Column('actor', sa.String(length=80), nullable=False),
    sa.Column('action', sa.String(length=40), nullable=False),
    sa.Column('denuncia_id', sa.String(length=32), nullable=True),
    sa.Column('reason', sa.String(length=80), nullable=True),
    sa.Column('previous', sa.String(length=64), nullable=False),
    sa.Column('hash', sa.String(length=64), nullable=False),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('hash')
    )
    op.create_table('denuncia_audit_head',
    sa.Column('id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('entries', sa.Integer(), nullable=False),
    sa.Column('hash', sa.String(length=64), nullable=False),
    sa.Column('mac', sa.String(length=64), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_table('denuncia_attempts',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('who', sa.String(length=32), nullable=False),
    sa.Column('at', sa.Float(), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    for column in ('at', 'who'):
        op.create_index(op.f(f'ix_denuncia_attempts_{column}'), 'denuncia_attempts', [column], unique=False)


def downgrade() -> None:
    """Undo."""
    for table in ('attempts', 'audit_head', 'audit', 'evidence', 'messages', 'wraps'):
        op.drop_table(f'denuncia_{table}')
    op.drop_table('denuncias')
    op.drop_table('officers')
