"""Single characters of a typeface: how wide they are, how they are drawn, and which of them stay together."""

from PIL import Image, ImageDraw

from samples.generator import fonts

Colour = tuple[int, int, int]  # red, green, blue


def advance(character: str, face: str, em: int) -> float:
    """How far the next character stands from this one, in pixels; `em` in pixels."""
    return fonts.load(fonts.face_for(face, character), em).getlength(character)


def draw(
    image: Image.Image,
    origin: tuple[float, float],
    character: str,
    face: str,
    em: int,
    fill: Colour,
    squeeze: float,
    stroke: float,
) -> tuple[float, float, float, float] | None:
    """Draw one character with its origin (left, baseline) there; the box of its ink, None where it has none.

    All in pixels; `squeeze` scales it horizontally, `stroke` is the extra weight.
    """
    font = fonts.load(fonts.face_for(face, character), em)
    x, base = origin
    width = round(stroke)
    left, top, right, bottom = font.getbbox(character, anchor="ls", stroke_width=width)
    if right <= left or bottom <= top or character.isspace():
        return None
    if squeeze == 1.0:
        at = (round(x), round(base))
        canvas = ImageDraw.Draw(image)
        canvas.text(at, character, font=font, fill=fill, anchor="ls", stroke_width=width)
        return at[0] + left, at[1] + top, at[0] + right, at[1] + bottom
    w, h = int(right - left) + 4, int(bottom - top) + 4
    mask = Image.new("L", (w, h))
    ImageDraw.Draw(mask).text(
        (2 - left, 2 - top), character, font=font, fill=255, anchor="ls", stroke_width=width
    )
    mask = mask.resize((max(1, round(w * squeeze)), h), Image.Resampling.LANCZOS)
    at = (round(x + (left - 2) * squeeze), round(base + top - 2))
    image.paste(fill, at, mask)
    return at[0] + 2 * squeeze, at[1] + 2, at[0] + mask.width - 2 * squeeze, at[1] + h - 2


def units(text: str) -> list[str]:
    """Characters, with runs of digits and Latin letters kept whole."""
    found: list[str] = []
    for character in text:
        if (
            found
            and character.isascii()
            and character.isalnum()
            and found[-1][-1].isascii()
            and found[-1][-1].isalnum()
        ):
            found[-1] += character
        else:
            found.append(character)
    return found
