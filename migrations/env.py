"""Runs the migrations, from the alembic command line or on a connection that govstats hands over."""

from __future__ import annotations

import os
from typing import Any

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Connection

from govstats.store.engine import database_url, open_engine
from govstats.store.migrating import migration_connection
from govstats.store.schema import VALUE_DECIMALS, VALUE_DIGITS, Base, ExactDecimal, UtcDateTime


def render_item(kind: str, item: Any, _context: AutogenContext) -> str | bool:
    """Write our own column types in plain SQLAlchemy: a migration must not change when they do."""
    if kind == "type" and isinstance(item, ExactDecimal):
        return f'sa.Text().with_variant(sa.Numeric({VALUE_DIGITS}, {VALUE_DECIMALS}), "postgresql")'
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def migrate(connection: Connection) -> None:
    """Run what was asked for on an open connection; whoever opened it commits."""
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        render_item=render_item,
        compare_type=True,
    )
    context.run_migrations()


def print_sql(url: str) -> None:
    """Write the statements instead of running them: alembic upgrade head --sql."""
    context.configure(url=url, target_metadata=Base.metadata, literal_binds=True, render_item=render_item)
    with context.begin_transaction():
        context.run_migrations()


def run() -> None:
    """Find out how we were called."""
    handed_over = context.config.attributes.get("connection")
    if handed_over is not None:
        migrate(handed_over)
        return
    url = database_url(context.get_x_argument(as_dictionary=True).get("url"), os.environ)
    if context.is_offline_mode():
        print_sql(url)
        return
    engine = open_engine(url)
    with migration_connection(engine) as connection:
        migrate(connection)
    engine.dispose()


run()
