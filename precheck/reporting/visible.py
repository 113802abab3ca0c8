"""Making hostile text safe to show: file names and read text may hold anything."""

from __future__ import annotations

import re

# Controls, line and paragraph separators, bidirectional overrides, zero-width characters, lone surrogates.
_HIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff\ufff9-\ufffb]"
)


def visible(text: str, limit: int = 200) -> str:
    r"""One line in which every hidden character is written out (``\u202e``), at most ``limit`` characters
    and an ellipsis."""
    shown = _HIDDEN.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
    return shown if len(shown) <= limit else shown[:limit] + "…"
