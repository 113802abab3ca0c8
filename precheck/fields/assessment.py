"""考核结果: 合格 or 不合格, as the certificates of probation and practice print or tick it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from precheck.domain.text import Found
from precheck.fields._glyphs import fold, simplify

_MEANINGS = {
    "合格": "合格",
    "不合格": "不合格",
    "及格": "合格",
    "不及格": "不合格",
    "优秀": "合格",
    "良好": "合格",
}
_WORD = re.compile(r"不\s*[合及]\s*格|[合及]\s*格|优\s*秀|良\s*好")
_TICK = re.compile(r"[√✓✔☑■●]\s*$")


def find(text: str) -> Sequence[Found]:
    """The word printed; of a form's choice 合格 / 不合格 only the one that is ticked, and none where no tick is seen."""
    folded = simplify(fold(text))
    seen = [
        (bool(_TICK.search(folded[: match.start()])), Found(match.start(), match.end(), normalise(match[0])))
        for match in _WORD.finditer(folded)
    ]
    ticked = [found for tick, found in seen if tick]
    if len(ticked) == 1:
        return ticked
    return [found for _, found in seen] if len({found.value for _, found in seen}) == 1 else []


def normalise(text: str) -> str:
    word = "".join(simplify(fold(text)).split())
    return _MEANINGS.get(word, word)


def problems(value: str) -> Sequence[str]:
    return [] if value in _MEANINGS.values() else ["考核结果不是合格或不合格"]


def printed_forms(declared: str) -> Sequence[str]:
    value = normalise(declared)
    return [word for word, meaning in _MEANINGS.items() if meaning == value]


def agree(read: str, declared: str) -> bool:
    value = normalise(read)
    return value != "" and value == normalise(declared)
