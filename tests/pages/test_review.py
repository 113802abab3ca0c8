"""Reviewers at work, in a real browser."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Browser, Route, expect

from precheck.entrypoints import demo
from precheck.service.viewing import parse_reports
from precheck.storage.values import Level, Outcome, State
from tests.pages.office import Office, context
from tests.service.doubles import report

PICTURE = Path("samples/good-bachelor/diploma/diploma.jpg")


def test_a_wrong_password_says_so_and_the_right_one_opens_the_queue(office: Office, browser: Browser) -> None:
    with context(browser) as opened:
        page = opened.new_page()
        page.goto(f"{office.address}/queue?verdict=pass")
        page.fill("main [name=login]", "wang")
        page.fill("main [name=password]", "not the password")
        page.click("main .button.main")
        expect(page.get_by_role("alert").first).to_contain_text("不正确")
        page.fill("main [name=password]", demo.PASSWORD)
        page.click("main .button.main")
        # Back to where somebody wanted to go.
        page.wait_for_url("**/queue?verdict=pass")
        cookie = next(one for one in opened.cookies() if one["name"] == "precheck-session")
        assert cookie["httpOnly"]


def test_ten_submissions_by_keyboard_alone(office: Office, browser: Browser) -> None:
    before = len(office.rows())
    with office.signed_in(browser) as page:
        page.on("dialog", lambda dialog: dialog.accept())
        page.keyboard.press("Enter")
        for _ in range(10):
            page.wait_for_url("**/submissions/**")
            here = page.locator("[data-live-page]").get_attribute("data-live-page")
            page.keyboard.press("a")
            expect(page.locator("[data-live-page]")).not_to_have_attribute("data-live-page", here or "")
        expect(page.get_by_text("已通过。")).to_be_visible()
    assert len(office.rows()) == before - 10
    assert len(office.rows(State.DISTRICT)) >= 10


def test_accepting_can_be_taken_back_with_one_key(office: Office, browser: Browser) -> None:
    clean = office.rows(rank=2)[0].submission_id
    with office.signed_in(browser) as page:
        page.goto(f"{office.address}/submissions/{clean}")
        page.keyboard.press("a")
        expect(page.get_by_text("已通过。")).to_be_visible()
        assert office.row(clean).state is State.DISTRICT
        page.keyboard.press("u")
        expect(page.get_by_text("已撤销。")).to_be_visible()
        assert clean in page.url
    assert office.row(clean).state is State.SITE


def test_a_picture_is_asked_for_again_and_comes_back_from_the_candidate(
    office: Office, browser: Browser
) -> None:
    row = next(row for row in office.rows(rank=0) if row.uploads > 1)
    with office.signed_in(browser) as page, context(browser, 390, 844, mobile=True) as telephone:
        page.goto(f"{office.address}/submissions/{row.submission_id}")
        page.locator("[data-tile]").first.click()
        page.wait_for_url("**/uploads/**")
        upload = re.findall(r"/uploads/(\w+)", page.url)[0]
        page.keyboard.press("r")
        message = page.locator("#again textarea")
        expect(message).to_be_focused()
        message.fill("毕业证编号无法识别，请重新上传！")
        page.keyboard.press("Control+Enter")
        expect(page.get_by_text("考生已收到消息")).to_be_visible()
        assert office.row(row.submission_id).state is State.AGAIN

        candidate = telephone.new_page()
        candidate.goto(office.link(row.submission_id))
        assert candidate.url.endswith("/my")  # the token stays in no address
        expect(candidate.locator(".told")).to_contain_text("毕业证编号无法识别，请重新上传！")
        open_ones = candidate.locator("[data-adding]")
        # Only the material that was asked for is open, among those that were handed in.
        holder = candidate.locator(".stuff", has=candidate.locator(f"[href*='{upload}']"))
        slot = candidate.locator(f"#{holder.get_attribute('id')}")
        expect(slot.locator("[data-adding]")).to_have_count(1)
        assert open_ones.count() == 1
        candidate.on("dialog", lambda dialog: dialog.accept())
        slot.locator(f"form[action*='{upload}'] button").click()
        expect(slot.locator(f"[href*='{upload}']")).to_have_count(0)
        slot.locator("input[type=file][multiple]").set_input_files(PICTURE)
        expect(slot.locator(".pill.wait")).to_be_visible()
        office.work()
        expect(slot.locator(".pill.pass")).to_be_visible()
        candidate.locator(".sticky button").click()
        all_the_same = candidate.get_by_role("button", name="仍然提交审核")
        submitted = candidate.get_by_role("status").get_by_text("上报完成，内容已锁定。")
        expect(all_the_same.or_(submitted)).to_be_visible()
        if all_the_same.is_visible():
            all_the_same.click()
        expect(submitted).to_be_visible()
        office.work()

        back = office.row(row.submission_id)
        assert (back.state, back.changed) == (State.SITE, True)
        # In the same reviewer's queue, marked as changed.
        page.goto(f"{office.address}/queue?reviewer=me&changed=1")
        listed = page.locator(f"tr[data-live='{row.submission_id}']")
        expect(listed).to_contain_text("已更换")


def test_who_does_not_qualify_is_rejected_with_words(office: Office, browser: Browser) -> None:
    row = next(row for row in office.rows() if row.uploads == 1)
    with office.signed_in(browser) as page:
        page.goto(f"{office.address}/submissions/{row.submission_id}")
        page.keyboard.press("Enter")
        page.wait_for_url("**/uploads/**")
        page.keyboard.press("r")
        page.locator("#again textarea").fill("不符合报名条件")
        page.get_by_role("button", name="判为不合格").click()
        expect(page.get_by_text("已判为不合格。")).to_be_visible()
    assert office.row(row.submission_id).state is State.REJECTED
    with office.services.store.read() as tx:
        upload = tx.uploads.list_submission(row.submission_id)[0]
        assert [d.outcome for d in tx.records.decisions(upload.id)] == [Outcome.REJECTED]


def test_a_decision_on_a_replaced_picture_is_refused_with_what_changed(
    office: Office, browser: Browser
) -> None:
    row = office.rows(rank=0)[0]
    with office.signed_in(browser) as page:
        page.goto(f"{office.address}/submissions/{row.submission_id}")
        page.locator("[data-tile]").first.click()
        page.wait_for_url("**/uploads/**")
        upload = re.findall(r"/uploads/(\w+)", page.url)[0]
        with office.services.store.read() as tx:
            before = parse_reports(tx.reports.list_upload(upload))[-1]
        office.checker.answer = lambda: report("recaptured.screen")
        office.services.review.unlock(row.submission_id, None, by="test")
        office.services.intake.replace(upload, PICTURE.read_bytes(), "new.jpg")
        office.services.review.submit(row.submission_id, by="test", acknowledge_missing=True)
        office.work()
        page.keyboard.press("a")
        refused = page.locator("#main .alert.bad")
        expect(refused).to_contain_text("现为第 2 版")
        expect(refused.locator(".changes")).to_contain_text("＋ 翻拍屏幕")
        gone = [flag.code for flag in before.flags if flag.code != "recaptured.screen"]
        expect(refused.get_by_text("不再有")).to_have_count(len(set(gone)))
        values = [facts.value for facts in before.fields.values() if facts.value]
        assert values
        for value in values:
            expect(refused.locator(".changes")).to_contain_text(f"{value} → —")
    with office.services.store.read() as tx:
        assert tx.records.decisions(upload) == []


def test_two_reviewers_at_once_know_of_each_other(office: Office, browser: Browser) -> None:
    row = next(row for row in office.rows() if row.site == demo.SITES[0])
    with office.signed_in(browser) as first, office.signed_in(browser, "li") as second:
        first.goto(f"{office.address}/submissions/{row.submission_id}")
        second.goto(f"{office.address}/submissions/{row.submission_id}")
        expect(second.get_by_text("王审核 正在审核这份报名")).to_be_visible()
        expect(second.locator(".heading [data-key=a]")).to_have_count(0)
        second.goto(f"{office.address}/queue")
        expect(second.locator(f"tr[data-live='{row.submission_id}'] .c-who")).to_contain_text("王审核")
        # The next one is another one.
        second.keyboard.press("Enter")
        second.wait_for_url("**/submissions/**")
        second.goto(f"{office.address}/submissions/{row.submission_id}")
        second.get_by_role("button", name="由我接手").click()
        expect(second.locator(".heading [data-key=a]")).to_have_count(1)
        # Whoever had it before is told when they decide.
        first.on("dialog", lambda dialog: dialog.accept())
        first.keyboard.press("a")
        expect(first.locator("#say")).to_contain_text("李审核 正在审核")
    assert office.row(row.submission_id).state is State.SITE


def test_another_sites_submissions_are_not_there(office: Office, browser: Browser) -> None:
    other = next(row for row in office.rows() if row.site == demo.SITES[1])
    with office.signed_in(browser, "li") as page:
        assert page.locator("tr[data-row]").count() > 0
        expect(page.locator(f"tr[data-live='{other.submission_id}']")).to_have_count(0)
        answer = page.goto(f"{office.address}/submissions/{other.submission_id}")
        assert answer is not None
        assert answer.status == 404
        with office.services.store.read() as tx:
            upload = tx.uploads.list_submission(other.submission_id)[0]
        assert page.request.get(f"{office.address}/pictures/{upload.id}").status == 404


def test_an_expired_session_in_the_middle_of_a_comment_loses_nothing(
    office: Office, browser: Browser
) -> None:
    row = office.rows()[0]
    with office.signed_in(browser) as page:
        page.goto(f"{office.address}/submissions/{row.submission_id}")
        page.keyboard.press("c")
        page.keyboard.type("请核对登记号最后两位")
        with office.services.store.write() as tx:
            user = tx.users.by_login("wang")
            assert user is not None
            tx.users.end_sessions(user.id)
        page.keyboard.press("Control+Enter")
        dialog = page.locator("#signing")
        expect(dialog).to_be_visible()
        dialog.locator("[name=password]").fill(demo.PASSWORD)
        page.keyboard.press("Enter")
        expect(dialog).to_be_hidden()
        expect(page.locator("#comments q")).to_have_text("请核对登记号最后两位")
        assert page.locator("#comments textarea").input_value() == ""


def test_a_comment_that_was_not_sent_is_there_after_a_reload(office: Office, browser: Browser) -> None:
    with office.signed_in(browser) as page:
        page.goto(f"{office.address}/submissions/{office.rows()[0].submission_id}")
        page.keyboard.press("c")
        page.keyboard.type("写了一半")
        page.reload()
        expect(page.locator("#comments textarea")).to_have_value("写了一半")


def test_flags_light_up_their_rows_and_are_judged_with_one_key(office: Office, browser: Browser) -> None:
    with office.signed_in(browser) as page:
        page.goto(f"{office.address}/queue?flag=mismatch.certificate_number")
        page.keyboard.press("Enter")
        page.wait_for_url("**/submissions/**")
        page.keyboard.press("Enter")
        page.wait_for_url("**/uploads/**")
        expect(page.locator("svg.viewer #photo")).to_have_attribute("href", re.compile("^blob:"))
        row = page.locator(".fields > li.lit")
        expect(row).to_have_attribute("data-field", "certificate_number")
        # Both values show which character differs, and go on doing so when they are masked.
        assert row.locator("mark").count() == 2
        with page.expect_navigation():
            page.keyboard.press("m")
        masked = page.locator(".fields > li[data-field=certificate_number]")
        expect(masked.locator("dd").first).to_contain_text("*")
        first, second = masked.locator("mark").all_inner_texts()
        assert first != second
        with page.expect_response("**/flags"):
            page.keyboard.press("y")
        expect(page.locator(".judge button[value=yes]").first).to_have_attribute("aria-pressed", "true")
        page.goto(f"{office.address}/checks")
        expect(page.locator("tbody tr")).to_have_count(1)
        expect(page.locator("tbody")).to_contain_text("100%")


def test_a_turned_picture_is_upright_and_as_it_was_with_one_key(office: Office, browser: Browser) -> None:
    with office.signed_in(browser) as page:
        page.goto(f"{office.address}/queue?flag=rotated.quarter_turn")
        page.keyboard.press("Enter")
        page.wait_for_url("**/submissions/**")
        page.keyboard.press("Enter")
        page.wait_for_url("**/uploads/**")
        turned = page.locator("svg.viewer .page")
        before = turned.get_attribute("transform")
        page.keyboard.press("v")
        expect(turned).to_have_attribute("transform", "matrix(1 0 0 1 0 0)")
        page.keyboard.press("v")
        assert before is not None
        assert _matrix(turned.get_attribute("transform")) == _matrix(before)


def test_a_corrected_registration_is_compared_again(office: Office, browser: Browser) -> None:
    row = office.rows(rank=1)[0]
    with office.signed_in(browser) as page:
        page.goto(f"{office.address}/submissions/{row.submission_id}")
        page.keyboard.press("e")
        page.locator("#correct [name=major]").fill("中医学")
        page.locator("#correct .button.main").click()
        expect(page.get_by_text("报名信息已更正")).to_be_visible()
        expect(page.locator(".declared")).to_contain_text("中医学")
    with office.services.store.read() as tx:
        held = tx.submissions.get(row.submission_id)
        assert held is not None
        assert held.registration is not None
        assert held.registration.major == "中医学"
        assert tx.orders.depth()


def test_what_changes_is_told_without_reloading(office: Office, browser: Browser) -> None:
    row = next(row for row in office.rows() if row.uploads > 1)
    with office.signed_in(browser) as page:
        expect(page.locator(f"tr[data-live='{row.submission_id}']")).to_be_visible()
        with office.services.store.read() as tx:
            uploads = tx.uploads.list_submission(row.submission_id)
        for upload in uploads:
            office.services.review.decide(upload.id, Level.SITE, Outcome.ACCEPTED, by="user:somebody")
        office.work()
        expect(page.locator(f"tr[data-live='{row.submission_id}']")).to_have_count(0)


def test_search_finds_by_id_name_and_whole_number(office: Office, browser: Browser) -> None:
    row = next(row for row in office.rows() if row.about.get("name"))
    with office.services.store.read() as tx:
        held = tx.submissions.get(row.submission_id)
    assert held is not None
    assert held.registration is not None
    with office.signed_in(browser) as page:
        for text in (row.submission_id, held.registration.name, held.registration.id_number):
            page.keyboard.press("/")
            page.keyboard.press("Control+a")
            page.keyboard.type(str(text))
            with page.expect_navigation(url="**/queue?q=*"):
                page.keyboard.press("Enter")
            expect(page.locator(f"tr[data-live='{row.submission_id}']")).to_be_visible()


def test_who_writes_while_a_list_comes_goes_on_writing(office: Office, browser: Browser) -> None:
    with office.signed_in(browser) as page:
        coming: list[Route] = []
        page.route("**/queue?verdict=*", lambda route: coming.append(route))
        with page.expect_request("**/queue?verdict=*"):
            page.locator("aside a[href*='verdict=']").last.click()
        page.keyboard.press("/")
        page.keyboard.type("20")
        coming.pop().continue_()
        page.wait_for_url("**/queue?verdict=*")
        page.wait_for_function("() => !document.querySelector('.htmx-settling, .htmx-request')")
        page.keyboard.type("27")
        search = page.locator("[name=q]")
        expect(search).to_be_focused()
        expect(search).to_have_value("2027")


def _matrix(text: str | None) -> list[float]:
    return [float(number) for number in re.findall(r"-?[\d.]+", text or "")]


def test_a_rescan_shows_its_progress_and_what_it_changed(office: Office, browser: Browser) -> None:
    office.checker.answer = lambda: report("recaptured.screen", material="degree")
    with office.signed_in(browser, "admin") as page:
        page.goto(f"{office.address}/rescans")
        page.select_option("[name=material]", "degree")
        page.uncheck("[name=outdated]")
        page.click("main .button.main")
        page.wait_for_url("**/rescans/*")
        progress = page.locator("#progress")
        expect(progress.locator("h1")).to_have_text("进行中")
        assert office.services.rescans.feed() > 0
        office.work()
        office.services.rescans.feed()
        # It asks by itself; nobody reloads.
        expect(progress.locator("h1")).to_have_text("已完成", timeout=15_000)
        total = office.services.rescans.newest()[0].total
        assert total > 0
        expect(progress.locator(".heading .number")).to_have_text(f"{total} / {total}")
        expect(progress).to_contain_text(f"已比较 {total} 件，其中 {total} 件结果有变化。")
        expect(progress).to_contain_text("＋ 翻拍屏幕")
