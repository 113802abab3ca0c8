"""How often each check is right on real decisions: what reviewers say of flags, and what another limit would change."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from precheck.domain.rate import Rate
from precheck.storage import Store
from precheck.storage.records import Judgement


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another limit: of the judged flags it would have raised ``right`` right ones and ``wrong`` wrong ones."""

    threshold: float
    right: int
    wrong: int

    @property
    def precision(self) -> Rate:
        return Rate(self.right, self.right + self.wrong)


@dataclass(frozen=True, slots=True)
class Precision:
    """One code. ``threshold``: the present limit, None where it has none; ``otherwise``: stricter limits that are worth a
    look, of those that were measured, the one that keeps most right flags first."""

    code: str
    rate: Rate
    threshold: float | None
    otherwise: Sequence[Alternative]

    def to_dict(self) -> dict[str, Any]:
        others = [{"threshold": o.threshold, "right": o.right, "wrong": o.wrong} for o in self.otherwise]
        return {
            "code": self.code,
            "precision": self.rate.to_dict(),
            "threshold": self.threshold,
            "otherwise": others,
        }


def precision_by_check(store: Store) -> list[Precision]:
    """One entry a code that somebody judged, the most judged first."""
    with store.read() as tx:
        return count_precision(tx.remarks.judgements())


def count_precision(judgements: Iterable[Judgement]) -> list[Precision]:
    """As :func:`precision_by_check`, over these."""
    by_code: dict[str, list[Judgement]] = {}
    for one in judgements:
        by_code.setdefault(one.code, []).append(one)
    found = [_precision(code, some) for code, some in by_code.items()]
    return sorted(found, key=lambda one: (-one.rate.count, one.code))


def _precision(code: str, judged: Sequence[Judgement]) -> Precision:
    rate = Rate(sum(one.right for one in judged), len(judged))
    measured = [
        (one.measured, one.threshold, one.right)
        for one in judged
        if one.measured is not None and one.threshold is not None
    ]
    if len(measured) < len(judged):
        return Precision(code, rate, None, ())
    limit = measured[-1][1]
    # Which way the limit points shows in what was flagged.
    above = sum(value >= bound for value, bound, _ in measured) * 2 >= len(measured)
    options = []
    for value in sorted({value for value, _, _ in measured}):
        kept = [right for other, _, right in measured if (other >= value if above else other <= value)]
        option = Alternative(value, sum(kept), len(kept) - sum(kept))
        if option.wrong < rate.count - rate.hits and kept:
            options.append(option)
    return Precision(code, rate, limit, _worthwhile(options))


def _worthwhile(options: Sequence[Alternative]) -> list[Alternative]:
    """Those that no other one beats in both: keeping right flags and dropping wrong ones."""
    best: list[Alternative] = []
    for option in sorted(options, key=lambda one: (-one.right, one.wrong)):
        if not best or option.wrong < best[-1].wrong:
            best.append(option)
    return best
