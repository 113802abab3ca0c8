from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import LargeBinary

from precheck.domain.errors import Unusable
from precheck.domain.registration import Registration
from precheck.storage import Cipher, Pictures, Store
from precheck.storage.tables import metadata

OLD, NEW = bytes(32), bytes(range(32))


def test_every_column_of_bytes_says_its_purpose() -> None:
    columns = [column for table in metadata.tables.values() for column in table.columns]
    bytes_ = [column for column in columns if isinstance(column.type, LargeBinary)]
    assert all(column.info.keys() & {"sealed", "clear"} for column in bytes_)


@pytest.mark.parametrize("before", [(), (OLD,)])
def test_a_store_is_sealed_anew(database: str, tmp_path: Path, before: tuple[bytes, ...]) -> None:
    store = Store(database, Cipher(before))
    store.establish()
    pictures = Pictures(tmp_path / "pictures", Cipher(before))
    with store.write() as tx:
        for number in range(5):
            tx.submissions.ensure(f"s{number}", 1.0)
            tx.submissions.put_registration(f"s{number}", Registration(name="张三"), 1.0)
        pseudonym = tx.facts.pseudonym("s1")
    sha256 = [pictures.put(b"picture %d" % number) for number in range(3)]
    store.close()
    changed = Cipher((NEW, *before))
    between = Store(database, changed)
    assert between.rewrite(batch=2) >= 5
    assert Pictures(tmp_path / "pictures", changed).reseal() == 3
    assert between.rewrite() == 0  # all is done
    assert Pictures(tmp_path / "pictures", changed).reseal() == 0
    between.close()
    after = Store(database, Cipher((NEW,)))
    after.verify()
    with after.write() as tx:
        held = tx.submissions.get("s3")
        assert held is not None
        assert held.registration is not None
        assert held.registration.name == "张三"
        assert tx.facts.pseudonym("s1") == pseudonym
    kept = Pictures(tmp_path / "pictures", Cipher((NEW,)))
    assert kept.get(sha256[1]) == b"picture 1"
    assert all(path.name.endswith(".sealed") for path in (tmp_path / "pictures").glob("*/*"))
    after.close()
    with pytest.raises(Unusable):
        Store(database, Cipher(before)).verify()


def test_a_store_from_before_there_was_a_canary_is_looked_at(database: str) -> None:
    store = Store(database, Cipher((OLD,)))
    with store.write() as tx:
        tx.submissions.ensure("s1", 1.0)
        tx.submissions.put_registration("s1", Registration(name="张三"), 1.0)
    with pytest.raises(Unusable):
        Store(database, Cipher((NEW,))).establish()
    with pytest.raises(Unusable):
        Store(database).establish()
    store.establish()
    store.verify()
    store.close()
