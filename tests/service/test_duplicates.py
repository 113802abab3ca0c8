"""The same picture in another candidate's submission."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest

from precheck.domain.errors import Invalid
from precheck.domain.flag import Audience, Severity
from precheck.domain.geometry import Image
from precheck.domain.registration import Registration
from precheck.domain.report import ImageFacts, PageFacts, Report
from precheck.pipeline import definition
from precheck.service import Checking
from precheck.service.duplicates import Duplicates
from precheck.service.viewing import report_of
from precheck.submission.duplicates import OTHER, Settings
from precheck.wiring import Precheck, pipeline_folders
from tests.drawn import jpeg
from tests.service.desk import Desk

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
DIPLOMA = (SAMPLES / "good-bachelor/diploma/diploma.jpg").read_bytes()
OTHERS = (SAMPLES / "good-college/diploma/diploma.jpg").read_bytes()
SETTINGS = Precheck("null").pipelines["diploma"].duplicates


@pytest.fixture
def clerk(desk: Desk) -> Desk:
    """A desk whose worker looks for duplicates; colleagues share what is handed in as identity here."""
    settings = {"diploma": SETTINGS, "identity": Settings(shared=True)}
    duplicates = Duplicates(desk.store, desk.pictures, settings)
    desk.checking = Checking(desk.store, desk.pictures, desk.checker, None, duplicates)
    return desk


def picture(data: bytes) -> Image:
    return np.asarray(cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR), np.uint8)


def sent(desk: Desk, data: bytes, submission: str, material: str = "diploma") -> str:
    upload = desk.upload(data, submission, material)
    desk.work()
    return upload


def report(desk: Desk, upload: str) -> Report:
    stored = desk.intake.get_upload(upload)[1]
    assert stored is not None
    assert stored.data is not None
    return report_of(stored.data)


def found(desk: Desk, upload: str) -> list[str | None]:
    return [flag.other_upload for flag in report(desk, upload).flags if flag.code == OTHER]


def cropped(image: Image) -> Image:
    height, width = image.shape[:2]
    return image[: round(0.93 * height), round(0.08 * width) :]


def cropped_all_around(image: Image) -> Image:
    height, width = image.shape[:2]
    return image[round(0.03 * height) : round(0.9 * height), round(0.1 * width) : round(0.95 * width)]


@pytest.mark.parametrize(
    "change",
    [
        lambda image: image,
        lambda image: cv2.resize(image, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA),
        lambda image: np.ascontiguousarray(np.rot90(image)),
        lambda image: np.ascontiguousarray(image[:, ::-1]),
        lambda image: np.ascontiguousarray(np.rot90(image[:, ::-1], 3)),
        cropped,
        cropped_all_around,
    ],
    ids=["compressed", "half", "turned", "mirrored", "both", "cropped", "cropped all around"],
)
def test_the_same_picture_changed_is_found_in_another_submission(
    clerk: Desk, change: Callable[[Image], Image]
) -> None:
    first = sent(clerk, DIPLOMA, "s1")
    second = sent(clerk, jpeg(change(picture(DIPLOMA)), 50), "s2")
    assert found(clerk, second) == [first]
    flag = next(flag for flag in report(clerk, second).flags if flag.code == OTHER)
    assert (flag.audience, flag.severity) == (Audience.STAFF, Severity.REVIEW)
    assert clerk.verdict(second) == "review"
    assert found(clerk, first) == []


def test_the_whole_picture_is_found_where_a_part_of_it_came_first(clerk: Desk) -> None:
    first = sent(clerk, jpeg(cropped_all_around(picture(DIPLOMA))), "s1")
    assert found(clerk, sent(clerk, DIPLOMA, "s2")) == [first]


def test_another_paper_of_the_same_form_is_not(clerk: Desk) -> None:
    sent(clerk, DIPLOMA, "s1")
    assert found(clerk, sent(clerk, OTHERS, "s2")) == []


def test_ones_own_picture_again_is_not(clerk: Desk) -> None:
    sent(clerk, DIPLOMA, "s1")
    again = jpeg(picture(DIPLOMA), 50)
    assert found(clerk, sent(clerk, again, "s1")) == []
    # Somebody who registers again, under another number, is the same person.
    mine = Registration.parse({"id_number": "11010519491231002X"})
    for submission in ("s1", "s2"):
        clerk.intake.registrations.put_registration(submission, mine, by="test")
    assert found(clerk, sent(clerk, again, "s2")) == []
    assert len(found(clerk, sent(clerk, again, "s3"))) == 1


def test_papers_that_colleagues_share_are_exempt(clerk: Desk) -> None:
    sent(clerk, DIPLOMA, "s1", "identity")
    assert found(clerk, sent(clerk, DIPLOMA, "s2", "identity")) == []
    shared = {slug for slug, pipeline in Precheck("null").pipelines.items() if pipeline.duplicates.shared}
    assert shared == {"institution_licence", "tcm_clinic_filing", "military_service_permit"}


def test_what_was_erased_or_deleted_is_not_found_any_more(clerk: Desk) -> None:
    first = sent(clerk, DIPLOMA, "s1")
    clerk.retention.erase_submission("s1", by="test")
    assert found(clerk, sent(clerk, DIPLOMA, "s2")) == []
    with clerk.store.read() as tx:
        assert first not in {kept.upload_id for kept in tx.fingerprints.owners(list(range(10))).values()}
    third = sent(clerk, OTHERS, "s3")
    clerk.intake.delete(third)
    assert found(clerk, sent(clerk, OTHERS, "s4")) == []


def test_a_replaced_picture_takes_its_fingerprint_along(clerk: Desk) -> None:
    first = sent(clerk, DIPLOMA, "s1")
    clerk.intake.replace(first, OTHERS)
    clerk.work()
    assert found(clerk, sent(clerk, DIPLOMA, "s2")) == []
    assert found(clerk, sent(clerk, OTHERS, "s3")) == [first]


def test_what_is_no_picture_is_not_looked_for(clerk: Desk) -> None:
    for data in (b"", b"no picture", DIPLOMA[:500]):
        upload = sent(clerk, data, "s1")
        assert found(clerk, upload) == []
        assert report(clerk, upload).unable == ()


def test_a_question_that_fails_is_no_pass(clerk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Duplicates, "search", lambda *_: 1 // 0)
    upload = sent(clerk, DIPLOMA, "s1")
    assert [item.check for item in report(clerk, upload).unable] == ["duplicate"]
    assert clerk.verdict(upload) == "review"


@pytest.mark.parametrize(
    ("views", "shared"),
    [
        (("back",), True),
        (("back", "cover"), True),
        (("front", "back"), False),
        ((None,), False),
        (("back", None), False),
    ],
)
def test_only_views_that_are_nobodys_own_are_shared(views: tuple[str | None, ...], shared: bool) -> None:
    pages = tuple(PageFacts(view, 0, False, None) for view in views)
    of_the_card = Precheck("null").pipelines["identity"].duplicates
    assert of_the_card.is_shared(ImageFacts(view=views[0], pages=pages)) is shared
    assert of_the_card.is_shared(ImageFacts(view=views[0])) is (views[0] == "back")


def test_a_misspelt_shared_view_is_refused(tmp_path: Path) -> None:
    (tmp_path / "identity.toml").write_text('[duplicates]\nshared_views = ["bakc"]\n')
    with pytest.raises(Invalid, match=r"identity\.toml.*shared_views.*'bakc'.*back"):
        definition.load(pipeline_folders(tmp_path))
