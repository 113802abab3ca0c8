"""Faults of the picture: small, blurred, dark, cut, in the wrong slot."""

from samples.generator._catalogue.sample import DIPLOMA, ID, LICENCE, UNREADABLE, Sample, Submission

PICTURE_FAULTS = (
    Submission(
        "number-unreadable",
        30,
        "university",
        (
            Sample(
                DIPLOMA,
                "number-smeared",
                "diploma_landscape",
                "只有毕业证编号模糊：毕业证编号无法识别，请重新上传！",
                "only the number is smeared: must be asked for again",
                (UNREADABLE,),
                "blurred_field:certificate_number:0.5",
            ),
        ),
    ),
    Submission(
        "out-of-focus",
        61,
        "university",
        (
            Sample(
                DIPLOMA,
                "defocused",
                "diploma_portrait",
                "整张失焦",
                "the whole picture is out of focus",
                ("blurred.text", UNREADABLE, "unreadable.major", "unreadable.name"),
                "defocus:0.2",
                kilobytes=60,
            ),
        ),
    ),
    Submission(
        "bad-light",
        62,
        "college",
        (
            Sample(
                DIPLOMA,
                "dark",
                "diploma_landscape",
                "光线太暗",
                "too dark",
                ("dark.document",),
                "dark:0.17",
                kilobytes=70,
            ),
            Sample(
                LICENCE,
                "overexposed",
                "licence_list",
                "过曝，字迹发白",
                "overexposed, the print washed out",
                ("overexposed.document", "unreadable.institution"),
                "overexposed:2.5",
                kilobytes=90,
            ),
        ),
    ),
    Submission(
        "askew",
        63,
        "university",
        (
            Sample(
                DIPLOMA,
                "tilted",
                "diploma_landscape",
                "倾斜20度",
                "leans by 20 degrees",
                ("tilted.skew",),
                "tilted:20",
            ),
        ),
    ),
    Submission(
        "small",
        64,
        "university",
        (
            Sample(
                DIPLOMA,
                "thumbnail",
                "diploma_portrait",
                "缩略图",
                "a thumbnail",
                ("too_small.image", "too_small.text", UNREADABLE),
                "too_small:300",
                kilobytes=40,
            ),
        ),
    ),
    Submission(
        "card-cut",
        65,
        "college",
        (
            Sample(
                ID,
                "front-right-cut",
                "id_front",
                "右边被裁去一条，内容尚全",
                "right edge cut off, all print still there",
                ("cropped.document",),
                "cropped:right:0.05",
            ),
            Sample(
                ID,
                "front-bottom-cut",
                "id_front",
                "下边被裁去，号码不见了",
                "lower edge cut off with the number",
                ("cropped.document", "unreadable.id_number"),
                "cropped:bottom:0.2",
            ),
        ),
    ),
)
