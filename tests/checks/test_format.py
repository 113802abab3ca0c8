from __future__ import annotations

import re
from dataclasses import replace

import pytest
from pydantic import ValidationError

from precheck.checks.format import FLAGS, Params, check
from precheck.domain.flag import Remedy, Severity
from precheck.domain.upload import FileKind, Header, HeaderProblem, Obstacle
from precheck.imaging.header import DEFAULT_LIMITS, probe
from tests.doubles import SubjectDouble
from tests.hostile import jpeg_files as jpegs
from tests.hostile import png_files as pngs
from tests.hostile.catalogue import catalogue, named
from tests.hostile.examining import findings, message

JPEG = jpegs.jpeg(jpegs.quarters())
PNG = pngs.black(64, 48, 8, 2)


def codes(data: bytes, file: str | None = None, **params: int) -> list[str]:
    return [finding.code for finding in findings(data, file, **params)]


def test_a_good_picture_gets_no_flag() -> None:
    assert codes(JPEG, "毕业证.jpg") == []
    assert codes(PNG, "毕业证.png") == []


def test_every_code_but_the_name_s_asks_for_another_picture() -> None:
    kinds = {code: (kind.severity, kind.remedy) for code, kind in FLAGS.items()}
    assert kinds.pop("format.extension_mismatch") == (Severity.INFO, Remedy.NONE)
    assert set(kinds.values()) == {(Severity.REUPLOAD, Remedy.REUPLOAD)}
    assert set(kinds) == {
        "format.empty",
        "format.unsupported",
        "format.too_large",
        "format.undecodable",
        "format.incomplete",
        "format.too_many_pixels",
    }


def test_nothing_in_the_file() -> None:
    assert codes(b"", "a.jpg") == ["format.empty"]


def test_the_message_names_what_the_file_is() -> None:
    (finding,) = findings(named("webp").data, "a.jpg")
    assert message(finding) == "文件实际是 WebP 图片，请另存为 jpg 或 png 格式后重新上传。"
    (finding,) = findings(named("zeros").data, "a.jpg")
    assert message(finding) == "文件实际是全为零的空白数据，请另存为 jpg 或 png 格式后重新上传。"
    english = FLAGS["format.unsupported"].message_en.format(**finding.values)
    assert (
        english
        == "The file is really nothing but zero bytes: please save it as jpg or png and upload it again."
    )


def test_the_message_says_what_helps_with_this_kind() -> None:
    (finding,) = findings(named("heic").data, "IMG_0001.jpg")
    assert "兼容性最佳" in message(finding)
    (finding,) = findings(named("pdf").data, "a.pdf")
    assert message(finding).endswith("请打开后截图，或对原件拍照。")


def test_200k_is_allowed_and_one_byte_more_is_not() -> None:
    assert codes(JPEG + bytes(204_800 - len(JPEG))) == []
    (finding,) = findings(JPEG + bytes(204_801 - len(JPEG)))
    assert (finding.code, finding.measured, finding.threshold) == ("format.too_large", 204_801, 204_800)
    assert message(finding) == "文件超过200K，请裁去证件以外的部分再压缩，并保证字迹清晰。"


def test_a_file_that_is_only_too_large_is_still_decoded() -> None:
    cut = jpegs.jpeg(jpegs.photograph(1200, 900), quality=98)[:-5000]
    assert len(cut) > 204_800
    assert codes(cut) == ["format.too_large", "format.incomplete"]


def test_beyond_ten_megabytes_only_the_size_is_told() -> None:
    assert codes(JPEG + bytes(10 * 1024 * 1024)) == ["format.too_large"]


def test_beyond_ten_megabytes_the_size_stops_the_later_checks_below_it_does_not() -> None:
    (finding,) = findings(JPEG + bytes(10 * 1024 * 1024))
    assert finding.stops
    (finding,) = findings(JPEG + bytes(300_000))
    assert not finding.stops


def test_too_many_pixels_are_told_with_their_number() -> None:
    (finding,) = findings(pngs.black(8000, 4000, 8, 2))
    assert (finding.code, finding.measured, finding.threshold) == (
        "format.too_many_pixels",
        32_000_000,
        20_000_000,
    )
    assert "8000×4000像素" in message(finding)


def test_of_several_obstacles_the_first_is_told() -> None:
    large = Header(
        "jpeg",
        FileKind("jpeg", "JPEG 图片", "a JPEG picture"),
        9,
        9000,
        9000,
        9000,
        9000,
        bits=8,
        channels=3,
        complete=False,
    )
    problems = (
        HeaderProblem(Obstacle.TOO_MANY_PIXELS, 81_000_000, 20_000_000),
        HeaderProblem(Obstacle.INCOMPLETE),
    )
    subject = SubjectDouble(header=replace(large, problems=problems)).examined()
    (finding,) = check(subject, Params())
    assert (finding.code, finding.measured) == ("format.too_many_pixels", 81_000_000)


