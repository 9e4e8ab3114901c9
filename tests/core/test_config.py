"""Where settings come from, in which order, and what is said when they are missing."""

from __future__ import annotations

import json
import pickle
import warnings
from pathlib import Path
from typing import Any, ClassVar

import attrs
import pytest

from jobspan import Client, DelphixSettings
from jobspan.config import ConfigWarning, ServerSettings, Sources, clean_url
from jobspan.credentials import FromEnv, FromKeyring, Secret, SecretSource, optional_secret_source
from jobspan.errors import ConfigError


@attrs.frozen(kw_only=True)
class LatheSettings(ServerSettings):
    section: ClassVar[str] = "lathe"

    key: SecretSource | None = attrs.field(default=None, converter=optional_secret_source)
    speed: int = 100
    ratio: float | None = None
    name: str = "one"


def profile(folder: Path, text: str, mode: int = 0o600) -> Path:
    file = folder / "config.toml"
    file.write_text(text)
    file.chmod(mode)
    return file


def from_env(**variables: str) -> LatheSettings:
    return Sources(environment={"JOBSPAN_LATHE_URL": "https://env.example"} | variables).settings(LatheSettings)


def from_table(folder: Path, table: str) -> LatheSettings:
    file = profile(folder, f"[default.lathe]\nurl = 'https://file.example'\n{table}\n")
    return Sources(profile="default", profile_file=file).settings(LatheSettings)


def test_a_key_without_its_certificate_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="client_key is given without the client_certificate"):
        LatheSettings(url="https://given.example", client_key="key.pem")
    with pytest.raises(ConfigError, match="lathe: client_key is given without"):
        from_table(tmp_path, "client_key = 'key.pem'")


def test_asterisks_are_no_secret(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="lathe: key is a mask in the place of a secret"):
        from_table(tmp_path, "key = '********'")


def test_a_table_with_a_misspelt_name_is_named(tmp_path: Path) -> None:
    file = profile(tmp_path, "[default.laethe]\nurl = 'https://file.example'\n")
    with pytest.raises(ConfigError, match=r"\[default\.laethe\]"):
        Sources(profile="default", profile_file=file).settings(LatheSettings)


