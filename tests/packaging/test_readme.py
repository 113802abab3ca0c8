"""The README's generated parts say what the programs say."""

from docs import readme


def test_generated_parts_are_up_to_date() -> None:
    text = readme.README.read_text(encoding="utf-8")
    assert text == readme.renewed(text), "run: make docs"
