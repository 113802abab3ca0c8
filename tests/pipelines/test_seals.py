"""Which pages owe a seal, by what is printed on them."""

from __future__ import annotations

from typing import cast

import pytest

from precheck import Precheck
from precheck.checks import seal
from precheck.domain.reading import Kind
from precheck.domain.text import TextLine
from tests import drawn
from tests.doubles import SubjectDouble


@pytest.mark.parametrize(
    ("foot", "owes"),
    [
        (["备案机关：青石县卫生健康局", "二〇二四年七月二日"], True),
        (["青石县卫生健康委员会", "二〇二四年七月二日"], True),
        (["青石市中医药管理局", "二〇二四年七月二日"], True),
        (["针灸推拿", "内科儿科"], False),
    ],
    ids=["label", "commission", "bureau", "a page that nobody signs"],
)
def test_a_clinics_filing_is_sealed_where_its_issuer_stands_with_a_label_or_without(
    foot: list[str], owes: bool
) -> None:
    with Precheck(engine="null") as precheck:
        definition = precheck.pipelines["tcm_clinic_filing"]
    params = next(check.params for check in definition.checks if check.name == "seal")
    page = drawn.lines(["中医诊所备案证", "诊所名称青石中医诊所", "诊疗范围针灸推拿", *foot], leading=3)
    lines = tuple(TextLine(place, text, 0.98) for place, text in zip(page.boxes, page.texts, strict=True))
    seen = SubjectDouble(
        image=page.image, lines=lines, material=definition.material, kind=Kind("tcm_clinic_filing", {})
    )
    assert bool(list(seal.check(seen.examined(), cast(seal.Params, params)))) is owes
