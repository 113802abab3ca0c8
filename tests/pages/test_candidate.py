"""A candidate's page on a telephone, in a real browser."""

from __future__ import annotations

from pathlib import Path

import cv2
import pytest
from playwright.sync_api import Browser, Page, expect

from precheck.storage.values import State
from samples.generator import examples
from tests.pages.office import Office, context
from tests.service.doubles import report

PICTURE = Path("samples/good-bachelor/diploma/diploma.jpg")


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """A picture of more than 200 KB that becomes smaller with little loss."""
    image = cv2.imread(str(PICTURE))
    assert image is not None
    path = tmp_path / "large.png"
    cv2.imwrite(str(path), cv2.resize(image, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC))
    assert path.stat().st_size > 1_000_000
    return path


def opened(office: Office, page: Page) -> str:
    """A submission that was not handed in, open on a candidate's page."""
    submission = office.rows(State.OPEN)[0].submission_id
    page.goto(office.link(submission))
    return submission


def test_flags_come_in_words_and_a_picture_can_be_deleted(office: Office, browser: Browser) -> None:
    office.checker.answer = lambda: report("blurred.text")
    with context(browser, 390, 844, mobile=True) as telephone:
        page = telephone.new_page()
        submission = opened(office, page)
        slot = page.locator("#slot-degree")
        page.locator("summary").click()
        slot.locator("input[multiple]").set_input_files([PICTURE])
        expect(slot.locator(".own-tile")).to_have_count(1)
        office.work()
        expect(slot.locator(".about p")).to_have_text("模糊")
        expect(page.locator(".told")).to_contain_text("模糊")
        page.on("dialog", lambda dialog: dialog.accept())
        slot.get_by_role("button", name="删除第 1 张").click()
        expect(slot.locator(".own-tile")).to_have_count(0)
        # Nothing is wider than the telephone.
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
    with office.services.store.read() as tx:
        assert [one for one in tx.uploads.list_submission(submission) if one.material == "degree"] == []


def test_a_large_picture_is_made_smaller_with_consent(office: Office, browser: Browser, large: Path) -> None:
    with context(browser, 390, 844, mobile=True) as telephone:
        page = telephone.new_page()
        submission = opened(office, page)
        page.locator("summary").click()
        slot = page.locator("#slot-degree")
        for button, smaller in (("用缩小后的图片", True), ("用原图上传", False)):
            slot.locator("input[multiple]").set_input_files([large])
            dialog = page.locator("#smaller")
            expect(dialog).to_be_visible()
            expect(dialog.locator("[data-after-size]")).to_contain_text("K")
            dialog.get_by_role("button", name=button).click()
            expect(slot.locator(".own-tile")).to_have_count(1 if smaller else 2)
    with office.services.store.read() as tx:
        sizes = [one.bytes for one in tx.uploads.list_submission(submission) if one.material == "degree"]
    assert sizes[0] <= 200 * 1024
    assert sizes[1] == large.stat().st_size


def test_examples_show_every_page_and_the_camera_stands_on_telephones_alone(
    office: Office, browser: Browser
) -> None:
    for mobile in (True, False):
        with context(browser, 390, 844, mobile=mobile) as opened_context:
            page = opened_context.new_page()
            opened(office, page)
            slot = page.locator("#slot-identity")
            camera = slot.locator("[capture=environment]")
            expect(slot.locator(".camera")).to_be_visible(visible=mobile)
            assert camera.get_attribute("accept") == "image/jpeg,image/png"
            slot.get_by_role("button", name="示例").click()
            dialog = page.locator("#example-identity")
            expect(dialog.locator("figcaption")).to_have_text(
                ["身份证人像面", "身份证国徽面", "手持身份证照片"]
            )
            for shown in dialog.locator("img").all():
                shown.scroll_into_view_if_needed()
                page.wait_for_function(
                    "image => image.complete && image.naturalWidth > 300", arg=shown.element_handle()
                )
            assert page.evaluate("document.documentElement.scrollWidth") <= 390
    material = office.services.materials["identity"]
    assert {f"identity.{view.name}" for view in material.views} <= set(examples.EXAMPLES)
    for slug, found in office.services.materials.items():
        names = [f"{slug}.{view.name}" for view in found.views] or [slug]
        assert set(names) <= set(examples.EXAMPLES), slug


def test_what_is_locked_cannot_be_changed(office: Office, browser: Browser) -> None:
    submission = office.rows()[0].submission_id
    with context(browser, 390, 844, mobile=True) as telephone:
        page = telephone.new_page()
        page.goto(office.link(submission))
        expect(page.locator("h1 + .pill")).to_have_text("已锁定")
        expect(page.locator("[data-adding]")).to_have_count(0)
        expect(page.locator(".told")).to_contain_text("上报完成，内容已锁定。")
        with office.services.store.read() as tx:
            upload = tx.uploads.list_submission(submission)[0]
        token = page.locator("meta[name=csrf]").get_attribute("content")
        answer = page.request.post(
            f"{office.address}/my/uploads/{upload.id}/delete", headers={"x-csrf-token": token or ""}
        )
        assert answer.status == 409


def test_a_candidate_sees_only_their_own(office: Office, browser: Browser) -> None:
    first, second = (row.submission_id for row in office.rows()[:2])
    with office.services.store.read() as tx:
        other = tx.uploads.list_submission(second)[0]
    with context(browser) as one:
        page = one.new_page()
        page.goto(office.link(first))
        assert page.request.get(f"{office.address}/my/pictures/{other.id}").status == 404
        for path in (f"/pictures/{other.id}", "/queue", f"/submissions/{second}", "/audit"):
            answer = page.request.get(office.address + path, max_redirects=0)
            assert answer.status == 303, path
        # No flag for staff, and nobody's name but one's own.
        assert "内部备注" not in page.content()


def test_a_used_up_link_says_what_to_do(office: Office, browser: Browser) -> None:
    with context(browser) as one:
        page = one.new_page()
        page.goto(f"{office.address}/c/not-a-token")
        expect(page.locator("main")).to_contain_text("请联系考点重新获取")
        page.goto(f"{office.address}/my")
        expect(page.locator("main")).to_contain_text("请使用考点发给您的链接")
