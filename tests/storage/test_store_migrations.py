from __future__ import annotations

import threading
from pathlib import Path

import sqlalchemy
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from precheck.storage import Store
from precheck.storage.migrating import FOLDER, HEAD
from precheck.storage.tables import metadata


def test_the_migrations_make_the_tables_that_the_code_means(database: str) -> None:
    engine = sqlalchemy.create_engine(database.replace("postgresql://", "postgresql+psycopg://"))
    with engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), metadata)
    engine.dispose()
    assert differences == []


def test_the_code_knows_the_newest_revision() -> None:
    assert ScriptDirectory(str(FOLDER)).get_current_head() == HEAD


def test_many_may_migrate_at_once(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'new' / 'precheck.db'}"
    troubles: list[BaseException] = []

    def migrate() -> None:
        try:
            Store(url).migrate()
        except BaseException as error:
            troubles.append(error)

    threads = [threading.Thread(target=migrate) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert troubles == []
    with Store(url).read() as tx:
        assert tx.records.broken_at() is None
