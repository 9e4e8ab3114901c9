"""The chain: what each place holds, which comes first, and what half a set leads to. Nobody is asked anything."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import jobspan
from jobspan import HuaweiSettings
from jobspan._planes.huawei.access_keys import Credentials
from jobspan._planes.huawei.chain.found import HeldToken, ServerKeys
from jobspan._planes.huawei.chain.order import Walk, surroundings_of, walk
from jobspan._planes.huawei.federation import IdToken, Oidc
from jobspan._planes.huawei.iam import User
from jobspan._planes.huawei.machine import Pod
from jobspan._planes.huawei.temporary import moment
from jobspan.config import ConfigWarning
from jobspan.errors import ConfigError

CANARY = "canary-7f3a"
OIDC = {
    "HUAWEICLOUD_OIDC_PROVIDER_URN": "p",
    "HUAWEICLOUD_OIDC_AGENCY_URN": "a",
    "HUAWEICLOUD_OIDC_ID_TOKEN": CANARY,
}
ID_TOKEN = {"HUAWEICLOUD_SDK_IDP_ID": "idp", "HUAWEICLOUD_SDK_ID_TOKEN_FILE": "/token"}
SDK = {"HUAWEICLOUD_SDK_AK": "AK-sdk", "HUAWEICLOUD_SDK_SK": CANARY}
TERRAFORM = {"HW_ACCESS_KEY": "AK-tf", "HW_SECRET_KEY": CANARY}
OTC = {"OS_ACCESS_KEY": "AK-otc", "OS_SECRET_KEY": CANARY, "OS_AUTH_URL": "https://iam.eu-de.otc.t-systems.com/v3"}
PRIVATE = {"HCS_ACCESS_KEY": "AK-hcs", "HCS_SECRET_KEY": CANARY, "HCS_CLOUD": "cloud.example.com"}
POD = {"HC_CONTAINER_CREDENTIALS_FULL_URI": "http://127.0.0.1/", "HC_CONTAINER_AUTHORIZATION_TOKEN_FILE": "/token"}
FILE = "[basic]\nak = AK-file\nsk = canary-7f3a\nproject_id = p-file\niam_endpoint = https://iam.example.com\n"


def walked(environment: dict[str, str], *, to_the_end: bool = False, **more: Any) -> Walk:
    given = HuaweiSettings(**({"region": "eu-west-101", "environment": environment} | more))
    return walk(given, surroundings_of(given), to_the_end=to_the_end)


def home(folder: Path, text: str = FILE) -> dict[str, str]:
    (folder / ".huaweicloud").mkdir(exist_ok=True)
    (folder / ".huaweicloud" / "credentials").write_text(text)
    return {"HOME": str(folder)}


def access_key(found: Walk) -> str:
    assert found.found is not None
    assert isinstance(found.found.means, Credentials)
    return found.found.means.access_key.reveal()


def test_places_in_their_order(tmp_path: Path) -> None:
    """Each place is taken once those before it hold nothing."""
    places: list[tuple[str, dict[str, str]]] = [
        ("OpenID Connect variables", OIDC),
        ("SDK variables", SDK),
        ("Terraform variables", TERRAFORM),
        ("OpenStack variables", OTC),
        ("private cloud variables", PRIVATE),
        ("credentials file", home(tmp_path)),
        ("pod identity", POD),
        ("ECS metadata", {}),
    ]
    for index, (name, _) in enumerate(places):
        rest = {key: value for _, variables in places[index:] for key, value in variables.items()}
        found = walked(rest, metadata=True)
        assert found.link == name
        assert [each.link for each in found.passed] == [each for each, _ in places[:index]]


def test_a_token_file_comes_before_keys_of_the_sdk() -> None:
    found = walked(ID_TOKEN | SDK).found
    assert found is not None
    assert found.means == IdToken(idp_id="idp", file=Path("/token"))


def test_what_is_kept_beside_keys_goes_along(tmp_path: Path) -> None:
    found = walked(home(tmp_path)).found
    assert found is not None
    assert (found.project_id, found.iam_url) == ("p-file", "https://iam.example.com")
    beside = {"HUAWEICLOUD_SDK_PROJECT_ID": "p", "HUAWEICLOUD_SDK_IAM_ENDPOINT": "iam.example.com/v3"}
    found = walked(SDK | beside).found
    assert found is not None
    assert (found.project_id, found.iam_url) == ("p", "https://iam.example.com")


def test_openid_connect_takes_the_text_before_the_file() -> None:
    more = {
        "HUAWEICLOUD_OIDC_TOKEN_FILE": "/t",
        "HUAWEICLOUD_OIDC_DURATION_SECONDS": "900",
        "HUAWEICLOUD_OIDC_POLICY_IDS": "x,",
    }
    found = walked(OIDC | more).found
    assert found is not None
    assert isinstance(found.means, Oidc)
    assert found.means.token == jobspan.Secret(CANARY)
    assert (found.means.duration, found.means.policy_ids, found.means.session_name) == (900, ("x",), "oidc-sts-session")
    assert CANARY not in repr(found)


def test_a_token_comes_before_keys_and_keys_before_a_user() -> None:
    user = {"HW_USER_NAME": "u", "HW_USER_PASSWORD": CANARY, "HW_DOMAIN_NAME": "d"}
    for variables, kind in (
        ({"HW_AUTH_TOKEN": CANARY} | TERRAFORM | user, HeldToken),
        (TERRAFORM | user, Credentials),
        (user, User),
    ):
        found = walked(variables).found
        assert found is not None
        assert isinstance(found.means, kind)
        assert CANARY not in repr(found)


@pytest.mark.parametrize(
    ("variables", "missing"),
    [
        ({"HUAWEICLOUD_SDK_AK": "a"}, "HUAWEICLOUD_SDK_SK"),
        ({"HUAWEICLOUD_SDK_IDP_ID": "a"}, "HUAWEICLOUD_SDK_ID_TOKEN_FILE"),
        ({"HUAWEICLOUD_OIDC_AGENCY_URN": "a"}, "HUAWEICLOUD_OIDC_PROVIDER_URN"),
        (dict(list(OIDC.items())[:2]), "HUAWEICLOUD_OIDC_ID_TOKEN or HUAWEICLOUD_OIDC_TOKEN_FILE"),
        ({"HW_SECRET_KEY": CANARY}, "HW_ACCESS_KEY"),
        ({"HW_USER_NAME": "u", "HW_USER_PASSWORD": CANARY}, "HW_DOMAIN_NAME"),
        (TERRAFORM | {"HW_ASSUME_ROLE_AGENCY_NAME": "a"}, "HW_ASSUME_ROLE_DOMAIN_NAME"),
        ({"HC_CONTAINER_CREDENTIALS_FULL_URI": "http://127.0.0.1"}, "HC_CONTAINER_AUTHORIZATION_TOKEN_FILE"),
        (OIDC | {"HUAWEICLOUD_OIDC_DURATION_SECONDS": "soon"}, "HUAWEICLOUD_OIDC_DURATION_SECONDS"),
        (TERRAFORM | {"HW_SIGNING_ALGORITHM": "SM2SM3"}, "HmacSHA256"),
    ],
)
def test_half_a_set_is_a_mistake(variables: dict[str, str], missing: str) -> None:
    with pytest.raises(ConfigError, match=missing) as wrong:
        walked(variables)
    assert CANARY not in str(wrong.value)


def test_half_a_set_after_the_place_that_was_taken_is_only_said() -> None:
    found = walked(SDK | {"HW_ACCESS_KEY": "a"}, to_the_end=True)
    assert found.link == "SDK variables"
    said = {each.link: each.why for each in found.passed}
    assert said["Terraform variables"] == "incomplete access key: HW_SECRET_KEY not set."


def test_other_credentials_after_those_that_are_taken_are_said() -> None:
    found = walked(SDK | TERRAFORM, to_the_end=True)
    said = {each.link: each.why for each in found.passed}
    assert (
        said["Terraform variables"] == "HW_ACCESS_KEY, HW_SECRET_KEY hold other credentials; SDK variables come first"
    )
    same = walked(SDK | {"HW_ACCESS_KEY": "AK-sdk", "HW_SECRET_KEY": CANARY}, to_the_end=True)
    assert {each.link: each.why for each in same.passed}["Terraform variables"].endswith("hold the same credentials")


class TestVariablesOfOpenStack:
    def test_count_for_open_telekom_cloud_only(self) -> None:
        other = OTC | {"OS_AUTH_URL": "https://keystone.example.com/v3"}
        found = walked(other)
        assert found.found is None
        assert (
            "neither region nor OS_AUTH_URL is one of Open Telekom Cloud"
            in {each.why for each in found.passed}.__repr__()
        )
        assert access_key(walked(other, region="eu-nl")) == "AK-otc"

    def test_a_user_may_belong_to_an_account_by_several_names(self) -> None:
        user = {
            "OS_USERNAME": "u",
            "OS_PASSWORD": CANARY,
            "OS_DOMAIN_NAME": "third",
            "OS_PROJECT_DOMAIN_NAME": "second",
        }
        found = walked(user, region="eu-de").found
        assert found is not None
        assert isinstance(found.means, User)
        assert found.means.domain_name == "second"


class TestClouds:
    CLOUDS = """
