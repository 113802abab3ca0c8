"""Is this the paper that belongs here?

Flags:
    ``wrong_material.other`` another material (named, with the offer to move it); ``wrong_material.not_a_document``
    nothing written at all; ``wrong_material.other_proof`` a print-out or statement that is no substitute;
    ``wrong_material.original_not_duplicate`` the 正本 of a licence where the 副本 is asked for;
    ``wrong_material.not_official_form`` a statement of one's own in place of the form that has to be downloaded;
    ``wrong_material.unrecognised`` a page that reads well, or whose print is crisp, and carries no word of this material or of
    any other.
Why:
    The right paper in the wrong slot is among the commonest faults, and the easiest to mend.
Measures:
    Printed titles and words (:mod:`precheck.reading.kind`), scored for every material that has a pipeline file.
Threshold and where it was measured:
    docs/evaluation/checks.md; ``crisp_from``, ``min_print_px``: docs/evaluation/2026-11-28-blur-and-other-papers.md.
"""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from statistics import median

from pydantic import Field

from precheck.checks import CheckParams
from precheck.domain.examined import Examined
from precheck.domain.flag import Finding, FlagKind, Remedy, Severity
from precheck.domain.geometry import centre, height
from precheck.domain.text import TextLine
from precheck.fields.glyphs import simplify
from precheck.imaging import sharpness
from precheck.reading import labels
from precheck.reading.fields import text_of


class Params(CheckParams):
    """What would be wrong here.

    ``lead``: by how much another material must speak louder. ``max_specks`` lines and fewer than ``min_characters`` read
    surely are no document. ``other_papers``: titles of papers for which there is no slot at all, each on a line of
    its own; a line is a title's where at most ``max_heading_more`` characters stand before it (中华人民共和国). ``min_page``:
    characters of a whole page. ``crisp_from``, ``min_print_px``: steepness of edges, and height, of print that is in focus.
    ``legible``: the share of the characters in lines read with this certainty from which a page is legible; ``page_of_text``:
    characters, read or not, from which a page can be called a statement, since fewer are a corner of a form. ``max_mark``,
    ``mark_near``: so many characters at most has the mark beside or below a title, within so many of its heights;
    ``max_marked``: and a line that ends in it, title and all.
    """

    lead: float = Field(gt=0)
    max_specks: int = Field(ge=0)
    min_characters: int = Field(ge=1)
    min_page: int = Field(ge=1)
    crisp_from: float = Field(ge=0, le=1)
    min_print_px: float = Field(gt=0)
    other_papers: tuple[str, ...] = ()
    other_proofs: tuple[str, ...] = ()
    proof_labels: tuple[str, ...] = ()
    min_proof_labels: int = Field(default=2, ge=1)
    proof_rows: tuple[str, ...] = ()
    max_heading_more: int = Field(default=10, ge=0)
    original: str | None = None
    duplicate: str | None = None
    official: tuple[str, ...] = ()
    official_enough: int = Field(default=4, ge=1)
    original_words: tuple[str, ...] = ()
    legible: float = Field(ge=0, le=1)
    page_of_text: int = Field(ge=0)
    max_mark: int = Field(ge=0)
    max_marked: int = Field(ge=0)
    mark_near: float = Field(ge=0)


FLAGS = {
    "wrong_material.other": FlagKind(
        Severity.REUPLOAD,
        "此件疑似{seen}，不是{wanted}，请{remedy}。",
        "This looks like: {seen_en}; asked for here: {wanted_en}. {remedy_en}.",
        remedy=Remedy.MOVE,
        unit="evidence for the other material over this one, flagged from",
    ),
    "wrong_material.not_a_document": FlagKind(
        Severity.REUPLOAD,
        "图片中未发现文字，可能误传，请重新上传{wanted}。",
        "No writing is seen in the picture; it may not be a document. Check it and upload: {wanted_en}.",
        unit="characters read, flagged below",
    ),
    "wrong_material.other_proof": FlagKind(
        Severity.REUPLOAD,
        "此件疑似网上查询页或其他证明（{proof}），不能代替{wanted}，请上传原件；原件丢失的，请上传原学校补办的毕业证明书。",
        "This looks like a print-out or another proof ({proof}), which does not replace: {wanted_en}. Upload the "
        "original, or, where it is lost, the school's replacement certificate of the national form.",
    ),
    "wrong_material.original_not_duplicate": FlagKind(
        Severity.REUPLOAD,
        "此件疑似正本，请上传{wanted}。",
        "This looks like the original (正本); asked for here: {wanted_en}.",
    ),
    "wrong_material.not_official_form": FlagKind(
        Severity.REVIEW,
        "此件疑似自拟证明，{wanted}须用国家医学考试网报名系统下载的表格，请核对。",
        "This looks like a statement of one's own; required is the form downloaded from the registration system: {wanted_en}.",
        unit="fixed words of the official form seen, flagged below",
    ),
    "wrong_material.unrecognised": FlagKind(
        Severity.REVIEW,
        "图片内容似与所选材料（{wanted}）不符，请核对；如传错，请更换。",
        "The page reads well, but shows none of the words of: {wanted_en}. It may be another paper; check it, and upload the "
        "right one if it is.",
        unit="printed words of the material seen, flagged up to",
    ),
}


