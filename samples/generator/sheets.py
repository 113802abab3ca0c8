"""Contact sheets of what the generator draws, and the page that says what each imitates."""

import io
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from samples.generator import batch

LARGEST = 250_000  # bytes of one sheet
TILE = 520  # pixels along a tile's longer side
GAP = 10


@dataclass(frozen=True)
class Tile:
    """One picture of a sheet: a layout, its defects, a seed."""

    layout: str
    defects: str = "none"
    seed: int = 1


@dataclass(frozen=True)
class Sheet:
    """A contact sheet with its heading and the sentence that says what it imitates, in both languages."""

    name: str
    title: str
    title_en: str
    says: str
    says_en: str
    tiles: tuple[Tile, ...]
    columns: int = 3


SHEETS = (
    Sheet(
        "diplomas",
        "毕业证书（国家统一样式）",
        "Diplomas, national form",
        "灰绿花纹边框，「普通高等学校」等类别在红色毛笔体「毕业证书」之上，照片在右上、半压无墨钢印，填写的字另用一种字体、大小和高低，"
        "红章压校名与下一行，校长签名为蓝墨水行草，成人类另有批准文号，编号在框内左下，查询网址以极小字印在框外下缘。",
        "Grey or green guilloche; the category stands over the brush-written title; the portrait at the upper right under half an "
        "embossed seal; filled-in words in another face, size and height; the red seal over the school's name and the line below; "
        "the signature in blue; the approval's number on adult forms; the number inside the frame, the address for queries below it.",
        (
            Tile("diploma_national", seed=3),
            Tile("diploma_national_adult", seed=4),
            Tile("diploma_self_study", seed=9),
            Tile("diploma_national_network", seed=6),
            Tile("diploma_national_later", seed=5),
            Tile("diploma_national", "to_sheet", 12),
        ),
    ),
    Sheet(
        "postgraduates",
        "研究生毕业证书与学校自行设计的证书",
        "Postgraduates' diplomas and schools' own designs",
        "2020年代的竖版：校徽、毛笔体校名与照片居中，大片留白。",
        "Upright forms of the 2020s: crest, the school's brush-written name and the portrait in the middle, much white.",
        (
            Tile("diploma_postgraduate", seed=2),
            Tile("diploma_postgraduate_later", seed=3),
            Tile("degree_master", seed=4),
            Tile("degree_own_upright", seed=5),
        ),
        columns=4,
    ),
    Sheet(
        "degrees",
        "学位证书",
        "Degrees",
        "2016年前为国徽与粉红花纹，此后学校自行设计；校长与学位评定委员会主席两处签名；红章多半没有，只有钢印或什么都没有。",
        "Emblem and pink guilloche before 2016, the school's own design since; two signatures; mostly no red seal, embossed or none.",
        (
            Tile("degree_national", seed=5),
            Tile("degree_national_later", seed=2),
            Tile("degree_own_landscape", seed=11),
            Tile("degree_national", "folder", 7),
            Tile("degree_booklet", seed=8),
            Tile("degree_national", "to_frame", 9),
        ),
    ),
    Sheet(
        "folders",
        "证书夹、缎带与拇指缺口",
        "Folders, ribbons, thumb notches",
        "红、白、黄缎带压住两角或四角，有时压到字；四周是深色证书夹，边上有拇指缺口。",
        "Red, white or yellow ribbons hold two or four corners, over print at times; a dark folder round the sheet, with a thumb notch.",
        (
            Tile("diploma_national", "ribbons+folder", 3),
            Tile("diploma_national_adult", "ribbons+folder", 14),
            Tile("diploma_postgraduate", "ribbons+folder", 5),
            Tile("diploma_national", "folder", 26),
            Tile("degree_national", "ribbons", 17),
            Tile("diploma_national_later", "folder", 8),
        ),
    ),
    Sheet(
        "crops",
        "扫描、裁切与遮盖",
        "Scans, crops and what is hidden",
        "正好裁到纸边或花纹框、白边、黑边、手机截图的黑条与图标、涂黑打码模糊的姓名与照片、「样本」字样、不带 EXIF 标记而横躺的图片。",
        "Cut exactly to the sheet or the frame, white and black margins, a telephone's bars and icons, names and faces blacked out, in "
        "squares or blurred, specimens, and pictures that lie on their side without an EXIF mark.",
        (
            Tile("diploma_national", "to_sheet", 31),
            Tile("diploma_national_adult", "to_frame", 32),
            Tile("diploma_self_study", "margin:white", 33),
            Tile("diploma_national", "margin:black", 34),
            Tile("diploma_national", "screenshot", 35),
            Tile("diploma_national_later", "redacted:name:black+redacted:portrait:squares", 36),
            Tile("diploma_national", "redacted:name:blur+redacted:certificate_number:squares", 37),
            Tile("diploma_national_adult", "specimen", 38),
            Tile("diploma_national", "to_sheet+rotated:90", 39),
        ),
    ),
    Sheet(
        "cards",
        "身份证",
        "Identity cards",
        "蓝粉波纹底、浅蓝标签；制证样张与临时证的印字位置偏移至3%；拍在木桌、布面上，拿在手里（拇指在边上、号码旁），装在套里。",
        "Blue and pink waves, pale blue labels; makers' and temporary cards place their print up to 3% elsewhere; on wood, cloth or paper, "
        "in the hand with the thumb beside the number, in a sleeve.",
        (
            Tile("id_front_waves", seed=7),
            Tile("id_back_waves", seed=2),
            Tile("id_front_displaced", "specimen", 6),
            Tile("id_temporary", seed=4),
            Tile("id_front_in_hand", seed=21),
            Tile("id_front_in_hand", seed=14),
            Tile("id_back_in_hand", seed=3),
            Tile("id_front_waves", "sleeve", 8),
            Tile("id_back_displaced", seed=9),
        ),
    ),
    Sheet(
        "card-copies",
        "身份证复印件与拼图",
        "Copies and cut-outs of both faces",
        "一张A4纸上的灰色复印件加红色印章；两面上下排列、圆角抠出，衬白底或黑底。",
        "Grey copies on A4 under a red stamp; both faces one under the other, cut out with rounded corners on white or black.",
        (
            Tile("id_copy_sheet", seed=3),
            Tile("id_copy_sheet", seed=5),
            Tile("id_cut_out", seed=4),
            Tile("id_cut_out_later", seed=8),
        ),
        columns=4,
    ),
    Sheet(
        "handheld",
        "手持身份证",
        "Holding the card",
        "半身人像，证件在胸前，占画面宽度的10%至35%，一只手或两只手；为保护隐私而模糊的脸；印在图里的说明文字。",
        "Half a person, the card at the chest at 10 to 35% of the picture's width, held with one hand or two; faces blurred for privacy; "
        "instructions printed into the picture.",
        tuple(
            Tile(name, seed=seed)
            for name, seed in (
                ("id_handheld_half", 7),
                ("id_handheld_half", 1),
                ("id_handheld_half", 6),
                ("id_handheld_half", 2),
                ("id_handheld_later", 3),
                ("id_handheld_later", 5),
                ("id_handheld_later", 8),
                ("id_handheld_half", 4),
            )
        ),
        columns=4,
    ),
    Sheet(
        "licences",
        "医疗机构执业许可证",
        "Medical licences",
        "竖版与横版，金色或灰色花边，国徽、二维码、两栏；挂在墙上的玻璃框里、两人举着、塑料套里有折痕、揉皱后展平、黑白复印件上的灰章。",
        "Upright and across, gold or grey ornamental frames, emblem, QR code, two columns; behind glass, held up by two people, "
        "in a sleeve with folds, crumpled, and black-and-white copies with grey seals.",
        (
            Tile("licence_ornate_upright", "behind_glass", 6),
            Tile("licence_ornate_across", seed=12),
            Tile("licence_ornate_across", "behind_glass", 3),
            Tile("licence_ornate_upright", "sleeve+folds", 7),
            Tile("licence_ornate_across", "crumpled", 5),
            Tile("licence_held_up", seed=4),
            Tile("licence_ornate_upright", "photocopy", 8),
        ),
        columns=4,
    ),
    Sheet(
        "other-papers",
        "错放的证照：营业执照与食品经营许可证",
        "Other papers: business and food licences",
        "在执业许可证位置上传的营业执照、食品经营许可证。",
        "Business and food licences uploaded in the medical licence's place.",
        (
            Tile("business_licence", seed=3),
            Tile("business_licence_upright", seed=4),
            Tile("food_licence", seed=5),
            Tile("business_licence", "behind_glass", 9),
            Tile("business_licence", "folds", 8),
            Tile("food_licence", "crumpled", 7),
        ),
    ),
    Sheet(
        "honours",
        "错放的荣誉：铜牌、红封面、深底金字",
        "Honours in the wrong slot",
        "在毕业证书位置上传的铜牌、证书封面、荣誉证书和深底金字的牌匾。",
        "Brass plates, covers, certificates of honour and golden print on dark boards, uploaded as diplomas.",
        (
            Tile("honour_plate", seed=6),
            Tile("honour_cover", seed=7),
            Tile("honour_certificate", seed=8),
            Tile("honour_dark", seed=9),
            Tile("honour_plate", seed=2),
            Tile("honour_cover", seed=12),
        ),
    ),
)

