"""The triage page: complete, self-contained, harmless whatever file names and texts hold."""

import re
from html.parser import HTMLParser

from precheck.domain.flag import Severity, Unable
from precheck.domain.report import Report
from precheck.reporting import html
from precheck.reporting.card import card
from tests.reporting import made

HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(2)>'


def page(*reports: Report, pages: int = 1, unmasked: bool = False) -> str:
    cards = [
        card(
            report,
            made.MATERIALS.get(report.upload.material),
            number=number,
            unmasked=unmasked,
            picture=b"\xff\xd8",
        )
        for number, report in enumerate(reports, start=1)
    ]
    summary = html.Summary("测试", len(cards), {"reupload": 1}, {"blurred.text": 1}, 0, unmasked=unmasked)
    return html.triage(cards, summary, html.Paging(1, pages, 1))


class Collector(HTMLParser):
    """The elements of a page and the addresses that it names."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.addresses: list[str] = []
        self.handlers: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            if name in ("src", "href", "xlink:href", "action"):
                self.addresses.append(value or "")
            if name.startswith("on") or name == "style":
                self.handlers.append(name)


def test_a_card_shows_message_evidence_fields_and_region() -> None:
    text = page(made.report(made.flag(measured=0.41, threshold=0.9, unit="0..1", region=made.BOX)))
    assert "毕业证编号无法识别，请重新上传！" in text
    assert "测得 0.41 · 限值 0.9（可读性 0–1，低于限值）" in text
    assert 'points="10.0,20.0 110.0,20.0 110.0,50.0 10.0,50.0"' in text
    assert "106*************34" in text
    assert "106311201505001234" not in text


def test_a_flag_without_a_region_is_drawn_where_its_field_stands() -> None:
    text = page(made.report(made.flag(field="certificate_number")))
    assert re.search(r'<polygon class="flag reupload" points="10.0,20.0', text)


def test_hostile_names_and_texts_stay_text() -> None:
    report = made.report(
        made.flag(message=HOSTILE, severity=Severity.REVIEW),
        file=HOSTILE,
        submission=HOSTILE,
        material=HOSTILE,
        unable=(Unable("x", HOSTILE),),
    )
    found = Collector(page(report))
    assert found.tags.count("script") == 1  # our own
    assert "img" not in found.tags
    assert found.handlers == []


def test_nothing_is_asked_for_from_outside() -> None:
    found = Collector(page(made.report(), made.report(made.flag()), pages=3))
    assert found.addresses
    assert all(re.match(r"(data:image/jpeg|#|triage-\d)", address) for address in found.addresses)


def test_only_our_own_style_and_script_may_run() -> None:
    text = page(made.report())
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', text)
    assert policy is not None
    assert "default-src &#39;none&#39;" in policy[1]
    assert "unsafe" not in policy[1]


def test_unmasked_on_request() -> None:
    assert "106311201505001234" in page(made.report(), unmasked=True)


def test_a_picture_that_cannot_be_opened_says_so() -> None:
    from dataclasses import replace

    report = made.report(fields={})
    report = replace(report, upload=replace(report.upload, width=None, height=None))
    assert "图片无法打开" in page(report)
