"""The reference pages say what the programs say, and the README is short."""

import pytest

from docs import generate


@pytest.mark.parametrize("name", generate.PAGES)
def test_a_reference_page_is_up_to_date(name: str) -> None:
    text = (generate.FOLDER / f"{name}.md").read_text(encoding="utf-8")
    assert text == generate.page(name), "run: make docs"


def test_the_readme_is_short() -> None:
    readme = generate.FOLDER.parent.parent / "README.md"
    assert len(readme.read_bytes()) <= 10_240
