"""Turned and mirrored pictures, all eight ways."""

from samples.generator._catalogue.sample import DIPLOMA, ID, LICENCE, MIRRORED, TURNED, Sample, Submission

WAYS = (
    ("upright", "", ()),
    ("turned-90", "rotated:90", (TURNED,)),
    ("turned-180", "rotated:180", (TURNED,)),
    ("turned-270", "rotated:270", (TURNED,)),
    ("mirrored", "mirrored", (MIRRORED,)),
    ("mirrored-turned-90", "mirrored+rotated:90", (MIRRORED,)),
    ("upside-down-mirrored", "mirrored:vertical", (MIRRORED,)),
    ("mirrored-turned-270", "mirrored+rotated:270", (MIRRORED,)),
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
