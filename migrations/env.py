"""How migrations meet the database: the same address as the application, one migration at a time."""

from alembic import context
from sqlalchemy import create_engine, text
from sqlalchemy.engine import Connection

from config import from_environment
from discharge.core.db import UtcDateTime, engine_options, prepare
from discharge.schema import metadata

ADVISORY_LOCK = 727_274_001  # any number, the same for every migration of this product


def render_item(kind: str, item: object, _context: object) -> str | bool:
    """Migrations never import the application's own types: a moment is written as the database knows it."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UtcDateTime) else False


def run_migrations(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
        transactional_ddl=True,  # SQLite too: `prepare` makes its transactions whole
        render_item=render_item,
    )
    with context.begin_transaction():
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET lock_timeout = '5s'"))
            connection.execute(text("SET statement_timeout = '10min'"))
            connection.execute(text(f"SELECT pg_advisory_xact_lock({ADVISORY_LOCK})"))
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    run_migrations(given)
else:
    address = context.config.attributes.get("database_url") or from_environment()["DATABASE_URL"]
    engine = create_engine(**engine_options(address))
    prepare(engine)
    with engine.connect().execution_options(write=True) as connection:
        run_migrations(connection)
    engine.dispose()
