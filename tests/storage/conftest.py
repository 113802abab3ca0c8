from tests.storage.databases import database, empty_sqlite, key, postgresql, store

__all__ = ["database", "empty_sqlite", "key", "postgresql", "store"]
