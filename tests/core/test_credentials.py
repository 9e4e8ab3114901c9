"""Secrets show themselves nowhere, and come from where they are said to be."""

from __future__ import annotations

import copy
import json
import pickle
import sys
from types import ModuleType

import pytest

from jobspan.credentials import FromEnv, FromKeyring, Secret, optional_secret_source, resolve_secret, secret_source
from jobspan.errors import ConfigError, ValidationError

CANARY = "canary-7f3a"


class TestSecret:
    def test_no_way_of_showing_it_shows_it(self) -> None:
        secret = Secret(CANARY)
        shown = [repr(secret), str(secret), f"{secret}", f"{secret:>20}", f"{secret!r}", "%s" % secret, repr([secret])]  # noqa: UP031
        assert CANARY not in "".join(shown)
        with pytest.raises(TypeError):
            json.dumps(secret)
        with pytest.raises(AttributeError):
            _ = secret.__dict__

    def test_it_is_revealed_only_when_asked(self) -> None:
        assert Secret(CANARY).reveal() == Secret(Secret(CANARY)).reveal() == CANARY

    def test_it_compares_by_its_text(self) -> None:
        assert Secret("a") == Secret("a") != Secret("b")
        assert Secret("a") != "a"
        assert len({Secret("a"), Secret("a"), Secret("b")}) == 2
        assert Secret("\udcff") == Secret("\udcff")

    def test_it_is_false_when_empty(self) -> None:
        assert not Secret("")
        assert Secret("x")

    def test_it_travels(self) -> None:
        assert pickle.loads(pickle.dumps(Secret(CANARY))) == copy.deepcopy(Secret(CANARY)) == Secret(CANARY)

    def test_only_text_can_be_one(self) -> None:
        with pytest.raises(ValidationError, match="value: must be a string, not int"):
            Secret(json.loads("5"))


class TestSources:
    def test_text_is_wrapped_at_once(self) -> None:
        assert secret_source("x") == Secret("x")
        assert secret_source(FromEnv("X")) == FromEnv("X")
        assert optional_secret_source(None) is None
        assert optional_secret_source("x") == Secret("x")

    def test_from_the_environment_each_time(self, monkeypatch: pytest.MonkeyPatch) -> None:
        source = FromEnv("LATHE_KEY")
        monkeypatch.setenv("LATHE_KEY", "old")
        assert resolve_secret(source) == Secret("old")
        monkeypatch.setenv("LATHE_KEY", "new")
        assert resolve_secret(source) == Secret("new")

    @pytest.mark.parametrize("value", [None, ""])
    def test_a_variable_that_is_not_set(self, value: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("LATHE_KEY", raising=False)
        if value is not None:
            monkeypatch.setenv("LATHE_KEY", value)
        with pytest.raises(ConfigError, match="LATHE_KEY is not set"):
            resolve_secret(FromEnv("LATHE_KEY"))

    def test_from_a_callable(self) -> None:
        assert resolve_secret(lambda: "x") == resolve_secret(lambda: Secret("x")) == Secret("x")
        with pytest.raises(ConfigError, match="returned NoneType, not text"):
            resolve_secret(lambda: json.loads("null"))

    def test_from_the_keyring(self, monkeypatch: pytest.MonkeyPatch) -> None:
        keyring = ModuleType("keyring")
        entries = {("lathe", "me"): CANARY}
        monkeypatch.setattr(keyring, "get_password", lambda *entry: entries.get(entry), raising=False)
        monkeypatch.setitem(sys.modules, "keyring", keyring)
        assert resolve_secret(FromKeyring("lathe", "me")) == Secret(CANARY)
        with pytest.raises(ConfigError, match="no entry for service 'lathe', user 'you'"):
            resolve_secret(FromKeyring("lathe", "you"))

    def test_a_keyring_that_cannot_be_asked(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def locked(*entry: str) -> str:
            raise RuntimeError("No recommended backend was available.")

        keyring = ModuleType("keyring")
        monkeypatch.setattr(keyring, "get_password", locked, raising=False)
        monkeypatch.setitem(sys.modules, "keyring", keyring)
        with pytest.raises(ConfigError, match=r"service 'lathe', user 'me': RuntimeError: No recommended .* backend"):
            resolve_secret(FromKeyring("lathe", "me"))

    def test_without_a_keyring(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "keyring", None)
        with pytest.raises(ConfigError, match=r"jobspan\[keyring\]"):
            resolve_secret(FromKeyring("lathe", "me"))
