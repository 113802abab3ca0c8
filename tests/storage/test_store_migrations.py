from __future__ import annotations

import itertools
import shutil
import threading
from pathlib import Path

import pytest
import sqlalchemy
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from precheck.domain.errors import Unusable
from precheck.storage import Store, migrating
from precheck.storage.migrating import FOLDER, HEAD
from precheck.storage.tables import metadata
from tests.storage.postgresql import Postgresql

HERE = Path(__file__).parent
_numbers = itertools.count(1)


RELEASED = sorted(path.name.removesuffix(".sqlite.sql") for path in (HERE / "released").glob("*.sqlite.sql"))


def engine_of(url: str) -> sqlalchemy.Engine:
    return sqlalchemy.create_engine(url.replace("postgresql://", "postgresql+psycopg://"))


def differences(url: str) -> list[object]:
    """Between the tables there and those that the code means."""
    engine = engine_of(url)
    with engine.connect() as connection:
        found = list(compare_metadata(MigrationContext.configure(connection), metadata))
    engine.dispose()
    return found


def set_revision(url: str, revision: str) -> None:
    engine = engine_of(url)
    with engine.begin() as connection:
        connection.execute(sqlalchemy.text("UPDATE alembic_version SET version_num = :r"), {"r": revision})
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def nothing(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database without any tables."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'precheck.db'}"
    server: Postgresql = request.getfixturevalue("postgresql")
    name = f"nothing{next(_numbers)}"
    server.execute(f"CREATE DATABASE {name}")
    return server.url(name)


def test_a_new_store_has_the_tables_that_the_code_means(database: str) -> None:
    assert differences(database) == []


def test_there_is_a_released_version_to_upgrade_from() -> None:
    assert "0.2.0" in RELEASED


@pytest.mark.parametrize("version", RELEASED)
def test_a_released_versions_store_is_upgraded(nothing: str, version: str) -> None:
    kind = nothing.split(":")[0]
    engine = engine_of(nothing)
    with engine.begin() as connection:
        for statement in (HERE / "released" / f"{version}.{kind}.sql").read_text("utf-8").split(";\n"):
            if statement.strip():
                connection.exec_driver_sql(statement)
    engine.dispose()
    store = Store(nothing)
    store.migrate()
    store.establish()
    with store.write() as tx:
        tx.submissions.ensure("A", tx.now())
        tx.records.note_submission("test", "begun", "A", tx.now())
    with store.read() as tx:
        assert tx.records.broken_at() is None
    store.close()
    assert differences(nothing) == []


def test_a_later_migration_is_carried_out(
    database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "migrations"
    shutil.copytree(FOLDER, folder)
    (folder / "versions" / "0099.py").write_text(
        "from alembic import op\nimport sqlalchemy as sa\n"
        f"revision, down_revision = '0099', {HEAD!r}\nbranch_labels = depends_on = None\n"
        "def upgrade() -> None:\n    op.add_column('heartbeats', sa.Column('words', sa.Text))\n"
    )
    monkeypatch.setattr(migrating, "FOLDER", folder)
    monkeypatch.setattr(migrating, "HEAD", "0099")
    store = Store(database)
    assert not store.is_current()
    store.migrate()
    assert store.is_current()
    store.close()
    assert "heartbeats" in str(differences(database))


@pytest.mark.parametrize(
    ("revision", "words"), [("0010", "before the first release"), ("9999", "a newer precheck")]
)
def test_a_store_that_is_none_of_a_released_version_is_refused(
    database: str, revision: str, words: str
) -> None:
    set_revision(database, revision)
    store = Store(database)
    with pytest.raises(Unusable, match=words):
        store.migrate()
    store.close()


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
