"""Good pictures of several candidates: nothing to say against them."""

from samples.generator._catalogue.sample import DIPLOMA, ID, LICENCE, Sample, Submission

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
