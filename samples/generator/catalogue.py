"""The committed samples: what each picture shows, why it is there, and which flags it must raise.

Flags stand as Precheck must raise them, all of them and no others.
"""

from dataclasses import dataclass, field

Flags = tuple[str, ...]


@dataclass(frozen=True)
class Sample:
    """One picture. `slot` is where it is uploaded; `layout` what it is; `defects` as for the command line."""

    slot: str
    name: str
    layout: str
    purpose: str
    purpose_en: str
    flags: Flags = ()
    defects: str = ""
    difficulty: str = "sharp"
    width: int = 1400
    kilobytes: int = 112
    seed: int = 0
    scan: float = 0.0


@dataclass(frozen=True)
class Submission:
    """One candidate: `seed` and `study` give the person; `held_out` which typefaces their papers use."""

    name: str
    seed: int
    study: str | None
    samples: tuple[Sample, ...]
    held_out: bool = False
    declared: dict[str, str] = field(default_factory=dict)


ID, DIPLOMA, LICENCE = "identity", "diploma", "institution_licence"
TURNED, MIRRORED = "rotated.quarter_turn", "mirrored.reflected"
UNREADABLE = "unreadable.certificate_number"

GOOD = (
    Submission(
        "good-bachelor",
        28,
        "university",
        (
            Sample(
                ID,
                "front",
                "id_front",
                "身份证人像面，号码末位为X",
                "ID card, face with the data; its number ends in X",
            ),
            Sample(ID, "back", "id_back", "身份证国徽面", "ID card, face with the emblem"),
            Sample(ID, "handheld", "id_handheld", "手持身份证", "holder with the card", kilobytes=150),
            Sample(
                DIPLOMA,
                "spread",
                "diploma_spread",
                "毕业证书内页，编号在照片下方",
                "booklet's spread, number under the photograph",
            ),
            Sample(
                LICENCE,
                "info",
                "licence_list",
                "执业许可证副本信息页",
                "duplicate of the licence, information page",
            ),
            Sample(
                LICENCE,
                "departments",
                "licence_departments",
                "执业许可证副本诊疗科目页",
                "duplicate, departments page",
            ),
        ),
    ),
    Submission(
        "good-college",
        58,
        "college",
        (
            Sample(
                ID,
                "both-faces",
                "id_sheet",
                "正反两面在一张A4纸上",
                "both faces on one sheet of A4",
                width=1700,
                kilobytes=160,
            ),
            Sample(DIPLOMA, "one-sheet", "diploma_landscape", "横版毕业证书", "diploma in landscape"),
            Sample(
                LICENCE,
                "copy",
                "licence_copy",
                "黑白复印件，加盖红色「与原件一致」章",
                "black-and-white copy with a red copy stamp",
            ),
            Sample(LICENCE, "changes", "licence_changes", "变更登记页", "changes page"),
        ),
        held_out=True,
    ),
    Submission(
        "good-secondary",
        5,
        "secondary",
        (
            Sample(
                ID,
                "front-watermark",
                "id_front",
                "带隐私水印的人像面",
                "face with the data under a privacy watermark",
                defects="watermark:0.22",
            ),
            Sample(
                ID, "back", "id_back", "国徽面，深色桌面", "emblem face on a dark table", difficulty="slight"
            ),
            Sample(
                DIPLOMA,
                "secondary",
                "diploma_secondary",
                "中专毕业证书，填空式，红色号码",
                "secondary school's form, number stamped in red",
            ),
            Sample(
                LICENCE,
                "electronic",
                "licence_electronic",
                "电子证照截图",
                "screenshot of an electronic licence",
                width=1080,
            ),
        ),
    ),
    Submission(
        "good-minority-name",
        55,
        "college",
        (
            Sample(ID, "front", "id_front", "姓名含间隔号", "name with a middle dot"),
            Sample(
                DIPLOMA,
                "adult",
                "diploma_adult",
                "成人高等教育毕业证书，编号分两行",
                "adult education, number on a line of its own",
            ),
            Sample(
                DIPLOMA,
                "lists",
                "diploma_facing_lists",
                "左页列姓名、专业和编号",
                "left page lists name, major and number",
            ),
            Sample(LICENCE, "table", "licence_table", "表格式副本", "duplicate as a ruled table"),
        ),
    ),
    Submission(
        "good-replacement",
        33,
        "university",
        (
            Sample(
                DIPLOMA,
                "replacement",
                "diploma_replacement",
                "补办的毕业证明书（可接受）",
                "certificate replacing a lost diploma, accepted",
            ),
            Sample(DIPLOMA, "portrait", "diploma_portrait", "竖版毕业证书", "diploma in portrait"),
            Sample(
                LICENCE,
                "stacked",
                "licence_stacked",
                "上下两页在一张图里",
                "two pages, one above the other",
                width=1600,
                kilobytes=160,
            ),
        ),
    ),
    Submission(
        "good-passport",
        26,
        "university",
        (
            Sample(
                ID,
                "info",
                "passport_info",
                "外国护照资料页（乌托邦）",
                "passport of Utopia, page of particulars",
            ),
            Sample(
                ID, "cover", "passport_cover", "外国护照封面", "passport's cover", width=1000, kilobytes=90
            ),
        ),
    ),
    Submission(
        "good-telephone-exif",
        2,
        "university",
        (
            Sample(
                DIPLOMA,
                "exif-6",
                "diploma_landscape",
                "像素横躺、EXIF 标记为6：看图时是正的",
                "stored lying, EXIF orientation 6: upright as shown",
                defects="exif:6",
            ),
            Sample(ID, "front-png", "id_front", "png 格式", "a PNG file", defects="format:png", width=900),
        ),
    ),
)

