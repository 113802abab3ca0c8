"""Whole submissions: all that the notice asks of each kind of applicant (三（七）), and nothing to say against it."""

from datetime import date
from typing import Any

from samples.generator._catalogue.sample import DIPLOMA, ID, LICENCE, Sample, Submission

PROBATION, PRACTICE_PERIOD = "probation_certificate", "practice_period_certificate"
HANDHELD = Sample(ID, "handheld", "id_handheld", "手持身份证", "holder with the card", kilobytes=150)
FRONT = Sample(ID, "front", "id_front", "身份证人像面", "ID card, face with the data")
BACK = Sample(ID, "back", "id_back", "身份证国徽面", "ID card, face with the emblem")
SHEET = Sample(
    ID,
    "both-faces",
    "id_sheet",
    "正反两面在一张A4纸上",
    "both faces on one sheet of A4",
    width=1700,
    kilobytes=160,
)
DEPARTMENTS = Sample(
    LICENCE, "departments", "licence_departments", "执业许可证副本诊疗科目页", "duplicate, departments page"
)
CARDS = (FRONT, BACK, HANDHELD)


def _licence(layout: str, purpose: str = "执业许可证副本信息页") -> tuple[Sample, ...]:
    return (Sample(LICENCE, "info", layout, purpose, "duplicate, information page"), DEPARTMENTS)


STACKED = (
    Sample(
        LICENCE,
        "stacked",
        "licence_stacked",
        "上下两页在一张图里",
        "two pages, one above the other",
        width=1600,
        kilobytes=160,
    ),
)


def _diploma(layout: str, purpose: str = "毕业证书") -> Sample:
    return Sample(DIPLOMA, "diploma", layout, purpose, "diploma")


def _probation(layout: str = "probation_form") -> Sample:
    return Sample(
        PROBATION, "form", layout, "试用期考核合格证明", "probation certificate on the official form"
    )


def _assistant(qualification: str, practice: str, period: str) -> tuple[Sample, ...]:
    return (
        Sample(
            "physician_qualification",
            "spread",
            qualification,
            "执业助理医师资格证书",
            "assistant's qualification",
        ),
        Sample(
            "physician_practice", "info", practice, "执业助理医师执业证书", "assistant's licence to practise"
        ),
        Sample(PRACTICE_PERIOD, "form", period, "执业期考核证明", "certificate of the practice period"),
    )


CLINIC = Sample("tcm_clinic_filing", "filing", "filing_sheet", "中医诊所备案证", "filing of a TCM clinic")
APPRENTICE = "apprenticeship_certificate"
TRAINING = Sample(
    "clinical_training_certificate",
    "statement",
    "training_statement",
    "临床实践训练满一年证明",
    "a year of clinical training",
)
PERSONAL = Sample(
    "personal_commitment_letter", "letter", "personal_letter", "个人承诺书", "personal commitment"
)
STUDENT = Sample("student_card", "booklet", "student_booklet", "学生证", "student card")

LONG_AGO = {"assistant": True, "qualified": date(2018, 12, 10), "first_registered": date(2019, 6, 14)}
"""An assistant for more than five years in the examination of 2027."""

VILLAGE = {
    "name": "望江县青石乡卫生院",
    "departments": ("内科", "外科", "儿科", "妇产科", "中医科", "医学检验科"),
}
CLINIC_PLACE = {"name": "石屏仁和中医诊所", "number": "5107242025018736"}


def _of(category: str, **more: Any) -> dict[str, Any]:
    return {"applicant_category": category, **more}