_AGAIN = {"remedy": "核对后重新上传", "remedy_en": "Check it, and upload the right paper"}
_MOVE = {
    "remedy": "移至对应材料栏或重新上传",
    "remedy_en": "Move it to its own slot, or upload the right paper",
}


def check(subject: Examined, params: Params) -> Iterator[Finding]:
    """At most one finding, of the first rule that holds."""
    readable = [line for line in subject.lines if line.confidence >= params.legible and len(line.text) > 1]
    characters = sum(len(line.text) for line in readable)
    if len(subject.lines) <= params.max_specks and characters < params.min_characters:
        # A blurred page still shows where its lines are; only a picture with hardly any is no document.
        blank = Finding("wrong_material.not_a_document", measured=characters, threshold=params.min_characters)
        found = None if _shows_a_holder(subject) else blank
    else:
        rules = (_other_proof, _paper_without_slot, _other_material, _original, _own_statement, _unrecognised)
        found = next(filter(None, (rule(subject, params) for rule in rules)), None)
    if found is not None:
        wanted = {"wanted": subject.material.quoted, "wanted_en": subject.material.title_en}
        yield replace(found, values={**wanted, **found.values})


def _shows_a_holder(subject: Examined) -> bool:
    """Whether the picture is of somebody who holds a card that cannot be read, of whom the check ``handheld`` speaks."""
    held = any(subject.material.shows_a_person(page.view) for page in subject.pages)
    return held and subject.holder is not None


def _other_proof(subject: Examined, params: Params) -> Finding | None:
    """Another proof by its title or a line of its own, or by labels that only such pages print."""
    text = _text(subject)
    rows = {_plain(line.text) for line in subject.lines}
    seen = [hit.text for hit in labels.find(text, params.other_proofs, tolerant=False)]
    seen += [row for row in params.proof_rows if row in rows]
    printed = dict.fromkeys(hit.text for hit in labels.find(text, params.proof_labels, range(len(text))))
    if len(printed) >= params.min_proof_labels:
        seen.append("、".join(printed))
    return Finding("wrong_material.other_proof", values={"proof": seen[0]}) if seen else None


def _paper_without_slot(subject: Examined, params: Params) -> Finding | None:
    title = _heading(subject, params.other_papers, params)
    if title is None or _is_headed(subject, params):
        return None
    seen = {"seen": f"《{title}》", "seen_en": title, **_AGAIN}
    return Finding("wrong_material.other", remedy=Remedy.REUPLOAD, values=seen)


def _other_material(subject: Examined, params: Params) -> Finding | None:
    kind, own = subject.kind, subject.material.slug
    lead = max(kind.scores.values(), default=0.0) - kind.scores.get(own, 0.0)
    if kind.slug in (None, own) or lead < params.lead or _is_headed(subject, params):
        return None
    other = subject.materials[kind.slug]
    seen = {"seen": other.quoted, "seen_en": other.title_en, **_MOVE}
    return Finding("wrong_material.other", measured=lead, threshold=params.lead, values=seen)


