"""A second look: further, without seal ink, in several views, and only where it could change the outcome."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from precheck.domain.errors import Invalid
from precheck.domain.geometry import EIGHT_WAYS, Image, Quad, width
from precheck.domain.material import Material
from precheck.domain.reading import FieldReading, Page, Status
from precheck.domain.registration import Registration
from precheck.domain.text import TextLine
from precheck.ocr._metered import Meter, MeteredEngine
from precheck.reading import fields, looks, refine
from precheck.reading.doubts import Doubt
from precheck.reading.looks import Readers, Scene, Seen
from precheck.reading.settings import ReadingSettings
from tests.doubles import DIPLOMA, WHITE, StillEngine, line

SETTINGS = ReadingSettings()
NUMBER = "106311201505001234"
UNLABELLED = replace(
    DIPLOMA,
    fields=tuple(replace(r, unlabelled=True, labels=()) if r.required else r for r in DIPLOMA.fields),
)


class WiderEngine(StillEngine):
    """Finds nothing more, and reads the whole number where the box reaches further than ``enough``."""

    def __init__(self, enough: float, text: str = NUMBER, sure: float = 0.99) -> None:
        self.enough, self.text, self.sure = enough, text, sure
        self.asked = 0

    def read(self, image: Image, boxes: Sequence[Quad]) -> list[TextLine]:
        self.asked += len(boxes)
        return [self._line(box) for box in boxes]

    def _line(self, box: Quad) -> TextLine:
        text = self.text if width(box) > self.enough else self.text[-8:]
        spans = tuple((i / len(text), (i + 1) / len(text)) for i in range(len(text)))
        return TextLine(box, text, self.sure, (self.sure,) * len(text), spans)


def look(
    engine: StillEngine,
    lines: Sequence[TextLine],
    material: Material = DIPLOMA,
    meter: Meter | None = None,
    **declared: str,
) -> Mapping[str, FieldReading]:
    registration = Registration.parse(declared) if declared else None
    pages = [Page(None, EIGHT_WAYS[0], tuple(lines))]

    def interpret(shown: Sequence[Page]) -> Mapping[str, FieldReading]:
        return fields.read(material, shown, registration, SETTINGS)

    views = (lambda: WHITE, lambda: WHITE)
    readers = Readers(engine, meter=meter or Meter())
    scene = Scene(readers, views, material, SETTINGS, interpret)
    return refine.refine(scene, Seen(tuple(pages), interpret(pages))).readings


def test_a_number_of_which_a_seal_left_a_piece_is_read_whole() -> None:
    piece = line(NUMBER[-8:], 300, 100)
    found = look(WiderEngine(300), [piece], UNLABELLED)["certificate_number"]
    assert (found.value, found.status) == (NUMBER, Status.UNVERIFIED)
    assert look(WiderEngine(9999), [piece], UNLABELLED)["certificate_number"].value is None


@pytest.mark.parametrize(
    ("whole", "status"), [("1990年7月10日", Status.MATCH), ("1990年7月20日", Status.UNVERIFIED)]
)
def test_a_date_of_which_a_seal_left_the_month_is_read_on(whole: str, status: Status) -> None:
    written = [line("出生日期：", 0, 100), line("1990年7月", 200, 100)]
    found = look(WiderEngine(250, whole), written, birth_date="1990-07-10")["birth_date"]
    assert found.status is status
    assert found.value == ("1990-07-10" if status is Status.MATCH else "1990-07")


def test_what_a_spent_budget_left_open_is_no_match() -> None:
    unsure = replace(line(f"证书编号：{NUMBER}", 0, 100), text="证书编号：" + NUMBER.replace("1234", "1284"))
    spent = Meter(spent=1.0, most=1.0)
    other = replace(unsure, text=unsure.text, characters=(0.9,) * len(unsure.text))
    found = look(WiderEngine(0), [other], meter=spent, diploma_number=NUMBER)["certificate_number"]
    assert (found.status, "budget" in found.why) == (Status.UNREADABLE, True)


def test_a_spent_budget_leaves_the_doubt_as_it_is() -> None:
    engine = WiderEngine(300)
    found = look(engine, [line(NUMBER[-8:], 300, 100)], UNLABELLED, Meter(spent=1.0, most=1.0))
    assert (found["certificate_number"].value, engine.asked) == (None, 0)


def asked_of(
    monkeypatch: pytest.MonkeyPatch, worths: Mapping[refine.Pair, float], lines: Sequence[TextLine]
) -> list[tuple[str, Doubt]]:
    """The looks that are taken at a page, and at which doubt."""
    seen: list[tuple[str, Doubt]] = []
    monkeypatch.setattr(refine, "measured_worths", lambda: worths)
    pages = (Page(None, EIGHT_WAYS[0], tuple(lines)),)

    def interpret(shown: Sequence[Page]) -> Mapping[str, FieldReading]:
        return fields.read(UNLABELLED, shown, None, SETTINGS)

    scene = Scene(Readers(WiderEngine(9999)), (lambda: WHITE,) * 2, UNLABELLED, SETTINGS, interpret)
    refine.refine(
        scene, Seen(pages, interpret(pages)), lambda option, *_: seen.append((option[0], option[1].doubt))
    )
    return seen


def test_what_is_worth_most_is_looked_at_first_and_what_is_worth_nothing_never(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    piece, owed = [line(NUMBER[-8:], 300, 100)], Doubt.OWED
    search, join, bare = ("search", owed), ("join", owed), ("join_without_ink", owed)
    assert asked_of(monkeypatch, {join: 2.0, bare: 1.0}, piece) == [join, bare]
    assert asked_of(monkeypatch, {join: 1.0, bare: 2.0}, piece) == [bare, join]
    assert asked_of(monkeypatch, {join: 0.0, bare: 2.0}, piece) == [bare]
    assert asked_of(monkeypatch, {join: 2.0, ("join", Doubt.OPTIONAL): 1.0}, piece) == [join]
    # What is looked for at once comes first: one number found, the other values would not be asked for.
    assert asked_of(monkeypatch, {join: 2.0, search: 1.0}, piece) == [search, join]


def test_what_may_accuse_or_pass_somebody_wrongly_is_looked_at_before_all_else() -> None:
    worths = refine.measured_worths()
    first = {("verify", Doubt.CONTRADICTS), ("verify", Doubt.UNLIKELY)}
    assert min(worths[pair] for pair in first) > max(worths[pair] for pair in worths if pair not in first)


def test_the_table_of_worths_may_name_no_look_that_there_is_not(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "looks.toml").write_text(
        "stare.owed = { taken = 9, better = 1, worse = 0, milliseconds = 2.0 }", "utf-8"
    )
    monkeypatch.setattr("precheck.reading.refine.resources.files", lambda package: tmp_path)
    with pytest.raises(Invalid, match=r"stare\.owed"):
        refine.measured_worths.__wrapped__()


def test_every_question_is_counted() -> None:
    meter = Meter()
    engine = MeteredEngine(StillEngine(), meter)
    engine.boxes(WHITE, 640)
    page = meter.spent
    engine.read(WHITE, [line("证书编号", 0, 0).box])
    assert 0 < page < meter.spent


def test_what_reads_well_is_not_looked_at_again() -> None:
    engine = WiderEngine(0)
    look(engine, [line(f"证书编号：{NUMBER}", 0, 100)], diploma_number=NUMBER)
    assert engine.asked == 0


class UnderTheSeal(StillEngine):
    """Reads an address rightly where the seal's ink is taken away, which is ``clean``."""

    def __init__(self, clean: Image) -> None:
        self.clean = clean

    def read(self, image: Image, boxes: Sequence[Quad]) -> list[TextLine]:
        text = "学校 明山大学" if image is self.clean else "学校 朋山大学"
        return [replace(line(text, 0, 100), box=box) for box in boxes]


