"""A second look: further, without seal ink, in several views, and only where it could change the outcome."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from precheck.domain.geometry import EIGHT_WAYS, Image, Quad, width
from precheck.domain.material import Material
from precheck.domain.reading import FieldReading, Page, Status
from precheck.domain.registration import Registration
from precheck.domain.text import TextLine
from precheck.ocr._metered import Meter, MeteredEngine
from precheck.reading import fields, refine
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
    first = interpret(pages)
    _, found = refine.resolve_doubts(
        refine.Readers(engine, meter=meter or Meter()), views, pages, first, material, SETTINGS, interpret
    )
    return found


def test_a_number_of_which_a_seal_left_a_piece_is_read_whole() -> None:
    piece = line(NUMBER[-8:], 300, 100)
    found = look(WiderEngine(300), [piece], UNLABELLED)["certificate_number"]
    assert (found.value, found.status) == (NUMBER, Status.UNVERIFIED)
    assert look(WiderEngine(9999), [piece], UNLABELLED)["certificate_number"].value is None


def test_a_faint_number_is_put_to_the_vote_whatever_was_declared() -> None:
    faint = line("证书编号：" + NUMBER.replace("1234", "1284"), 0, 100, confidence=0.7)
    engine = WiderEngine(0, "证书编号：" + NUMBER)
    assert look(engine, [faint])["certificate_number"].value == NUMBER


def test_a_spent_budget_leaves_the_doubt_as_it_is() -> None:
    faint = line("证书编号：" + NUMBER.replace("1234", "1284"), 0, 100, confidence=0.7)
    engine = WiderEngine(0, "证书编号：" + NUMBER)
    found = look(engine, [faint], meter=Meter(spent=1.0, most=1.0))["certificate_number"]
    assert (found.value, engine.asked) == (NUMBER.replace("1234", "1284"), 0)


def test_what_a_spent_budget_left_open_is_no_match() -> None:
    unsure = replace(line(f"证书编号：{NUMBER}", 0, 100), text="证书编号：" + NUMBER.replace("1234", "1284"))
    first = look(WiderEngine(0), [unsure], diploma_number=NUMBER.replace("1234", "1284"))[
        "certificate_number"
    ]
    for status, left in ((Status.MATCH, Status.UNREADABLE), (Status.ABSENT, Status.ABSENT)):
        assert refine._left_open(replace(first, status=status)).status is left


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


def test_the_month_of_a_declared_day_has_the_rest_of_the_date_read_again() -> None:
    material = replace(
        DIPLOMA,
        fields=(
            replace(
                DIPLOMA.fields[2], name="graduation_date", declared="graduation_date", labels=("毕业日期",),
                rows=("(?P<value>[〇一二三四五六七八九十]{4}年[一二三四五六七八九十]+月[一二三四五六七八九十]+日)",),
            ),
        ),
    )  # fmt: skip
    lines = [line("毕业日期2011年7月", 0, 0), line("年七", 300, 200), line("年七月 日", 300, 300)]
    engine = WiderEngine(0, "二〇一一年七月十日")
    found = look(engine, lines, material, graduation_date="2011-07-10")["graduation_date"]
    assert (found.value, found.status) == ("2011-07-10", Status.MATCH)


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


class TwoNumbersEngine(StillEngine):
    """Reads the upper number otherwise than it was read at first, and less surely; the lower as it was, and more surely."""

    def read(self, image: Image, boxes: Sequence[Quad]) -> list[TextLine]:
        upper, lower = "证书编号：" + NUMBER, "执业证号：110110000000001"
        said = [(upper, 0.6) if box[0][1] < 150 else (lower, 0.95) for box in boxes]
        return [
            TextLine(box, text, sure, (sure,) * len(text))
            for box, (text, sure) in zip(boxes, said, strict=True)
        ]


def test_what_one_fields_vote_elected_stands_when_another_is_read_again() -> None:
    other = replace(
        DIPLOMA.fields[0], name="practice_number", type="practice_number", labels=("执业证号",), declared=None, patterns=()
    )  # fmt: skip
    material = replace(DIPLOMA, fields=(*DIPLOMA.fields, other))
    lines = [
        line("证书编号：" + NUMBER.replace("1234", "1284"), 0, 100, confidence=0.7),
        line("执业证号：110110000000001", 0, 200, confidence=0.7),
    ]
    found = look(TwoNumbersEngine(), lines, material)
    assert found["certificate_number"].value == NUMBER
    assert found["practice_number"].value == "110110000000001"


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
    found = refine._with_more_lines(Watching(), WHITE, page, region, SETTINGS)
    # The picture is 800 px wide: as it is fits both the first look's size and lines of 20 px.
    assert shown == [((100, 400), 400)]
    assert found.lines[-1].box[0] == (60.0, 260.0)


def test_a_missing_value_belongs_beside_its_label_and_else_on_the_paper() -> None:
    lines = (line("证书编号", 100, 300), line("花纹", 700, 20, confidence=0.4))
    page = Page(None, EIGHT_WAYS[0], lines)
    area = line("1234", 180, 300).box
    missing = FieldReading("certificate_number", Status.UNREADABLE, areas=(area,))
    around = SETTINGS.second_around * 20
    assert refine._around(page, [missing], SETTINGS)[0] == (180 - around, 300 - around)
    nowhere = replace(missing, areas=())
    assert refine._around(page, [nowhere], SETTINGS)[1] == (180 + around, 300 - around)
    assert (
        refine._around(replace(page, document=line("纸", 0, 0, height=500).box), [nowhere], SETTINGS)[2][0]
        >= 500
    )
