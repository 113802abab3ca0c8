"""Where things are kept: the database (:class:`Store`) and the pictures (:class:`Pictures`).

``with store.write() as tx`` is one transaction; ``tx.uploads``, ``tx.orders``, … are its parts. Nothing outside this
package sees SQL. From outside: these names, :mod:`ids`, and the values of :mod:`values`, :mod:`accounts`,
:mod:`listing`, :mod:`queue`, :mod:`records`, :mod:`uploads`, :mod:`webhooks`."""

from precheck.storage.cipher import Cipher, cipher_from_setting
from precheck.storage.pictures import Pictures
from precheck.storage.sql import Store, Transaction, database_url

__all__ = ["Cipher", "Pictures", "Store", "Transaction", "cipher_from_setting", "database_url"]