HEAD = """# 样张画的是什么 What we draw

评测与训练用的图片由 `samples/generator` 画出。每张拼图旁说明它模仿哪种真实材料；人名、号码、学校、印章和面孔全是虚构。
The pictures for evaluation and training are drawn by `samples/generator`. Beside each contact sheet stands what it imitates; all
people, numbers, schools, institutions, seals and faces are invented.

本页与图片由命令生成，改了画法就重新生成： This page and its pictures are made by a command; make them again after a change:

```
python -m samples.generator sheets --out docs/evaluation
```

成套图片里加 `as_found` 就会随机取其中一种状态： In sets, `as_found` takes one of these states by chance:

```
python -m samples.generator set --out /tmp/found --materials diploma,degree --defects none,as_found
```
"""


def write(out: Path) -> int:
    """Write `what-we-draw.md` and its pictures under `out`; returns how many sheets."""
    pictures = out / "what-we-draw"
    pictures.mkdir(parents=True, exist_ok=True)
    parts = [HEAD]
    for sheet in SHEETS:
        (pictures / f"{sheet.name}.webp").write_bytes(_encoded(_laid_out(sheet)))
        parts.append(
            f"\n## {sheet.title} {sheet.title_en}\n\n{sheet.says}\n{sheet.says_en}\n\n"
            f"![{sheet.title} {sheet.title_en}](what-we-draw/{sheet.name}.webp)\n"
        )
    (out / "what-we-draw.md").write_text("".join(parts), encoding="utf-8")
    return len(SHEETS)