class TestOrder:
    ENVIRONMENT: ClassVar = {"JOBSPAN_LATHE_URL": "https://env.example", "JOBSPAN_LATHE_NAME": "env"}
    TABLE = "[default.lathe]\nurl = 'https://file.example'\nname = 'file'\nspeed = 7\n"

    def test_arguments_come_first(self, tmp_path: Path) -> None:
        given = LatheSettings(url="https://given.example")
        sources = Sources(
            explicit={"lathe": given}, environment=self.ENVIRONMENT, profile="default",
            profile_file=profile(tmp_path, self.TABLE),
        )  # fmt: skip
        assert sources.settings(LatheSettings) is given

    def test_then_the_environment_then_the_profile(self, tmp_path: Path) -> None:
        file = profile(tmp_path, self.TABLE)
        found = Sources(environment=self.ENVIRONMENT, profile="default", profile_file=file).settings(LatheSettings)
        assert (found.url, found.name, found.speed) == ("https://env.example", "env", 7)

    def test_a_profile_asked_for_by_name_comes_before_the_environment(self, tmp_path: Path) -> None:
        sources = Sources(
            environment=self.ENVIRONMENT | {"JOBSPAN_LATHE_RATIO": "0.5"}, profile="default",
            profile_file=profile(tmp_path, self.TABLE), profile_first=True,
        )  # fmt: skip
        found = sources.settings(LatheSettings)
        assert (found.url, found.name, found.ratio) == ("https://file.example", "file", 0.5)

    def test_an_empty_variable_is_none(self) -> None:
        assert from_env(JOBSPAN_LATHE_NAME="").name == "one"

    def test_which_planes_are_configured(self, tmp_path: Path) -> None:
        assert Sources(environment=self.ENVIRONMENT).configured(LatheSettings)
        assert Sources(explicit={"lathe": LatheSettings(url="https://h.example")}).configured(LatheSettings)
        assert not Sources(environment={}, profile="default", profile_file=tmp_path / "x").configured(LatheSettings)

    def test_a_profile_asked_for_by_name_has_to_be_there(self, tmp_path: Path) -> None:
        file = profile(tmp_path, "[default.lathe]\n[prod.lathe]\n")
        for about in ({"profile": "prd"}, {"profile": "prd", "profile_first": True}):
            sources = Sources(environment=self.ENVIRONMENT, profile_file=file, **about)
            for look in (sources.settings, sources.configured):
                with pytest.raises(ConfigError, match=r"no profile 'prd'\. There are: default, prod\.") as caught:
                    look(LatheSettings)
                assert caught.value.looked_for == (str(file),)
        gone = Sources(environment=self.ENVIRONMENT, profile="default", profile_file=tmp_path / "x", profile_first=True)
        with pytest.raises(ConfigError, match="no such file"):
            gone.settings(LatheSettings)

    def test_only_our_variables_are_kept_and_travel_with_a_client(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("SOMEBODY_ELSES_TOKEN", "canary-4b1d")
        monkeypatch.setenv("JOBSPAN_DELPHIX_URL", "https://dct.example")
        client = Client.from_env()
        assert b"canary-4b1d" not in pickle.dumps(client)
        assert pickle.loads(pickle.dumps(client)).configured() == ("delphix",)


class TestMissing:
    def test_everything_looked_for_is_named(self, tmp_path: Path) -> None:
        file = tmp_path / "config.toml"
        with pytest.raises(ConfigError) as caught:
            Sources(environment={}, profile="default", profile_file=file).settings(LatheSettings)
        assert caught.value.looked_for == (
            "the argument lathe=",
            "environment variable JOBSPAN_LATHE_URL",
            f"table [default.lathe] of {file} (no such file)",
        )
        assert str(caught.value).startswith(
            "lathe is not configured: url missing. Give Client(lathe=LatheSettings(...))"
        )

    def test_a_table_that_is_not_there(self, tmp_path: Path) -> None:
        file = profile(tmp_path, "[prod.mill]\n")
        with pytest.raises(ConfigError) as caught:
            Sources(profile="prod", profile_file=file).settings(LatheSettings)
        assert caught.value.looked_for[-1] == f"table [prod.lathe] of {file}"

    def test_an_unusable_setting_says_whose_it_is(self) -> None:
        with pytest.raises(ConfigError, match=r"^lathe: 'dct' is not a valid http"):
            from_env(JOBSPAN_LATHE_URL="dct")

    def test_touching_an_unconfigured_plane_says_so_and_making_a_client_does_not(self, tmp_path: Path) -> None:
        with Client.from_env(env={}, profile_file=tmp_path / "none.toml") as client:
            assert client.configured() == ()
            with pytest.raises(ConfigError, match="JOBSPAN_DELPHIX_URL"):
                _ = client.masking_jobs

    def test_delphix_without_credentials_names_both_ways(self) -> None:
        with pytest.raises(ConfigError) as caught:
            DelphixSettings(url="https://dct.example")
        assert "JOBSPAN_DELPHIX_API_KEY" in str(caught.value)
        assert "JOBSPAN_DELPHIX_USERNAME" in str(caught.value)

    def test_settings_under_the_wrong_name(self) -> None:
        with pytest.raises(ConfigError, match=r"delfix= got DelphixSettings.*It belongs to delphix="):
            Client.from_env(env={}, delfix=DelphixSettings(url="https://dct.example", api_key="k"))
        with pytest.raises(ConfigError, match="delphix= got dict"):
            Sources(explicit=json.loads('{"delphix": {}}'))


class TestValues:
    @pytest.mark.parametrize(("text", "value"), [("true", True), ("NO", False), ("1", True), ("off", False)])
    def test_truth(self, text: str, value: bool) -> None:
        assert from_env(JOBSPAN_LATHE_VERIFY=text).verify is value

    @pytest.mark.parametrize(
        ("variable", "text", "complaint"),
        [
            ("JOBSPAN_LATHE_VERIFY", "perhaps", "JOBSPAN_LATHE_VERIFY: 'perhaps' is not a boolean"),
            ("JOBSPAN_LATHE_SPEED", "fast", "JOBSPAN_LATHE_SPEED: 'fast' is not a number"),
            ("JOBSPAN_LATHE_RATIO", "half", "JOBSPAN_LATHE_RATIO: 'half' is not a number"),
        ],
    )
    def test_what_cannot_be_read_is_named(self, variable: str, text: str, complaint: str) -> None:
        with pytest.raises(ConfigError, match=complaint):
            from_env(**{variable: text})

    def test_texts_become_what_the_field_wants(self) -> None:
        found = from_env(JOBSPAN_LATHE_SPEED="7", JOBSPAN_LATHE_RATIO="0.5", JOBSPAN_LATHE_KEY="canary")
        assert (found.speed, found.ratio, found.key) == (7, 0.5, Secret("canary"))
        assert "canary" not in repr(found)

    @pytest.mark.parametrize(
        "url",
        ["", "host", "ftp://h.example", "https://", "https://h.example:port", "https://h example", "https://h?x=1"],
    )
    def test_no_addresses(self, url: str) -> None:
        with pytest.raises(ConfigError, match="is not a valid http"):
            clean_url(url)

    @pytest.mark.parametrize("url", ["https://user:canary@h.example", "user:canary@h.example", "https://h:canary@"])
    def test_credentials_do_not_belong_into_an_address(self, url: str) -> None:
        with pytest.raises(ConfigError, match="credentials in their own settings") as caught:
            clean_url(url)
        assert "canary" not in str(caught.value)

    def test_an_address_loses_its_last_slash_and_nothing_else(self) -> None:
        assert clean_url(" https://h.example:8443/dct/v3/ ") == "https://h.example:8443/dct/v3"


class TestProfiles:
    @pytest.mark.parametrize(
        ("table", "source"),
        [
            ('key = "plain"', Secret("plain")),
            ('key = {env = "LATHE_KEY"}', FromEnv("LATHE_KEY")),
            ('key = {keyring = "lathe", username = "me"}', FromKeyring("lathe", "me")),
        ],
    )
    def test_forms_of_secrets(self, table: str, source: SecretSource, tmp_path: Path) -> None:
        assert from_table(tmp_path, table).key == source

    @pytest.mark.parametrize(
        ("table", "complaint"),
        [
            ('key = {vault = "x"}', "unsupported secret source"),
            ('name = {env = "X"}', "only a secret can be read from elsewhere"),
            ('colour = "red"', "unknown settings: colour"),
            ("speed = [1]", "is not a number"),
        ],
    )
    def test_unusable_tables(self, table: str, complaint: str, tmp_path: Path) -> None:
        with pytest.raises(ConfigError, match=complaint):
            from_table(tmp_path, table)

    @pytest.mark.parametrize("text", ["default = 3", "[default]\nlathe = 'x'", "[[default]]"])
    def test_what_is_no_table(self, text: str, tmp_path: Path) -> None:
        with pytest.raises(ConfigError, match="is not a table"):
            Sources(profile="default", profile_file=profile(tmp_path, text)).settings(LatheSettings)

    def test_no_toml(self, tmp_path: Path) -> None:
        with pytest.raises(ConfigError, match="cannot be read"):
            Sources(profile="default", profile_file=profile(tmp_path, "not toml")).settings(LatheSettings)

    def test_a_file_with_secrets_that_others_can_read_gets_a_warning(self, tmp_path: Path) -> None:
        file = profile(tmp_path, "[default.lathe]\nurl = 'https://h.example'\nkey = 'canary'\n", mode=0o644)
        with pytest.warns(ConfigWarning, match="chmod 600") as caught:
            Sources(profile="default", profile_file=file).settings(LatheSettings)
        assert "canary" not in str(caught[0].message)

    @pytest.mark.parametrize(("key", "mode"), [("key = 'k'", 0o600), ("key = {env = 'K'}", 0o644)])
    def test_and_no_other_does(self, key: str, mode: int, tmp_path: Path) -> None:
        file = profile(tmp_path, f"[default.lathe]\nurl = 'https://h.example'\n{key}\n", mode=mode)
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            Sources(profile="default", profile_file=file).settings(LatheSettings)

    def test_a_client_from_a_named_profile(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("JOBSPAN_DELPHIX_API_KEY", "from the environment")
        file = profile(tmp_path, "[prod.delphix]\nurl = 'https://dct.example'\n")
        with Client.from_profile("prod", file=file) as client:
            assert client.configured() == ("delphix",)
            assert client.delphix._ctx.base_url == "https://dct.example/v3"


def test_the_way_to_a_server_is_passed_on() -> None:
    about: dict[str, Any] = {"verify": False, "ca_bundle": "ca.pem", "proxy": "http://user:canary@proxy.example"}
    settings = LatheSettings(url="https://h.example", **about)
    link = settings.connection_options()
    assert {name: getattr(link, name) for name in about} == about
    assert "canary" not in repr(settings) + repr(link)