def _original(subject: Examined, params: Params) -> Finding | None:
    """The original: marked so; or headed by the title with the original's own sentence below and nowhere the word that every
    duplicate prints beside its title."""
    if params.original is None or params.duplicate is None:
        return None
    marks = {_mark(line.text, params): line for line in reversed(subject.lines)}
    shown = marks.get(params.original) if params.duplicate not in marks else None
    if shown is None:
        plain = [_plain(line.text) for line in subject.lines]
        headed = [
            line for line, text in zip(subject.lines, plain, strict=True) if text in subject.material.titles
        ]
        said = any(word in text for text in plain for word in params.original_words)
        if not headed or not said or any(params.duplicate in text for text in plain):
            return None
        if any(_may_be_mark(line, headed[0], params) for line in subject.lines):
            return None
        shown = headed[0]
    return Finding("wrong_material.original_not_duplicate", region=shown.box)


def _own_statement(subject: Examined, params: Params) -> Finding | None:
    """A statement in place of the official form, whose fixed words would be seen on a legible page."""
    own = subject.kind.slug == subject.material.slug
    if not params.official or not own or not _is_legible(subject, params.page_of_text, params.legible):
        return None
    words = {hit.text for hit in labels.find(_text(subject), params.official, tolerant=False)}
    if len(words) >= params.official_enough:
        return None
    return Finding("wrong_material.not_official_form", measured=len(words), threshold=params.official_enough)


def _unrecognised(subject: Examined, params: Params) -> Finding | None:
    """A page that reads well, or whose print is crisp, in a script or a hand that the reader does not know, has no word of its
    material or of a view of it, and not enough of any other; of a whole page of text one word is none."""
    reads = _is_legible(subject, params.min_characters, params.legible)
    allowed = 1.0 if reads and _is_legible(subject, params.min_page, params.legible) else 0.0
    if subject.kind.slug is not None or subject.kind.scores.get(subject.material.slug, 0.0) > allowed:
        return None
    if not subject.pages or any(page.view is not None for page in subject.pages):
        return None
    if _is_headed(subject, params) or not (reads or _is_crisp(subject, params)):
        return None
    return Finding("wrong_material.unrecognised", measured=0, threshold=0)


def _text(subject: Examined) -> str:
    return "\n".join(text_of(page).string for page in subject.pages)


def _is_headed(subject: Examined, params: Params) -> bool:
    """Whether a title of this material heads some page: then this paper is in the picture, whatever else is."""
    return _heading(subject, subject.material.titles, params) is not None


def _heading(subject: Examined, titles: Sequence[str], params: Params) -> str | None:
    """The title that some line is, large enough to head a page."""
    usual = median(height(line.box) for line in subject.lines)
    for line in subject.lines:
        plain = simplify(_plain(line.text)).removesuffix("正本").removesuffix("副本")
        for title in titles:
            short = len(plain) <= len(title) + params.max_heading_more
            if plain.endswith(title) and short and height(line.box) >= usual:
                return title
    return None


def _is_legible(subject: Examined, least: int, legible: float) -> bool:
    """Whether fixed words would be seen if they were there: nearly all was read surely, of so many characters at least."""
    readable = sum(len(line.text) for line in subject.lines if line.confidence >= legible)
    total = sum(len(line.text) for line in subject.lines)
    return total >= least and readable >= legible * total


def _is_crisp(subject: Examined, params: Params) -> bool:
    """Whether the print is in focus and large enough, read or not: fixed words would be seen if they were there."""
    boxes = [line.box for line in subject.lines]
    if median(map(height, boxes)) < params.min_print_px:
        return False
    return sharpness.softest_edges(subject.image, boxes) >= params.crisp_from


def _mark(text: str, params: Params) -> str:
    """The word that stands alone (in brackets, or closing the title): sentences may name both."""
    plain = _plain(text)
    return plain[-2:] if plain.endswith(("正本", "副本")) and len(plain) <= params.max_marked else ""


def _may_be_mark(line: TextLine, title: TextLine, params: Params) -> bool:
    """Whether a short line may be the duplicate's mark, misread (副木, 剧本) or, close to the title, not read at all."""
    plain = _plain(line.text)
    if line is title or len(plain) > params.max_mark:
        return False
    if "副" in plain or "本" in plain:
        return True
    far = math.dist(centre(line.box), centre(title.box))
    return line.confidence < params.legible and far < params.mark_near * height(title.box)


def _plain(text: str) -> str:
    return re.sub(r"[\s（）()《》〈〉【】\[\]·:：.。]", "", text)
