"""Faults of what the picture says: unreadable, expired, other than declared."""

from samples.generator._catalogue.sample import DIPLOMA, ID, LICENCE, Sample, Submission

CONTENT_FAULTS = (
    Submission(
        "wrong-slots",
        66,
        "university",
        (
            Sample(
                LICENCE,
                "original",
                "licence_original",
                "误传正本",
                "the original instead of the duplicate",
                ("wrong_material.original_not_duplicate",),
                width=1500,
            ),
            Sample(
                DIPLOMA,
                "site-report",
                "registration_report",
                "学信网备案表，不能代替毕业证书",
                "print-out of the student site, not accepted",
                ("wrong_material.other_proof",),
            ),
            Sample(
                DIPLOMA,
                "id-card",
                "id_front",
                "毕业证书处传了身份证",
                "an ID card in the diploma's place",
                ("wrong_material.other",),
            ),
            Sample(
                LICENCE,
                "diploma",
                "diploma_landscape",
                "执业许可证处传了毕业证书",
                "a diploma in the licence's place",
                ("wrong_material.other",),
            ),
            Sample(
                ID,
                "cat",
                "cat",
                "一只猫",
                "a cat",
                ("wrong_material.not_a_document",),
                width=900,
                kilobytes=70,
            ),
        ),
    ),
    Submission(
        "number-mismatch",
        67,
        "university",
        (
            Sample(
                DIPLOMA,
                "spread",
                "diploma_landscape",
                "编号与报名信息差一位",
                "number differs from the registration by a digit",
                ("mismatch.certificate_number",),
                "mismatch:certificate_number",
            ),
        ),
    ),
    Submission(
        "licence-mismatch",
        68,
        "college",
        (
            Sample(
                LICENCE,
                "info",
                "licence_list",
                "登记号与报名信息不一致",
                "registration number differs from what was declared",
                ("mismatch.registration_number",),
                "mismatch:registration_number",
            ),
        ),
    ),
    Submission(
        "name-mismatch",
        69,
        "college",
        (
            Sample(
                ID,
                "front",
                "id_front",
                "姓名与报名信息不一致",
                "name differs from the registration",
                ("mismatch.name",),
                "mismatch:name",
            ),
        ),
    ),
    Submission(
        "expired",
        70,
        "college",
        (
            Sample(
                ID,
                "back-expired",
                "id_back",
                "身份证已过期",
                "ID card has run out",
                ("expired.validity",),
                "expired",
            ),
            Sample(
                LICENCE,
                "info-expired",
                "licence_table",
                "副本已过有效期",
                "licence has run out",
                ("expired.validity",),
                "expired",
            ),
        ),
    ),
    Submission(
        "check-digit",
        71,
        "college",
        (
            Sample(
                ID,
                "front",
                "id_front",
                "身份证号校验位不符，由工作人员查看",
                "check digit does not fit: for staff to look at",
                ("implausible.id_number",),
                "wrong_check",
            ),
        ),
    ),
)
