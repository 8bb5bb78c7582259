"""`acolwhats migrate`: tables, then answers."""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from sqlalchemy.exc import OperationalError

from acolwhats.answers.check import problems
from acolwhats.answers.seed import SeedError, apply_seed, read_seed
from acolwhats.catalog import get_catalog
from acolwhats.database import session_scope
from acolwhats.settings import ROOT, exit_with


def alembic_config() -> Config:
    """Alembic's configuration; the database address comes from the settings."""
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    return config


def migrate_and_seed() -> None:
    """Create or update our tables and seed the answer base.

    Raises:
        SystemExit: the database cannot be reached, or a seed breaks a rule; one line says which.
    """
    try:
        seed = read_seed()
        if broken := problems(seed, get_catalog()):
            exit_with(
                f"data/answers: {broken[0]}; `acolwhats answers check` lists all {len(broken)}"
            )
        command.upgrade(alembic_config(), "head")
        with session_scope() as session:
            written = apply_seed(session, seed)
    except SeedError as error:
        exit_with(str(error))
    except OperationalError as error:
        reason = str(error.orig).splitlines()[0]
        exit_with(f"the database cannot be used ({reason}); check DATABASE_URL")
    print(f"Answer base ready: {len(seed.answers)} answers, {written} written now.")
