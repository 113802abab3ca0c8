"""Where things are kept: the database (:class:`Store`) and the pictures (:class:`Pictures`).

``with store.write() as tx`` is one transaction; ``tx.uploads``, ``tx.orders``, … are its parts. Nothing outside this
package sees SQL. Values stand in :mod:`precheck.storage.values`.
"""

from precheck.storage.cipher import Cipher, cipher_from_setting
from precheck.storage.pictures import Pictures
from precheck.storage.sql import Store, Transaction

__all__ = ["Cipher", "Pictures", "Store", "Transaction", "cipher_from_setting"]
