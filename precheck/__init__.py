"""Precheck: looks at document pictures and says what is wrong with them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from precheck.domain.errors import Invalid as Invalid
    from precheck.domain.report import Report as Report
    from precheck.wiring import Precheck as Precheck

__all__ = ["Invalid", "Precheck", "Report"]


def __getattr__(name: str) -> Any:
    # Lazy (PEP 562): `precheck --help` must not load OpenCV.
    if name == "Precheck":
        from precheck.wiring import Precheck

        return Precheck
    if name == "Report":
        from precheck.domain.report import Report

        return Report
    if name == "Invalid":
        from precheck.domain.errors import Invalid

        return Invalid
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
