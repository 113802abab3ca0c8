"""Where things are, from ``PRECHECK_*`` variables: never how strict a check is (that stands in the pipeline files).

Adding a setting is one line here; ``precheck doctor`` and the reference's table follow by themselves."""

import os
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError

from precheck.domain.errors import Invalid, did_you_mean

PREFIX = "PRECHECK_"
SUPERVISOR = "PRECHECK_SUPERVISOR_PID"
"""Set for the programs that we start; not a setting."""

KEPT_PIPELINES = "_PRECHECK_PACKAGED_PIPELINES"
"""Set for the programs that we start: the packaged pipeline files as they were when the service started; not a setting."""

NEARLY = 0.9
"""From this likeness on a name with another beginning was meant for a setting (``PRECHEK_KEY``)."""


class Settings(BaseModel):
    """All settings; an unset variable takes the default, an empty one counts as unset."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    engine: str = Field("tiered", description="识别引擎 · the reader, a name that `precheck doctor` lists")
    pipelines: Path | None = Field(
        None,
        description="本省的材料规则目录，其中的文件只改动所写的键 · a folder of pipeline files; each changes the keys it names",
    )
    data: Path = Field(
        Path("~/.local/share/precheck"),
        description="数据目录：数据库、图片、内置队列 · the folder of database, pictures and embedded broker",
    )
    database: SecretStr | None = Field(
        None,
        description="数据库地址，默认为数据目录中的 SQLite · `sqlite:////…` or `postgresql://…`; default: SQLite in the data folder",
    )
    broker: SecretStr | None = Field(
        None,
        description="消息队列地址，默认为内置队列 · `redis://…`, `rediss://…` or `redis+socket://…`; default: an embedded one",
    )
    pictures: Path | None = Field(
        None, description="图片目录，默认在数据目录中 · the folder of pictures; default: in the data folder"
    )
    key: SecretStr | None = Field(
        None,
        description="姓名、号码、图片的加密密钥，32 字节 base64，可有多个，新的在前，逗号分隔 · "
        "encrypts names, numbers and pictures at rest: 32 bytes in base64, several by commas, newest first",
    )
    retention_days: float | None = Field(
        None,
        gt=0,
        description="最后一次改动后保留的天数，到期删除图片与个人信息；默认不删 · "
        "days after the last change until pictures and personal data are erased; default: never",
    )
    workers: int | None = Field(
        None, ge=1, le=256, description="检查进程数，默认为核数 · checking processes; default: one a core"
    )
    worker_memory_mb: int = Field(
        2560, ge=1024, description="每个检查进程的内存上限 (MB) · most memory of one checking process, MB"
    )
    inbox: Path | None = Field(
        None,
        description="门户以 Celery 消息提交的图片所在目录 · the folder in which pictures lie that a portal submits by Celery message",
    )
    public_url: str | None = Field(
        None,
        pattern=r"^https?://[^/\s]+$",
        description="考生与审核人员打开网页的地址，如 https://precheck.example；https 时 cookie 只经加密传送 · "
        "the address under which people open the pages; with https cookies travel encrypted only",
    )
    session_hours: float = Field(
        12, gt=0, le=720, description="审核人员登录后的有效小时数 · hours that a reviewer stays signed in"
    )
    candidate_hours: float = Field(
        4, gt=0, le=720, description="考生打开链接后的有效小时数 · hours that a candidate stays signed in"
    )
    link_days: float = Field(
        30, gt=0, le=3650, description="考生链接的有效天数 · days that a candidate's link holds"
    )
    claim_minutes: float = Field(
        15,
        gt=0,
        description="审核人员打开一份报名后为其保留的分钟数 · minutes that a submission stays with the reviewer who opened it",
    )
    sign_in_tries: int = Field(
        10,
        ge=1,
        description="每一刻钟内每个账号、每个地址的登录次数上限 · tries to sign in, for each account and address in 15 minutes",
    )
    shortest_password: int = Field(
        10, ge=8, le=100, description="密码最短长度 · fewest characters of a password"
    )
    oidc_issuer: str | None = Field(
        None,
        pattern=r"^(https://[^\s?#]+|http://(127\.0\.0\.1|localhost)(:\d+)?[^\s?#]*)$",
        description="单位统一登录 (OpenID Connect) 的 issuer；需同时设置 client id、secret 与 PRECHECK_PUBLIC_URL · "
        "the issuer of the office's own sign-in; with client id, secret and PRECHECK_PUBLIC_URL",
    )
    oidc_client_id: str | None = Field(None, description="在统一登录中登记的 client id · the client id there")
    oidc_client_secret: SecretStr | None = Field(
        None, description="在统一登录中登记的 client secret · the client secret there"
    )
    oidc_role_claim: str = Field(
        "precheck_role",
        description="ID token 中写明角色的 claim：reviewer 或 administrator · the claim that says the role",
    )
    oidc_level_claim: str = Field(
        "precheck_level",
        description="写明级别的 claim：site（考点）或 district（考区） · the claim that says the level",
    )
    oidc_site_claim: str = Field(
        "precheck_site",
        description="写明考点的 claim；* 为全部考点 · the claim that says the site; `*` for every site",
    )
    password_words: str | None = Field(
        None,
        description="密码中不得出现的本单位用词，逗号分隔 · words of the office's own that no password may hold, by commas",
    )
    idle_minutes: float = Field(
        60, gt=0, description="登录后多少分钟不操作即退出 · minutes without use after which a session ends"
    )
    cors_origins: str | None = Field(
        None,
        pattern=r"^\s*https?://[^/\s,]+(\s*,\s*https?://[^/\s,]+)*\s*$",
        description="允许从浏览器直接访问接口的网站，逗号分隔 · sites whose pages may call the API from a browser, by commas",
    )
    webhooks_private: bool = Field(
        False, description="允许回调到内网地址与 http · webhooks may go to private addresses, and by http"
    )
    uploads_per_submission: int = Field(
        100, ge=1, description="每份报名至多的图片数 · most uploads of one submission"
    )
    uploads_per_material: int = Field(
        20, ge=1, description="每种材料至多的图片数 · most uploads of one material in a submission"
    )
    connections: int = Field(
        1000, ge=10, description="每个 HTTP 进程的连接上限 · most connections of one HTTP process"
    )
    connections_per_address: int = Field(
        100,
        ge=1,
        description="每个地址的连接上限，反向代理除外 · most connections from one address, reverse proxies apart",
    )
    proxies: str | None = Field(
        None,
        description="反向代理的地址或网段，逗号分隔，其 X-Forwarded-For 可信 · "
        "reverse proxies: addresses or networks, by commas; their X-Forwarded-For is believed",
    )
    body_memory_mb: int = Field(
        256,
        ge=16,
        description="每个 HTTP 进程同时接收的内容上限 (MB) · most memory for bodies under way in one HTTP process, MB",
    )
    checks_waiting: int = Field(
        4, ge=0, description="即时检查的排队上限 · how many `POST /check` may wait; more are answered 503"
    )
    stalled_seconds: float = Field(
        20.0,
        gt=0,
        description="多久没有进展算停滞 (/readyz) · seconds without progress until the service is not ready",
    )

    def origins(self) -> list[str]:
        return _by_comma(self.cors_origins)

    def forbidden_words(self) -> tuple[str, ...]:
        return tuple(_by_comma(self.password_words))


def _by_comma(text: str | None) -> list[str]:
    return [part.strip() for part in (text or "").split(",") if part.strip()]


def settings() -> Settings:
    """The settings as the environment has them now.
    Raises Invalid: a variable has an impossible value, or is none of ours; the message names it."""
    wrong = list(_unknown(os.environ))
    given = {name.upper(): value for name, value in os.environ.items() if value}
    names = {name: f"{PREFIX}{name.upper()}" for name in Settings.model_fields}
    try:
        found = Settings.model_validate(
            {name: given[variable] for name, variable in names.items() if variable in given}
        )
        if not wrong:
            return found
    except ValidationError as error:
        wrong += [f"{PREFIX}{'_'.join(map(str, e['loc'])).upper()}: {e['msg']}" for e in error.errors()]
    raise Invalid(f"环境变量有误 (bad setting): {'; '.join(wrong)}")


def _unknown(names: Iterable[str]) -> Iterator[str]:
    """Variables that were surely meant for us and that nothing reads: a misspelt one would count as unset."""
    known = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields} | {SUPERVISOR}
    for name in names:
        upper = name.upper()
        if upper in known:
            continue
        nearly = upper.startswith(PREFIX[0]) and get_close_matches(upper, known, 1, NEARLY)
        if upper.startswith(PREFIX) or nearly:
            yield f"{name}: 没有这个设置 (no such setting){did_you_mean(upper, known - {SUPERVISOR})}"