def test_limits_can_be_made_stricter_in_a_pipeline_file() -> None:
    assert codes(PNG, max_pixels=64 * 48) == []
    assert codes(PNG, max_pixels=64 * 48 - 1) == ["format.too_many_pixels"]
    assert codes(PNG, max_side_px=63) == ["format.too_many_pixels"]
    (pixels,) = findings(PNG, max_pixels=64 * 48 - 1)
    assert (pixels.measured, pixels.threshold) == (64 * 48, 64 * 48 - 1)
    (side,) = findings(PNG, max_side_px=63)
    assert (side.measured, side.threshold) == (64, 63)
    assert codes(PNG, max_bytes=len(PNG) - 1) == ["format.too_large"]


@pytest.mark.parametrize("name", ["max_bytes", "max_pixels", "max_side_px"])
def test_limits_cannot_be_made_looser_than_what_is_safe(name: str) -> None:
    safe = getattr(DEFAULT_LIMITS, name)
    assert getattr(Params(**{name: safe}), name) == safe
    with pytest.raises(ValidationError):
        Params(**{name: safe + 1})


@pytest.mark.parametrize(
    ("data", "file", "mismatch"),
    [
        (JPEG, "a.png", "png"),
        (JPEG, "a.PNG ", "png"),
        (JPEG, "a.jpg.webp", "webp"),
        (PNG, "a.JPEG", "jpeg"),
        (PNG, "a.pdf", "pdf"),
        (JPEG, "a.JPG", None),
        (JPEG, "a.jfif", None),
        (JPEG, "a.png.jpg", None),
        (JPEG, "a", None),
        (JPEG, "", None),
        (JPEG, None, None),
        (JPEG, "毕业证.张三", None),
        (JPEG, "scan.2026", None),
        (JPEG, "a.", None),
        (JPEG, "png", None),
    ],
)
def test_the_name_s_ending(data: bytes, file: str | None, mismatch: str | None) -> None:
    found = findings(data, file)
    assert [finding.values["extension"] for finding in found] == ([mismatch] if mismatch else [])
    assert {finding.code for finding in found} <= {"format.extension_mismatch"}


def test_the_mismatch_is_told_and_the_picture_checked_all_the_same() -> None:
    (finding,) = findings(JPEG, "a.png")
    assert message(finding) == "文件扩展名是 .png，内容实际是 JPEG 图片，已按内容检查。"
    assert codes(JPEG[:-9], "a.png") == ["format.incomplete", "format.extension_mismatch"]


@pytest.mark.parametrize(
    "file",
    [
        "../../etc/passwd\0.jpg",
        "a\u202egnp.jpg",
        "<img src=x onerror=alert(1)>.jpg",
        "=cmd|'/c calc'!A1.jpg",
        "{0.__class__}.jpg",
        "\ud800.jpg",
        "a" * 100_000 + ".jpg",
        "." * 100_000,
        "\n\n.jpg\n",
    ],
)
def test_a_name_may_be_anything(file: str) -> None:
    assert codes(JPEG, file) == []


def test_nothing_of_a_hostile_name_reaches_a_message() -> None:
    (finding,) = findings(JPEG, "<script>{kind}.png")
    assert "script" not in message(finding)


def test_every_message_can_be_filled_in_and_ends_as_a_sentence() -> None:
    seen: set[str] = set()
    for entry in catalogue():
        for finding in findings(entry.data, "a.webp") if len(entry.data) < 1_000_000 else ():
            kind = FLAGS[finding.code]
            for text, ends in ((message(finding), "。"), (kind.message_en.format(**finding.values), ".")):
                assert text.endswith(ends)
                assert not re.search(r"[{}]|None|\s\s", text)
            seen.add(finding.code)
    assert seen == set(FLAGS)


def test_kinds_have_names_in_both_languages() -> None:
    from precheck.imaging import file_kind

    kinds = {entry.name: file_kind.identify(entry.data) for entry in catalogue()}
    assert len({kind.name for kind in kinds.values()}) >= 20
    for kind in kinds.values():
        assert isinstance(kind, FileKind)
        assert kind.zh
        assert kind.en.isascii()
        assert bool(kind.hint) == bool(kind.hint_en)


def test_what_cannot_be_decoded_stops_the_later_checks() -> None:
    for entry in catalogue():
        if len(entry.data) <= 300_000:
            stopped = any(FLAGS[code].stops for code in entry.codes)
            header = probe(entry.data)
            assert not (header.problems and not stopped), entry.name
    assert not FLAGS["format.too_large"].stops
    assert not FLAGS["format.extension_mismatch"].stops