clouds:
  keys: {ak: AK-yaml, sk: canary-7f3a, region_name: eu-de}
  user:
    profile: otc
    region_name: eu-nl
    auth: {username: u, user_domain_name: d, project_name: eu-nl_jobs}
  token: {auth_type: v3token, auth: {token: canary-7f3a, auth_url: "https://iam.eu-de.otc.t-systems.com/v3", project_id: p}}
  totp: {auth_type: v3totp, auth: {username: u}}
  half: {auth: {username: u}}
"""

    @pytest.fixture
    def around(self, tmp_path: Path) -> dict[str, str]:
        (tmp_path / "clouds.yaml").write_text(self.CLOUDS)
        (tmp_path / "secure.yaml").write_text("clouds: {user: {auth: {password: canary-7f3a}}}")
        return {"OS_CLIENT_CONFIG_FILE": str(tmp_path / "clouds.yaml")}

    def entry(self, around: dict[str, str], name: str, region: str = "eu-de") -> Any:
        found = walked(around, identity_from=f"clouds:{name}", region=region).found
        assert CANARY not in repr(found)
        return found

    def test_hold_keys(self, around: dict[str, str]) -> None:
        assert self.entry(around, "keys").means.access_key.reveal() == "AK-yaml"

    def test_hold_users_whose_passwords_are_in_another_file(self, around: dict[str, str]) -> None:
        found = self.entry(around, "user", "eu-nl")
        assert (found.means.username, found.means.password.reveal()) == ("u", CANARY)
        assert (found.iam_url, found.project_name) == ("https://iam.eu-nl.otc.t-systems.com", "eu-nl_jobs")

    def test_hold_tokens(self, around: dict[str, str]) -> None:
        found = self.entry(around, "token")
        assert isinstance(found.means, HeldToken)
        assert found.project_id == "p"

    @pytest.mark.parametrize(
        ("name", "text"),
        [("totp", "auth_type v3totp"), ("half", "lacks password"), ("nobody", "no cloud 'nobody'")],
    )
    def test_that_do_not_do_say_why(self, around: dict[str, str], name: str, text: str) -> None:
        with pytest.raises(ConfigError, match=text):
            self.entry(around, name)

    def test_are_found_in_the_home_folder_by_the_variable(self, tmp_path: Path) -> None:
        folder = tmp_path / ".config" / "openstack"
        folder.mkdir(parents=True)
        (folder / "clouds.json").write_text(json.dumps({"clouds": {"mine": {"ak": "AK-json", "sk": CANARY}}}))
        found = walked({"HOME": str(tmp_path), "OS_CLOUD": "mine"}, region="eu-de")
        assert access_key(found) == "AK-json"

    def test_that_are_broken_show_no_content(self, tmp_path: Path) -> None:
        (tmp_path / "clouds.yaml").write_text(f"clouds: [{CANARY}: {{")
        with pytest.raises(ConfigError, match="not valid YAML") as broken:
            self.entry({"OS_CLIENT_CONFIG_FILE": str(tmp_path / "clouds.yaml")}, "keys")
        assert CANARY not in str(broken.value) + repr(broken.value.__cause__)


class TestFiles:
    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("[global]\nak = a\nsk = s\n", r"no section \[basic\]"),
            ("[basic]\nak = a\n", "lacks ak and sk"),
            ("ak = canary-7f3a\n", "not a valid credentials file"),
        ],
    )
    def test_of_the_sdk_that_do_not_do_say_why(self, tmp_path: Path, text: str, said: str) -> None:
        with pytest.raises(ConfigError, match=said) as wrong:
            walked(home(tmp_path, text))
        assert CANARY not in str(wrong.value)

    def test_a_percent_sign_in_a_secret_is_one(self, tmp_path: Path) -> None:
        found = walked(home(tmp_path, "[basic]\nak = a\nsk = 50%off\n")).found
        assert found is not None
        assert isinstance(found.means, Credentials)
        assert found.means.secret_key.reveal() == "50%off"

    @pytest.mark.parametrize("encrypted", ["true", "false"])
    def test_of_hcloud(self, tmp_path: Path, encrypted: str) -> None:
        profile = {"name": "jobs", "accessKeyId": "AK-hcloud", "secretAccessKey": CANARY, "projectId": "p"}
        document = {"current": "jobs", "authEncrypt": encrypted, "profiles": [profile]}
        (tmp_path / ".hcloud").mkdir()
        (tmp_path / ".hcloud" / "config.json").write_text(json.dumps(document))
        around = {"HOME": str(tmp_path)}
        if encrypted == "true":
            with pytest.raises(ConfigError, match="are encrypted"):
                walked(around, identity_from="hcloud:jobs")
        else:
            assert access_key(walked(around, identity_from="hcloud:jobs")) == "AK-hcloud"
            with pytest.raises(ConfigError, match="no profile 'others'"):
                walked(around, identity_from="hcloud:others")
            shared = {"HW_SHARED_CONFIG_FILE": str(tmp_path / ".hcloud" / "config.json")}
            assert access_key(walked(shared)) == "AK-hcloud"


class TestOnePlaceOnly:
    def test_leaves_the_others_out(self, tmp_path: Path) -> None:
        found = walked(SDK | home(tmp_path), identity_from="huaweicloud")
        assert (found.link, found.passed) == ("credentials file", ())

    def test_may_be_the_metadata_service(self) -> None:
        found = walked(SDK, identity_from="metadata").found
        assert found is not None
        assert found.means == ServerKeys(url="http://169.254.169.254")

    @pytest.mark.parametrize("name", ["clouds", "aws", ""])
    def test_has_to_be_a_known_one(self, name: str) -> None:
        with pytest.raises(ConfigError, match="identity_from is"):
            walked({}, identity_from=name)


def test_a_pod_has_its_own_place() -> None:
    found = walked(POD).found
    assert found is not None
    assert found.means == Pod(url="http://127.0.0.1/", file=Path("/token"))


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2026-01-02T03:04:05.000000Z", "2026-01-02T03:04:05+00:00"),
        ("2026-01-02T03:04:05Z", "2026-01-02T03:04:05+00:00"),
        ("2026-01-02T05:04:05+02:00", "2026-01-02T05:04:05+02:00"),
        ("2026-01-02T03:04:05", "2026-01-02T03:04:05+00:00"),
        (1767323045, "2026-01-02T03:04:05+00:00"),
        ("1767323045", "2026-01-02T03:04:05+00:00"),
        (1767323045000, "2026-01-02T03:04:05+00:00"),
    ],
)
def test_ends_are_read_however_they_are_written(text: Any, iso: str) -> None:
    found = moment(text)
    assert found is not None
    assert found.isoformat() == iso


@pytest.mark.parametrize("text", [None, "soon", "", True, [], 10**30])
def test_an_end_that_cannot_be_read_is_unknown(text: Any) -> None:
    assert moment(text) is None


class TestSettingsFromOtherTools:
    def client(self, **environment: str) -> jobspan.Client:
        return jobspan.Client.from_env(env=environment, profile_file="/nowhere")

    def test_a_program_for_terraform_needs_nothing_more(self) -> None:
        client = self.client(**TERRAFORM, HW_REGION_NAME="ap-southeast-3")
        assert "huawei_drs" in client.configured()
        assert client.address("huawei_drs") == "https://drs.ap-southeast-3.myhuaweicloud.com"

    def test_open_telekom_cloud_by_its_variables(self) -> None:
        client = self.client(**OTC, OS_REGION_NAME="eu-de")
        assert client.address("huawei_drs") == "https://drs.eu-de.otc.t-systems.com"

    def test_a_private_cloud_by_its_variables(self) -> None:
        client = self.client(**PRIVATE, HCS_REGION_NAME="site-1")
        assert client.address("huawei_drs") == "https://drs.site-1.cloud.example.com"

    def test_variables_of_another_openstack_configure_nothing(self) -> None:
        client = self.client(OS_ACCESS_KEY="a", OS_SECRET_KEY="s", OS_REGION_NAME="RegionOne")
        assert client.configured() == ()
        with pytest.raises(ConfigError, match="huawei is not configured: region missing"):
            client.address("huawei_drs")

    def test_a_region_without_credentials_configures_nothing(self) -> None:
        assert self.client(HW_REGION_NAME="ap-southeast-3").configured() == ()

    def test_settings_of_ones_own_come_first(self) -> None:
        client = self.client(JOBSPAN_HUAWEI_REGION="eu-west-101", **TERRAFORM, HW_REGION_NAME="ap-southeast-3")
        assert client.address("huawei_drs") == "https://drs.eu-west-101.myhuaweicloud.eu"

    def test_the_sdks_variable_for_an_address(self) -> None:
        given = {"HUAWEICLOUD_SDK_REGION_DRS_EU_WEST_101": "drs.example.com/,https://second.example.com"}
        client = self.client(JOBSPAN_HUAWEI_REGION="eu-west-101", **SDK, **given)
        assert client.address("huawei_drs") == "https://drs.example.com"

    def test_a_pickle_holds_no_other_variables(self) -> None:
        client = self.client(JOBSPAN_HUAWEI_REGION="eu-west-101", SHELL_SECRET=CANARY)
        assert CANARY not in repr(client.__getstate__())


class TestAddresses:
    @pytest.mark.parametrize(
        ("more", "service", "url"),
        [
            ({"region": "eu-de"}, "drs", "https://drs.eu-de.otc.t-systems.com"),
            ({"region": "eu-ch2"}, "iam", "https://iam-pub.eu-ch2.sc.otc.t-systems.com"),
            ({"region": "eu-west-101"}, "dsc", "https://sdg.eu-west-101.myhuaweicloud.com"),
            ({"region": "cn-north-4"}, "sts", "https://sts.cn-north-4.myhuaweicloud.com"),
            ({"region": "site-1", "cloud": "example.com:8443"}, "drs", "https://drs.site-1.example.com:8443"),
            ({"region": "site-1", "cloud": "https://{service}-proxy.{region}.example.com/"}, "sts",
             "https://sts-proxy.site-1.example.com"),
        ],
    )  # fmt: skip
    def test_follow_from_region_and_cloud(self, more: dict[str, Any], service: Any, url: str) -> None:
        assert HuaweiSettings(**more).endpoint(service) == url

    def test_of_a_new_region_are_a_guess_with_a_warning(self) -> None:
        with pytest.warns(ConfigWarning, match=r"unknown region 'eu-moon-1'.*https://drs.eu-moon-1.myhuaweicloud.com"):
            given = HuaweiSettings(region="eu-moon-1")
        assert given.endpoint("iam") == "https://iam.eu-moon-1.myhuaweicloud.com"

    @pytest.mark.parametrize(
        ("more", "text"),
        [
            (
                {"region": "eu-west-101", "drs_url": "https://drs.cn-north-4.myhuaweicloud.com"},
                "is an address of cn-north-4",
            ),
            ({"region": "eu-de", "iam_url": "https://iam.myhuaweicloud.com"}, "different clouds"),
            ({"region": "eu-de", "cloud": "not a domain"}, "not a valid cloud"),
            ({"region": "eu-de", "cloud": "https://{region}.example.com"}, "not a valid cloud"),
            ({"region": "eu-de", "cloud": "https://{service}.{zone}.example.com"}, "not a valid cloud"),
        ],
    )
    def test_that_do_not_belong_together_are_refused(self, more: dict[str, Any], text: str) -> None:
        with pytest.raises(ConfigError, match=text):
            HuaweiSettings(**more)

    @pytest.mark.parametrize("region", ["eu-west-101", "eu-de"])
    def test_of_sts_are_asked_for_where_they_do_not_follow(self, region: str) -> None:
        with pytest.raises(ConfigError, match="sts_url"):
            HuaweiSettings(region=region).endpoint("sts")


@pytest.mark.parametrize(
    ("more", "text"),
    [
        ({"auth_token": "t", "access_key": "a", "secret_key": "s"}, "auth_token excludes"),
        ({"auth_token": "t", "identity_from": "metadata"}, "auth_token excludes"),
        ({"user_id": "u"}, "password missing"),
        ({"username": "u", "password": "p", "domain_id": "d", "access_key": "a"}, "exclude each other"),
        ({"agency_name": "a"}, "agency_domain_name or agency_domain_id missing"),
        ({"agency_domain_name": "a"}, "agency_name missing"),
        ({"agency_name": "a", "agency_domain_name": "d", "agency_urn": "u"}, "exclude each other"),
        ({"agency_urn": "u", "agency_duration": 60}, "900 to 43200"),
    ],
)
def test_settings_that_do_not_go_together(more: dict[str, Any], text: str) -> None:
    with pytest.raises(ConfigError, match=text):
        HuaweiSettings(region="eu-west-101", **more)
