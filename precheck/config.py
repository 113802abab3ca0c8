"""Where things are, from ``PRECHECK_*`` variables: never how strict a check is (that stands in the pipeline files).

Adding a setting is one line here; ``precheck doctor`` and the README's table follow by themselves.
"""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from precheck.domain.errors import Invalid

PREFIX = "PRECHECK_"


class Settings(BaseSettings):
    """All settings; an unset variable takes the default, an empty one counts as unset."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, extra="ignore", frozen=True)

    engine: str = Field("rapidocr", description="识别引擎 · the reader, a name that `precheck doctor` lists")
    pipelines: Path | None = Field(
        None,
        description="自己的材料规则目录，其中的文件优先于自带的 · a folder of pipeline files that win over the shipped ones",
    )


def settings() -> Settings:
    """The settings as the environment has them now.

    Raises:
        Invalid: a variable has an impossible value; the message names it.
    """
    try:
        return Settings()
    except ValidationError as error:
        wrong = "; ".join(
            f"{PREFIX}{'_'.join(map(str, e['loc'])).upper()}: {e['msg']}" for e in error.errors()
        )
        raise Invalid(f"环境变量有误 (bad setting): {wrong}") from None
