"""The reference pages say what the programs say, and the README is short."""

import pytest

from docs import reference


@pytest.mark.parametrize("name", reference.PAGES)
def test_a_reference_page_is_up_to_date(name: str) -> None:
    text = (reference.FOLDER / f"{name}.md").read_text(encoding="utf-8")
    assert text == reference.page(name), "run: make docs"


def test_the_readme_is_short() -> None:
    readme = reference.FOLDER.parent.parent / "README.md"
    assert len(readme.read_bytes()) <= 10_240