def test_words_that_a_seal_changed_are_read_without_its_ink() -> None:
    clean = WHITE.copy()
    school = replace(
        DIPLOMA.fields[0], name="school", type="school_name", labels=("学校",), declared="school", patterns=()
    )
    material = replace(DIPLOMA, fields=(school,))
    page = Page(None, EIGHT_WAYS[0], (line("学校 朋山大学", 0, 100, confidence=0.7),))
    registration = Registration.parse({"school": "明山大学"})

    def interpret(shown: Sequence[Page]) -> Mapping[str, FieldReading]:
        return fields.read(material, shown, registration, SETTINGS)

    first = interpret([page])
    scene = Scene(Readers(UnderTheSeal(clean)), (lambda: WHITE, lambda: clean), material, SETTINGS, interpret)
    found = refine.refine(scene, Seen((page,), first)).readings["school"]
    assert first["school"].status is Status.UNREADABLE
    assert (found.value, found.status) == ("明山大学", Status.MATCH)


class BrokenUnderTheSeal(StillEngine):
    """Finds one line more where the seal's ink is taken away, and misreads a digit of it."""

    def boxes(self, image: Image, long_side_px: int) -> list[Quad]:
        return [line("证书编号:106311201595001234", 100, 100).box]

    def read(self, image: Image, boxes: Sequence[Quad]) -> list[TextLine]:
        return [replace(line("证书编号:106311201595001234", 100, 100), box=box) for box in boxes]


def test_a_broken_number_is_worth_more_than_none() -> None:
    """It can be read again, and put to the vote."""
    found = look(BrokenUnderTheSeal(), [], diploma_number=NUMBER)["certificate_number"]
    assert found.value is not None
    assert found.status is Status.UNREADABLE


def test_text_is_looked_for_again_where_the_missing_value_belongs_and_as_large_as_its_print_wants() -> None:
    shown: list[tuple[tuple[int, ...], int]] = []

    class Watching(StillEngine):
        def boxes(self, image: Image, long_side_px: int) -> list[Quad]:
            shown.append((image.shape[:2], long_side_px))
            return [line("漏", 10, 10).box]

        def read(self, image: Image, boxes: Sequence[Quad]) -> list[TextLine]:
            return [TextLine(box, "漏字", 0.99) for box in boxes]

    page = Page(None, EIGHT_WAYS[0], (line("证书编号", 100, 300, height=40),))
    region = ((50.0, 250.0), (450.0, 250.0), (450.0, 350.0), (50.0, 350.0))
    found = looks.with_more_lines(Watching(), WHITE, page, region, SETTINGS)
    # The picture is 800 px wide: as it is fits both the first look's size and lines of 20 px.
    assert shown == [((100, 400), 400)]
    assert found.lines[-1].box[0] == (60.0, 260.0)


def test_a_missing_value_belongs_beside_its_label_and_else_on_the_paper() -> None:
    lines = (line("证书编号", 100, 300), line("花纹", 700, 20, confidence=0.4))
    page = Page(None, EIGHT_WAYS[0], lines)
    area = line("1234", 180, 300).box
    missing = FieldReading("certificate_number", Status.UNREADABLE, areas=(area,))
    around = SETTINGS.second_around * 20
    assert looks.around(page, [missing], SETTINGS)[0] == (180 - around, 300 - around)
    nowhere = replace(missing, areas=())
    assert looks.around(page, [nowhere], SETTINGS)[1] == (180 + around, 300 - around)
    assert (
        looks.around(replace(page, document=line("纸", 0, 0, height=500).box), [nowhere], SETTINGS)[2][0]
        >= 500
    )
