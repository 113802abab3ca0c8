"""One defect to be drawn, and what is noted of one that was."""

from dataclasses import dataclass
from typing import Any

Parameters = dict[str, Any]


@dataclass(frozen=True)
class Defect:
    """Its name and arguments, as asked for on the command line."""

    name: str
    arguments: tuple[str, ...]

    def number(self, index: int, default: float) -> float:
        """An argument as a number."""
        return float(self.arguments[index]) if len(self.arguments) > index else default

    def word(self, index: int, default: str) -> str:
        """An argument as a word."""
        return self.arguments[index] if len(self.arguments) > index else default
