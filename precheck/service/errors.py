"""Why a request is refused. Each carries one sentence for people; the HTTP and command lines only translate."""

from collections.abc import Sequence

from precheck.domain.flag import Flag


class Refusal(Exception):
    """What was asked for cannot be done, and asking again the same way will not help."""


class NotFound(Refusal):
    """There is no such submission, upload or re-scan; or it was deleted."""


class Unacceptable(Refusal):
    """What was sent makes no sense: an unknown material, an empty file."""


class Locked(Refusal):
    """The material may not be changed."""

    def __init__(self) -> None:
        super().__init__("资料已锁定，不能修改。如需更换，请等待审核人员退回或联系考点。")


class Conflict(Refusal):
    """Somebody else changed it meanwhile, or a step is missing before this one."""


class Stale(Conflict):
    """The version that the change was meant for is not the present one."""


class Unauthenticated(Refusal):
    """No key, or none that is valid."""

    def __init__(self) -> None:
        super().__init__("密钥无效或已失效 (no valid key)")


class Forbidden(Refusal):
    """The key is valid, but not for this."""


class TooMany(Refusal):
    """More than the key may send; after ``retry_after_seconds`` it may again."""

    def __init__(self, retry_after_seconds: float) -> None:
        super().__init__("上传过于频繁，请稍后再试 (too many uploads; try again later)")
        self.retry_after_seconds = retry_after_seconds


class OverQuota(Refusal):
    """There are as many uploads as a submission, or one material in it, may hold."""


class Busy(Refusal):
    """As many wait already as may; after ``retry_after_seconds`` there may be room."""

    def __init__(self, retry_after_seconds: float) -> None:
        super().__init__("检查繁忙，请稍后再试 (too many are waiting; try again later)")
        self.retry_after_seconds = retry_after_seconds


class KeyReused(Refusal):
    """The idempotency key came before, with another upload."""


class MissingMaterials(Refusal):
    """Something that the application needs is not there; ``flags`` say what."""

    def __init__(self, flags: Sequence[Flag]) -> None:
        super().__init__(
            "缺少材料，确认后仍可提交 (something is missing; acknowledge to submit all the same)"
        )
        self.flags = tuple(flags)
