"""A rate with its uncertainty."""

import math
from dataclasses import dataclass

Z_95 = 1.959964
"""Normal quantile of a two-sided 95% interval."""


@dataclass(frozen=True, slots=True)
class Rate:
    """``hits`` of ``count``; ``value`` is None where nothing was counted. ``interval``: Wilson's, 95%."""

    hits: int
    count: int

    @property
    def value(self) -> float | None:
        return self.hits / self.count if self.count else None

    @property
    def interval(self) -> tuple[float, float] | None:
        return wilson(self.hits, self.count) if self.count else None

    def to_dict(self) -> dict[str, float | int | None]:
        low, high = self.interval or (None, None)
        return {"hits": self.hits, "n": self.count, "rate": self.value, "low": low, "high": high}


def wilson(hits: int, count: int, z: float = Z_95) -> tuple[float, float]:
    """The score interval of a proportion (E. B. Wilson, JASA 1927): honest for rates near 0 and 1, and for small N.
    Raises ValueError: nothing was counted, or more hits than tries."""
    if not 0 <= hits <= count or count == 0:
        raise ValueError(f"{hits} of {count}")
    share = hits / count
    middle = share + z * z / (2 * count)
    reach = z * math.sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    scale = 1 + z * z / count
    return max(0.0, (middle - reach) / scale), min(1.0, (middle + reach) / scale)