def _drawn(tile: Tile) -> Image.Image:
    job = batch.Job(
        "0", tile.layout, tile.seed, "slight", defects=tile.defects, width=1300, seal_on_number=0.0
    )
    data, _, _ = batch.make(job)
    pixels = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    if pixels is None:
        raise ValueError(f"a sheet cannot show {tile.defects}")
    image = Image.fromarray(np.ascontiguousarray(pixels[:, :, ::-1]))
    image.thumbnail((TILE, TILE), Image.Resampling.LANCZOS)
    return image


def _laid_out(sheet: Sheet) -> Image.Image:
    drawn = [_drawn(tile) for tile in sheet.tiles]
    rows = [drawn[i : i + sheet.columns] for i in range(0, len(drawn), sheet.columns)]
    width = max(sum(image.width + GAP for image in row) for row in rows) + GAP
    heights = [max(image.height for image in row) + GAP for row in rows]
    page = Image.new("RGB", (width, sum(heights) + GAP), (104, 106, 110))
    y = GAP
    for row, height in zip(rows, heights, strict=True):
        x = GAP
        for image in row:
            page.paste(image, (x, y))
            x += image.width + GAP
        y += height
    return page


def _encoded(page: Image.Image) -> bytes:
    """WebP of at most `LARGEST` bytes."""
    for quality in range(82, 20, -6):
        buffer = io.BytesIO()
        page.save(buffer, "WEBP", quality=quality, method=4)
        if buffer.tell() <= LARGEST:
            return buffer.getvalue()
    raise ValueError("a contact sheet is too large")
