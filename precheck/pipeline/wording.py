"""Whether a message of the settings can be filled in: checked when loaded, not when the first picture needs it."""

from collections.abc import Collection
from string import Formatter

from precheck.domain.errors import did_you_mean


def placeholders(template: str) -> set[str]:
    """The names in braces. Raises ValueError: a brace is left open."""
    return {name for _, name, _, _ in Formatter().parse(template) if name is not None}


def fault(template: str, allowed: Collection[str]) -> str | None:
    """What is wrong with a message that may name these; None where nothing is."""
    try:
        strange = placeholders(template) - set(allowed)
    except ValueError:
        return "花括号不成对 (a brace without its partner)"
    if not strange:
        return None
    name = sorted(strange)[0]
    known = "、".join(f"{{{item}}}" for item in sorted(allowed)) or "无 (none)"
    return f"不能使用 (there is no) {{{name}}}{did_you_mean(name, allowed)}; 可用 (allowed): {known}"
