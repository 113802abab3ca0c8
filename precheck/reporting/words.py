"""The Chinese words for what reports say in codes. Each stands only here."""

from __future__ import annotations

from precheck.domain.flag import Remedy, Severity
from precheck.domain.reading import Status
from precheck.domain.verdict import Verdict

VERDICTS: dict[str, str] = {
    Verdict.REUPLOAD: "需重新上传",
    Verdict.REVIEW: "需人工查看",
    Verdict.PASS: "通过",
}

SEVERITIES: dict[str, str] = {
    Severity.REUPLOAD: "重传",
    Severity.REVIEW: "查看",
    Severity.INFO: "提示",
}

STATUSES: dict[str, str] = {
    Status.MATCH: "一致",
    Status.MISMATCH: "不一致",
    Status.UNREADABLE: "无法识别",
    Status.UNVERIFIED: "未比对",
    Status.ABSENT: "本页无此项",
}

REMEDIES: dict[str, str] = {
    Remedy.REUPLOAD: "重新上传",
    Remedy.MOVE: "移到正确的材料",
    Remedy.FIX_REGISTRATION: "核对并修改报名信息",
    Remedy.CONTACT_SITE: "联系考点",
    Remedy.NONE: "无需处理",
}
"""What helps; see :func:`remedy`."""

UNABLE = "未能检查"
LOOK = "由审核人员核对"

# Marks beside the colours, so that nothing depends on telling colours apart.
MARKS: dict[str, str] = {
    Verdict.REUPLOAD: "✕",
    Verdict.REVIEW: "?",
    Verdict.PASS: "✓",
    Severity.INFO: "i",
}


def remedy(what: Remedy, severity: Severity) -> str:
    """What helps with a flag. Where the candidate can do nothing, a reviewer still has to look, unless it is a mere note."""
    return "人工核对" if what is Remedy.NONE and severity is not Severity.INFO else REMEDIES[what]
