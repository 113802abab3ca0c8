"""What led to a report: the evidence behind orientation, kind, pages and fields, for ``--explain``."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from precheck.domain.material import Material
from precheck.domain.reading import FieldReading
from precheck.domain.subject import Subject
from precheck.reporting import masking
from precheck.reporting.overlay import field_labels
from precheck.reporting.visible import visible


def lines(subject: Subject, *, unmasked: bool = False) -> Iterator[str]:
    """Lines of plain text. What could not be computed is said to be unknown."""
    for title, explain in (
        ("方向 orientation", _turn),
        ("文字 text", _text),
        ("页面 pages", _pages),
        ("种类 kind", _kind),
    ):
        yield f"{title}: {_asked(explain, subject)}"
    try:
        readings = subject.fields
    except Exception as error:
        yield f"字段 fields: 未知 (unknown): {type(error).__name__}"
        return
    for name, reading in readings.items():
        yield from _field(name, reading, subject.material, unmasked)


def _asked(question: Callable[[Subject], str], subject: Subject) -> str:
    try:
        return question(subject)
    except Exception as error:
        return f"未知 (unknown): {type(error).__name__}"


def _turn(subject: Subject) -> str:
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


def _text(subject: Subject) -> str:
    read = [line for line in subject.lines if line.text]
    if not read:
        return "没有读出文字 (none)"
    mean = sum(line.confidence for line in read) / len(read)
    return f"{len(read)} 行 (lines), 平均把握 (mean confidence) {mean:.3f}"


def _pages(subject: Subject) -> str:
    return "; ".join(f"{page.view or '?'} ({len(page.lines)} 行 lines)" for page in subject.pages) or "—"


def _kind(subject: Subject) -> str:
    kind = subject.kind
    scores = ", ".join(
        f"{slug} {score:g}" for slug, score in sorted(kind.scores.items(), key=lambda item: -item[1])[:4]
    )
    return f"{kind.slug or '?'}; 得分 (scores): {scores or '—'}; 依据 (words): {visible('、'.join(kind.words)) or '—'}"


def _field(name: str, reading: FieldReading, material: Material, unmasked: bool) -> Iterator[str]:
    mask: masking.Mask = masking.plain if unmasked else masking.masked
    label = field_labels(material).get(name, name)
    numbers = [
        f"{word} {value:.3f}"
        for word, value in (
            ("把握 confidence", reading.confidence),
            ("清晰 readability", reading.readability),
            ("对数比 log ratio", reading.log_ratio),
        )
        if value is not None
    ]
    yield f"字段 {label} {name}: {reading.status} {visible(mask(name, reading.value) or '—')}; {', '.join(numbers) or '—'}"
    if reading.problems:
        yield f"    结构 (structure): {'、'.join(reading.problems)}"
    for candidate in reading.candidates:
        value = visible(mask(name, candidate.value) or "—")
        yield f"    候选 (candidate): {value} {candidate.how} {candidate.label or ''} {candidate.score:.3f}"
