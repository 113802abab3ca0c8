"""Words without sense, for print that nobody needs to read."""

from samples.scenes.chance import Chance

HAN = (
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多"
    "定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由"
    "其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意"
    "建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统"
)
LATIN = [
    "the",
    "of",
    "and",
    "to",
    "in",
    "that",
    "was",
    "his",
    "with",
    "as",
    "for",
    "had",
    "not",
    "be",
    "on",
    "at",
    "by",
    "which",
    "from",
    "this",
    "are",
    "or",
    "her",
    "have",
    "one",
    "all",
    "him",
    "were",
    "they",
    "there",
    "been",
    "their",
    "would",
    "when",
    "who",
    "more",
    "said",
    "will",
    "no",
    "if",
    "out",
    "into",
    "up",
    "them",
    "some",
    "could",
    "other",
    "time",
    "than",
    "only",
    "its",
    "very",
    "me",
]


def han(chance: Chance, count: int) -> str:
    """So many common characters, without sense."""
    return "".join(chance.pick(HAN) for _ in range(count))


def words(chance: Chance, width: float, size: float, latin: bool) -> str:
    """As much prose as a line of that width holds, about."""
    if not latin:
        text = list(han(chance, max(1, int(width / size))))
        for _ in range(len(text) // 12):
            text[chance.py.randrange(len(text))] = chance.pick("，。、；“”")
        return "".join(text)
    out = ""
    while len(out) * size * 0.48 < width:
        out += chance.pick(LATIN) + " "
    return out[: max(1, int(width / (size * 0.48)))].strip()