WAYS = (
    ("upright", "", ()),
    ("turned-90", "rotated:90", (TURNED,)),
    ("turned-180", "rotated:180", (TURNED,)),
    ("turned-270", "rotated:270", (TURNED,)),
    ("mirrored", "mirrored", (MIRRORED,)),
    ("mirrored-turned-90", "mirrored+rotated:90", (MIRRORED, TURNED)),
    ("upside-down-mirrored", "mirrored:vertical", (MIRRORED, TURNED)),
    ("mirrored-turned-270", "mirrored+rotated:270", (MIRRORED, TURNED)),
)
ORIENTATIONS = (
    Submission(
        "eight-ways",
        3,
        "university",
        tuple(
            Sample(
                DIPLOMA,
                name,
                "diploma_landscape",
                f"同一证书的八个方向之一：{name}",
                f"one of eight ways to lie: {name}",
                flags,
                defects,
                width=1200,
                kilobytes=100,
                seed=7,
            )
            for name, defects, flags in WAYS
        ),
    ),
    Submission(
        "turned-and-mirrored",
        9,
        "university",
        (
            Sample(
                ID,
                "front-turned-90",
                "id_front",
                "人像面向右横躺",
                "card turned by a quarter",
                (TURNED,),
                "rotated:90",
            ),
            Sample(
                ID,
                "handheld-mirrored",
                "id_handheld",
                "自拍镜像的手持照",
                "holder with the card, mirrored by the selfie camera",
                (MIRRORED,),
                "mirrored",
                kilobytes=150,
            ),
            Sample(
                LICENCE,
                "table-turned-270",
                "licence_table",
                "副本向左横躺",
                "licence turned by three quarters",
                (TURNED,),
                "rotated:270",
            ),
            Sample(
                LICENCE,
                "copy-mirrored",
                "licence_list",
                "左右颠倒的副本",
                "mirrored licence",
                (MIRRORED,),
                "mirrored",
            ),
        ),
    ),
)

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
                ("blurred.text", UNREADABLE, "unreadable.name"),
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
                ("overexposed.document",),
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
                ("too_small.image", UNREADABLE),
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

FILES = (
    Submission(
        "files",
        72,
        "university",
        (
            Sample(
                DIPLOMA,
                "webp-named-jpg",
                "diploma_landscape",
                "WebP 改名为 jpg",
                "WebP under the name of jpg",
                ("format.unsupported",),
                "format:webp",
                width=800,
            ),
            Sample(
                DIPLOMA,
                "truncated",
                "diploma_landscape",
                "传输中断，只有前半",
                "broken off half-way",
                ("format.incomplete",),
                "format:truncated",
                width=900,
            ),
            Sample(
                DIPLOMA,
                "empty",
                "diploma_landscape",
                "空文件",
                "an empty file",
                ("format.empty",),
                "format:empty",
            ),
            Sample(
                DIPLOMA,
                "over-200k",
                "diploma_landscape",
                "超过200K，内容清晰",
                "larger than 200k, otherwise good",
                ("format.too_large",),
                "format:oversize",
                width=1200,
                kilobytes=190,
            ),
            Sample(
                DIPLOMA,
                "png-named-jpg",
                "diploma_landscape",
                "png 改名为 jpg",
                "PNG under the name of jpg",
                ("format.extension_mismatch",),
                "format:png_as_jpg",
            ),
            Sample(
                DIPLOMA,
                "pdf-named-jpg",
                "diploma_landscape",
                "PDF 改名为 jpg",
                "PDF under the name of jpg",
                ("format.unsupported",),
                "format:pdf",
                width=800,
            ),
        ),
    ),
)

SUBMISSIONS = (*GOOD, *ORIENTATIONS, *PICTURE_FAULTS, *CONTENT_FAULTS, *FILES)
