"""What a paper or a scene lacks on purpose: seals, signatures, a face, a card. Nothing else changes: who draws asks here
just before the ink would be laid down."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_NAMES: ContextVar[frozenset[str]] = ContextVar("left_out", default=frozenset())
_COUNT: ContextVar[dict[str, int] | None] = ContextVar("left_out_count", default=None)


@contextmanager
def leaving_out(names: Iterable[str]) -> Iterator[dict[str, int]]:
    """Within, `lacks` is true of these names; yields how often each was asked for, which is how much is missing."""
    count: dict[str, int] = {}
    tokens = _NAMES.set(frozenset(names)), _COUNT.set(count)
    try:
        yield count
    finally:
        _NAMES.reset(tokens[0])
        _COUNT.reset(tokens[1])


def lacks(name: str) -> bool:
    """Whether this one thing (`seal`, `signature`, `face`, `card`, or `field` and a name) is to be left out; counted."""
    if name not in _NAMES.get():
        return False
    count = _COUNT.get()
    if count is not None:
        count[name] = count.get(name, 0) + 1
    return True
