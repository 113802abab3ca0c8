"""What led to a report: the lines as read, and the evidence behind orientation, kind, pages and fields, for ``--explain``.

Masked, a line shows the labels and titles that it holds and a star for every other character: whose name stands on a line
is not known before it is read.
"""

from collections.abc import Callable, Iterator

from precheck.domain.examined import Examined
from precheck.domain.material import Material
from precheck.domain.reading import FieldReading
from precheck.reporting import masking
from precheck.reporting.masking import visible

_HOW = {
    "label": "标签旁 (beside label)",
    "below": "标签下 (below label)",
    "pattern": "句式 (sentence)",
    "row": "整行 (whole row)",
    "structure": "按结构 (by structure)",
    "completed": "补全 (completed by another piece)",
}


def lines(subject: Examined, *, unmasked: bool = False) -> Iterator[str]:
    """Lines of plain text. What could not be computed is said to be unknown."""
    for title, explain in (
        ("方向 orientation", _orientation),
        ("文字 text", _text),
        ("页面 pages", _pages),
        ("种类 kind", _kind),
    ):
        yield f"{title}: {_answer_or_unknown(explain, subject)}"
    yield from _lines(subject, unmasked)
    try:
        readings = subject.fields
    except Exception as error:
        yield f"字段 fields: 未知 (unknown): {type(error).__name__}"
        return
    for name, reading in readings.items():
        yield from _field(name, reading, _label(subject, name), unmasked)


def _answer_or_unknown(question: Callable[[Examined], str], subject: Examined) -> str:
    try:
        return question(subject)
    except Exception as error:
        return f"未知 (unknown): {type(error).__name__}"


def _orientation(subject: Examined) -> str:
    turn = subject.turn
    way = turn.orientation
    result = (
        "未定 (undecided)" if way is None else f"{way.rotation}°{' 镜像 mirrored' if way.mirrored else ''}"
    )
    tried = ", ".join(
        f"{rotation}°{' mirrored' if mirrored else ''} {score:.3f}"
        for (rotation, mirrored), score in sorted(turn.scores.items(), key=lambda item: -item[1])
    )
    return f"{result}; 试读得分 (reading scores): {tried or '—'}; 一致 (agreed): {turn.agreed}"


def _text(subject: Examined) -> str:
    read = [line for line in subject.lines if line.text]
    if not read:
        return "没有读出文字 (none)"
    mean = sum(line.confidence for line in read) / len(read)
    return f"{len(read)} 行 (lines), 平均把握 (mean confidence) {mean:.3f}"


def _lines(subject: Examined, unmasked: bool) -> Iterator[str]:
    """Every line that was read, with its top-left corner, which tier read it, and its mean certainty."""
    try:
        pages = subject.pages
    except Exception:
        return
    for page in pages:
        for line in page.lines:
            if not line.text:
                continue
            x, y = line.box[0]
            text = line.text if unmasked else _mask_line(line.text, subject.material)
            by = line.reader or "—"
            yield f"    {page.view or '?'} ({x:.0f}, {y:.0f}) {by} {line.confidence:.3f} {visible(text)}"


def _mask_line(text: str, material: Material) -> str:
    labels = {label.removeprefix("^") for rule in material.fields for label in rule.labels}
    shown = [not character.isalnum() for character in text]
    for word in (*labels, *material.titles):
        start = text.find(word)
        while start >= 0:
            shown[start : start + len(word)] = [True] * len(word)
            start = text.find(word, start + 1)
    return "".join(c if open_ else masking.STAR for c, open_ in zip(text, shown, strict=True))


def _pages(subject: Examined) -> str:
    return "; ".join(f"{page.view or '?'} ({len(page.lines)} 行 lines)" for page in subject.pages) or "—"


def _kind(subject: Examined) -> str:
    kind = subject.kind
    scores = ", ".join(
        f"{slug} {score:g}" for slug, score in sorted(kind.scores.items(), key=lambda item: -item[1])[:4]
    )
    return f"{kind.slug or '?'}; 得分 (scores): {scores or '—'}; 依据 (words): {visible('、'.join(kind.words)) or '—'}"


def _label(subject: Examined, name: str) -> str:
    try:
        return subject.material.rule(name, [page.view for page in subject.pages]).label
    except Exception:
        return name


def _field(name: str, reading: FieldReading, label: str, unmasked: bool) -> Iterator[str]:
    mask: masking.Mask = masking.show_value if unmasked else masking.mask_value
    numbers = [
        f"{word} {value:.3f}"
        for word, value in (
            ("把握 confidence", reading.confidence),
            ("清晰 readability", reading.readability),
            ("对数比 log ratio", reading.log_ratio),
            ("次优 next reading", reading.margin),
        )
        if value is not None
    ]
    yield f"字段 {label} {name}: {reading.status} {visible(mask(name, reading.value) or '—')}; {', '.join(numbers) or '—'}"
    if reading.expected is not None:
        yield f"    申报 (declared): {visible(mask(name, reading.expected) or '—')}"
    if reading.why:
        yield f"    结论依据 (why): {reading.why}"
    if reading.reader:
        yield f"    识别器 (readers): {reading.reader}"
    if reading.problems:
        yield f"    结构 (structure): {'、'.join(reading.problems)}"
    for value, likely in reading.readings[1:]:
        yield f"    另读 (other reading): {visible(mask(name, value) or '—')} {likely:.2f}"
    for candidate in reading.candidates:
        value = visible(mask(name, candidate.value) or "—")
        yield (
            f"    候选 (candidate): {value}; {_HOW.get(candidate.how, candidate.how)} "
            f"{candidate.label or ''}; 得分 (score) {candidate.score:.3f}"
        )
    if not reading.candidates and reading.areas:
        yield f"    找到标签 {len(reading.areas)} 处，旁边无值 (its label was found, and no value beside it)"