WHOLE = (
    Submission(
        "good-bachelor",
        28,
        "university",
        (*CARDS, _diploma("diploma_spread", "毕业证书内页"), *_licence("licence_list"), _probation()),
        declared=_of("bachelor_to_physician"),
    ),
    Submission(
        "good-replacement",
        33,
        "university",
        (
            *CARDS,
            _diploma("diploma_replacement", "补办的毕业证明书（可接受）"),
            *STACKED,
            _probation("probation_columns"),
        ),
        declared=_of("bachelor_to_physician"),
    ),
    Submission(
        "good-college",
        58,
        "college",
        (
            SHEET,
            HANDHELD,
            _diploma("diploma_landscape", "横版毕业证书"),
            *_licence("licence_copy", "黑白复印件，加盖红色「与原件一致」章"),
            _probation(),
        ),
        held_out=True,
        declared=_of("college_to_assistant"),
    ),
    Submission(
        "good-secondary",
        77,
        "secondary",
        (
            *CARDS,
            _diploma("diploma_secondary", "中专毕业证书，填空式"),
            *_licence("licence_electronic", "电子证照截图"),
            _probation(),
        ),
        declared=_of("college_to_assistant"),
    ),
    Submission(
        "good-minority-name",
        55,
        "college",
        (
            *CARDS,
            _diploma("diploma_adult", "成人高等教育毕业证书"),
            *_licence("licence_table", "表格式副本"),
            *_assistant("qualification_spread", "practice_spread", "practice_period_form"),
        ),
        person=LONG_AGO,
        declared=_of("junior_college_assistant_to_physician"),
    ),
    Submission(
        "good-assistant",
        61,
        "college",
        (
            *CARDS,
            _diploma("diploma_facing_lists"),
            *STACKED,
            *_assistant("qualification_sheet", "practice_sheet", "practice_period_columns"),
        ),
        person=LONG_AGO,
        declared=_of("junior_college_assistant_to_physician"),
    ),
    Submission(
        "good-secondary-assistant",
        62,
        "secondary",
        (
            *CARDS,
            _diploma("diploma_secondary"),
            *_licence("licence_list"),
            *_assistant("qualification_spread", "practice_spread", "practice_period_form"),
        ),
        person=LONG_AGO,
        declared=_of("secondary_assistant_to_physician"),
    ),
    Submission(
        "good-secondary-assistant-2",
        74,
        "secondary",
        (
            SHEET,
            HANDHELD,
            _diploma("diploma_secondary"),
            *_licence("licence_prose"),
            *_assistant("qualification_sheet", "practice_sheet", "practice_period_form"),
        ),
        person=LONG_AGO,
        held_out=True,
        declared=_of("secondary_assistant_to_physician"),
    ),
    Submission(
        "good-specialist",
        75,
        "secondary",
        (
            *CARDS,
            Sample(APPRENTICE, "sheet", "apprentice_sheet", "师承和确有专长证书", "apprenticeship"),
            CLINIC,
            _probation(),
        ),
        institution=CLINIC_PLACE,
        declared=_of("specialist_to_assistant", tcm_filed_clinic=True),
    ),
    Submission(
        "good-specialist-2",
        65,
        "secondary",
        (
            SHEET,
            HANDHELD,
            Sample(APPRENTICE, "booklet", "apprentice_booklet", "师承和确有专长证书", "apprenticeship"),
            *_licence("licence_table", "表格式副本"),
            _probation("probation_columns"),
        ),
        declared=_of("specialist_to_assistant"),
    ),
    Submission(
        "good-rural",
        72,
        "college",
        (*CARDS, _diploma("diploma_portrait", "竖版毕业证书"), *_licence("licence_list"), _probation()),
        institution=VILLAGE,
        declared=_of("rural_assistant"),
    ),
    Submission(
        "good-rural-2",
        67,
        "secondary",
        (*CARDS, _diploma("diploma_secondary"), *_licence("licence_table"), _probation("probation_columns")),
        institution=VILLAGE,
        declared=_of("rural_assistant"),
    ),
    Submission(
        "good-postgraduate-graduating",
        68,
        "university",
        (*CARDS, STUDENT, TRAINING, PERSONAL),
        declared=_of("postgraduate_graduating"),
    ),
    Submission(
        "good-postgraduate-in-course",
        69,
        "university",
        (*CARDS, _diploma("diploma_spread"), STUDENT, TRAINING, PERSONAL),
        declared=_of("postgraduate_in_course"),
    ),
    Submission(
        "good-postgraduate",
        70,
        "university",
        (
            *CARDS,
            _diploma("diploma_landscape"),
            Sample("degree", "sheet", "degree_national", "学位证书", "degree"),
            *_licence("licence_list"),
            _probation(),
        ),
        declared=_of("postgraduate_graduated"),
    ),
)

FAULTY_PAPERS = (
    Submission(
        "short-probation",
        72,
        "college",
        (_probation(),),
        institution=VILLAGE,
        person={"extra": {"months": "8"}},
        declared=_of("rural_assistant"),
    ),
    Submission(
        "failed-assessment",
        28,
        "university",
        (_probation(),),
        person={"extra": {"result": "不合格"}},
        declared=_of("bachelor_to_physician"),
    ),
    Submission(
        "short-training",
        68,
        "university",
        (TRAINING,),
        person={"extra": {"months": "7"}},
        declared=_of("postgraduate_graduating"),
    ),
)
"""Papers of the same people that say what the notice does not accept; `samples/twins.toml` puts them in place of the good
ones."""
