"""How pictures are read and values compared: the ``[reading]`` table of a pipeline file."""

from pydantic import BaseModel, ConfigDict, Field


class ReadingSettings(BaseModel):
    """Defaults are the measured ones; each says from where."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    detection_px: int = Field(default=800, ge=320, le=2560)
    """Long side at which text is first looked for; what is missed is looked for again, larger. Of 72 hard
    pictures in early trials the number was found on 61, 64, 65, 64 at 640, 800, 960, 1280 px."""
    second_detection_px: int = Field(default=1440, ge=320, le=2560)
    """Long side at which text is looked for again where a required field was not found."""
    second_line_px: float = Field(default=20.0, gt=0)
    """Height to which half of the page's lines are brought at most where text is looked for again.
    Measured: docs/evaluation/reading.md."""
    second_around: float = Field(default=3.0, ge=0)
    """Line heights around the place of a missing value in which text is looked for again."""
    surely_print: float = Field(default=0.6, gt=0, le=1)
    """Certainty from which a line shows where the page's print is: folds and faces are read as well, with less."""
    looks_well: float = Field(default=0.9, gt=0, le=1)
    """Mean certainty of the first tier's characters below which the careful one looks at the whole picture."""
    many_lines: int = Field(default=6, ge=0)
    """Lines from which a first look has seen a page: a card's front has seven."""
    headings: int = Field(default=3, ge=0)
    """So many of the largest lines may be a title, or what stands above it."""
    careful_below: float = Field(default=0.98, gt=0, le=1)
    """Certainty of the first tier below which a line that matters is read by the careful one as well."""
    refine_budget: float = Field(default=16.0, ge=0)
    """How many times what the first look at the picture costs (text found, each line read once) its second looks may cost, both
    counted by what the networks are given (:mod:`precheck.ocr._metered`). Measured: docs/evaluation/reading.md."""
    sample_lines: int = Field(default=4, ge=1, le=12)
    """Lines read to settle how the picture lies, before all are read."""
    reads_well: float = Field(default=0.95, gt=0, le=1)
    """Mean certainty from which an upright reading needs no rival: of 1,200 wrong ways (150 generated pictures, sharp to
    unreadably blurred) the best read with 0.91, of 160 turned ones with 0.93."""
    reads_as_voted: float = Field(default=0.8, gt=0, le=1)
    """The same where the segmenter is sure that the page lies upright."""
    one_axis: float = Field(default=0.9, ge=0, le=1)
    """Share by which boxes must be longer along one axis for the other one not to be asked about."""
    doubt_ratio: float = Field(default=2.0, ge=1)
    """How many times less doubt (1 − certainty) the best way must leave than the next: the same 150 pictures had 2.5 or
    more, whatever their blur, and the best way was never a wrong one."""
    better_by: float = Field(default=0.04, gt=0, le=1)
    """And how much better it must read at least: short texts of symmetrical characters (中华人民共和国) read with 0.93 in
    the mirror and 0.98 as they are."""
    vote_from: float = Field(default=0.9, gt=0, le=1)
    """The segmenter's chance of a way of lying from which lines that stand beside the document settle nothing against it."""
    match_above: float = Field(default=-6.0, lt=0)
    """log P(declared) − log P(best reading) from which declared words count as standing there. Of 993 true names and words on
    371 generated pictures (three quarters of them hard) misread characters cost 0.5 to 5.7 in 30, more in 12; of 1,400
    with one character changed none came nearer than −11.6. Words that are the reading with characters left out come as near
    as −4.5 and need what a number needs. Again on 246 held-out pictures (150 hard): of 908 true words 863 came within 2, 11
    between −9 and −2; of 1,158 with one character changed none came nearer than −12."""
    number_match_above: float = Field(default=-2.0, lt=0)
    """The same for values with digits: of 2,693 wrong numbers on those pictures none came nearer than −4.2, and of 570 true
    ones 3 lie between −12 and −2. On the 246 none of 1,608 with a digit changed, added or swapped came nearer than −6.5, and
    of 486 true ones 462 came within 2; of 438 with a digit left out two came nearer than −9 (one was all that the seal
    left of the print)."""
    surely_matches_above: float = Field(default=-0.05, le=0)
    """Ratio below which a number's match is looked at again: what was declared is not what was read. Of 250 true numbers on held-out
    hard pictures 10 matched below it, and of 1,151 wrong ones the two that matched at all."""
    mismatch_below: float = Field(default=-12.0, lt=0)
    """Ratio below which the picture speaks clearly for something else: a character that it gives no chance costs 13.8."""
    mismatch_each_below: float = Field(default=-9.0, lt=0)
    """Ratio for each differing character above which it does not: of 989 names with one character changed none lay above
    −11.6, while true ones misread in two characters lay at −12.9 for both together."""
    certain_from: float = Field(default=0.8, gt=0, le=1)
    """Least certain character from which a reading may contradict a declaration."""
    contradicts_from_px: float = Field(default=8.0, gt=0)
    """Height of a line from which it may: smaller print is too small for the picture's own rule (``too_small``)."""
    legible_from: float = Field(default=0.6, gt=0, le=1)
    """Least certain character from which a reading counts as read where nothing was declared."""
    hidden_from: float = Field(default=0.2, gt=0, le=1)
    """Share of a field's place under glare or a cover from which the field is hidden, where it was not surely read."""
    anywhere_from: float = Field(default=0.05, gt=0, le=1)
    """Share of the paper under the same, from which it may hide an owed field that is nowhere."""
    shines_from: float = Field(default=0.3, ge=0, le=1)
    """Brightness of the paper from which light can have taken print away."""
    fades_below: float = Field(default=0.45, ge=0, le=1)
    """Sharpness of the print below which it has faded without any light on it."""
    torn_from: float = Field(default=0.5, gt=0, le=1)
    """Share of the place right beside a value under the same, from which more of the value may have stood there."""
