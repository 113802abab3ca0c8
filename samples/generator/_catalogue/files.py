"""Faults of the file."""

from samples.generator._catalogue.sample import DIPLOMA, Sample, Submission

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
