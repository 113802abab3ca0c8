"""One character for another: widths, dots, dashes, brackets, old and new forms.

:func:`fold` keeps the length of a text, so that offsets into the folded text are offsets into the text as
read. Han characters that merely look alike (己/已, 未/末) are never folded: they are different names.
"""

from __future__ import annotations

import unicodedata

_DOTS = "•・‧∙⋅･●▪᛫."
_DASHES = "‐‑‒–—―−─━﹣ー"
_ROUND_ZERO = "○◯⭕⚪"
_OPENING = "〔［【﹙〖"
_CLOSING = "〕］】﹚〗"
_SAME_LETTER = {
    "×": "X", "✕": "X", "✖": "X", "╳": "X", "Χ": "X", "Х": "X", "х": "x",
    "Ο": "O", "О": "O", "о": "o", "ο": "o", "А": "A", "Α": "A", "В": "B", "Β": "B", "С": "C", "Е": "E",
    "Ε": "E", "Н": "H", "Η": "H", "К": "K", "Κ": "K", "М": "M", "Μ": "M", "Р": "P", "Ρ": "P", "Т": "T",
    "Τ": "T", "丨": "|",
}  # fmt: skip
_FOLDED = {
    **dict.fromkeys(_DASHES, "-"),
    **dict.fromkeys(_ROUND_ZERO, "〇"),
    **dict.fromkeys(_OPENING + "[", "("),
    **dict.fromkeys(_CLOSING + "]", ")"),
    **_SAME_LETTER,
}

# Pairs used in names of people, schools, places and institutions, where the old form has exactly one new
# form. Forms that are names of their own today (昇, 喆, 堃, 锺), or have two new forms
# (乾, 徵), are left out.
_OLD_AND_NEW = (
    "學学醫医國国華华東东門门員员專专業业縣县鄉乡鎮镇區区衛卫護护師师會会務务臨临婦妇兒儿產产紅红廣广"
    "長长慶庆貴贵雲云陝陕寧宁遼辽蘇苏龍龙瀋沈濟济島岛灣湾關关陽阳陰阴開开電电話话號号證证書书編编頒颁"
    "發发機机構构導导觀观審审處处張张劉刘陳陈楊杨趙赵黃黄吳吴鄭郑孫孙馬马許许馮冯鄧邓蕭萧葉叶蔣蒋蘭兰"
    "譚谭賀贺賴赖龔龚錢钱湯汤範范盧卢韓韩鄒邹閻阎羅罗賈贾魯鲁溫温莊庄顧顾嚴严項项齊齐龐庞藍蓝聶聂歐欧"
    "駱骆簡简饒饶鐘钟畢毕陸陆倫伦傑杰偉伟儀仪優优億亿儉俭剛刚創创勁劲勞劳勝胜勳勋協协單单啟启喬乔團团"
    "園园圓圆圖图壯壮壽寿夢梦奮奋嬌娇嫻娴實实寶宝將将岡冈峽峡嶺岭巖岩帥帅幹干廳厅強强彥彦後后從从憲宪"
    "戰战撫抚揚扬換换擔担據据擁拥攝摄敘叙數数時时曉晓曄晔棟栋楓枫榮荣樂乐樓楼標标樹树橋桥權权歡欢歲岁"
    "歷历殘残氣气漢汉潔洁潤润澤泽濤涛瀾澜瀏浏為为無无煒炜煥焕燁烨燦灿爾尔獎奖現现瑋玮瑤瑶瓊琼璽玺異异"
    "療疗皚皑監监盤盘礦矿禎祯禮礼種种積积穎颖竇窦競竞筆笔節节級级純纯紀纪約约紋纹納纳紐纽結结絡络給给"
    "統统絲丝經经綜综維维網网綱纲綠绿緒绪線线緣缘縱纵織织繡绣繼继續续纖纤羣群義义習习聖圣聞闻聯联聰聪"
    "職职肅肃膚肤腦脑臟脏興兴舉举藝艺藥药葯药蘋苹蝦虾術术衝冲補补裝装製制複复見见規规視视親亲覺觉計计訓训"
    "記记設设訪访詠咏試试詩诗該该詳详誌志語语誠诚說说調调談谈請请諾诺謙谦謝谢識识議议譽誉讀读變变讓让"
    "豐丰負负財财貢贡責责貨货貫贯費费資资賓宾賢贤質质贊赞趕赶躍跃車车軍军軒轩軟软輔辅輕轻輝辉輪轮轉转"
    "辦办農农連连進进運运過过達达遠远選选還还邊边鄰邻鈞钧鉀钾鋒锋鋼钢錄录錦锦鍵键鎖锁鏡镜鐵铁鑒鉴閃闪"
    "閔闵閣阁闊阔隊队階阶際际隨随險险雙双離离難难霧雾靈灵靜静韻韵響响頁页順顺預预頓顿領领頭头頸颈頻频"
    "題题額额顏颜顯显風风飛飞館馆駐驻駿骏騰腾驗验驕骄鬱郁鯤鲲鳳凤鳴鸣鴻鸿鵬鹏鶴鹤鷹鹰麗丽點点黨党齡龄"
)


def _simplified() -> dict[int, str]:
    return {ord(old): new for old, new in zip(_OLD_AND_NEW[::2], _OLD_AND_NEW[1::2], strict=True)}


def _fold_one(char: str) -> str:
    if char in _FOLDED:
        return _FOLDED[char]
    if char.isspace():
        return " "
    plain = unicodedata.normalize("NFKC", char)
    if len(plain) != 1:
        return char
    return _FOLDED.get(plain, plain)


def fold(text: str) -> str:
    """The text with widths, dashes, brackets, round zeros, spaces and letters of other alphabets made
    plain (ASCII where there is one, ``〇`` for the round zero). As many characters as before."""
    return "".join(map(_fold_one, text))


def squeeze(text: str) -> str:
    """Folded and without any space."""
    return fold(text).replace(" ", "")


def simplify(text: str) -> str:
    """Old (traditional) forms replaced by the new ones where that is unambiguous; same length.

    A recogniser gives now 学, now 學 for the same print, and the papers here are printed in new forms.
    """
    return text.translate(_SIMPLIFIED)


def dots(text: str) -> str:
    """The dots that stand inside names, whichever they are, as ``·`` (U+00B7)."""
    return text.translate(_TO_DOT)


def wide_brackets(text: str) -> str:
    """Brackets as Chinese text prints them: ``（ ）``."""
    return text.replace("(", "（").replace(")", "）")


def is_han(char: str) -> bool:
    """Whether a character can stand in a Chinese name: all Han blocks, 〇, and the private-use area,
    where older systems keep rare characters."""
    code = ord(char)
    return (
        0x4E00 <= code <= 0x9FFF
        or 0x3400 <= code <= 0x4DBF
        or 0x20000 <= code <= 0x3FFFF
        or 0xF900 <= code <= 0xFAFF
        or 0xE000 <= code <= 0xF8FF
        or code == 0x3007
    )


_SIMPLIFIED = _simplified()
_TO_DOT = {ord(dot): "·" for dot in _DOTS}
DOTS = _DOTS + "·"
