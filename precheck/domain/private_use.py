"""Rare characters that older systems keep at private-use code points, at the places that Unicode has given them since.

GB 18030-2000 and -2005 put the 80 characters of its two-byte codes FE50 to FEA0 at U+E815 to U+E864 as long as Unicode had
no place for them; registers, keyboards and fonts of those years still do. GB 18030-2022 has them where Unicode has.
"""

from __future__ import annotations

# What Python's codec, made from the edition of 2000, still gives as private use (GB 18030-2022, Annex).
_LATER = {
    0xE816: "\U00020087", 0xE817: "\U00020089", 0xE818: "\U000200cc", 0xE81E: "\u9fb4", 0xE826: "\u9fb5", 0xE82B: "\u9fb6",
    0xE82C: "\u9fb7", 0xE831: "\U000215d7", 0xE832: "\u9fb8", 0xE83B: "\U0002298f", 0xE843: "\u9fb9", 0xE854: "\u9fba",
    0xE855: "\U000241fe", 0xE864: "\u9fbb",
}  # fmt: skip


def _codes() -> dict[int, str]:
    trails = [trail for trail in range(0x50, 0xA1) if trail != 0x7F]
    today = (bytes((0xFE, trail)).decode("gb18030") for trail in trails)
    return dict(zip(range(0xE815, 0xE865), today, strict=True)) | _LATER


_TODAY = _codes()


def to_assigned(text: str) -> str:
    """The text with every such character (U+E863) at today's place (U+4DAE 䶮); as many characters as before."""
    return text.translate(_TODAY)
