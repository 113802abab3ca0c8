"""A misspelt setting is an error: unset it would switch something off without a word."""

from __future__ import annotations

import pytest

from precheck import config
from precheck.domain.errors import Invalid

NAMES = sorted(config.Settings.model_fields)


def misspelt(name: str) -> list[str]:
    """A letter lost, doubled, swapped with its neighbour; underscores lost."""
    middle = len(name) // 2
    found = [name[:-1], name + name[-1], name[:middle] + name[middle + 1 :]]
    found.append(name[: middle - 1] + name[middle] + name[middle - 1] + name[middle + 1 :])
    found.append(name.replace("_", ""))
    return [other for other in found if other not in NAMES]


@pytest.mark.parametrize(("name", "wrong"), [(name, wrong) for name in NAMES for wrong in misspelt(name)])
def test_a_misspelt_setting_is_refused_with_the_nearest_known_one(
    monkeypatch: pytest.MonkeyPatch, name: str, wrong: str
) -> None:
    variable = f"PRECHECK_{wrong.upper()}"
    monkeypatch.setenv(variable, "1")
    with pytest.raises(Invalid) as refused:
        config.settings()
    assert f"{variable}: " in str(refused.value)
    assert f"did you mean PRECHECK_{name.upper()}?" in str(refused.value)


@pytest.mark.parametrize(
    "variable", ["PRECHEK_KEY", "PRE_CHECK_KEY", "PRECHECKKEY", "PRECHECKS_DATABASE", "precheck_kye"]
)
def test_a_misspelt_beginning_is_seen_too(monkeypatch: pytest.MonkeyPatch, variable: str) -> None:
    monkeypatch.setenv(variable, "1")
    with pytest.raises(Invalid, match=variable):
        config.settings()


def test_settings_of_others_and_the_supervisors_own_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    unset = config.settings()
    for variable in ("PRECHECK_SUPERVISOR_PID", "PATH_KEY", "PREFECT_API_KEY", "PRECOMMIT_HOME", "API_KEY"):
        monkeypatch.setenv(variable, "1")
    assert config.settings() == unset


def test_a_secret_is_never_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRECHECK_KYE", "geheim")
    with pytest.raises(Invalid) as refused:
        config.settings()
    assert "geheim" not in str(refused.value)
