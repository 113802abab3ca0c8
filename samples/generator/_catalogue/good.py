"""Good pictures that are no whole submission: nothing to say against them."""

from samples.generator._catalogue.sample import DIPLOMA, ID, Sample, Submission

GOOD = (
    Submission(
        "passport",
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
        "telephone-exif",
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
