"""The vendor's own provider chain and jobspan's on the same inputs: the same identity, but where they differ on purpose."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import attrs
import pytest
from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkcore.auth.internal import FederalAccessor, IamHelper, MetadataAccessor, OidcStsAccessor, StsHelper
from huaweicloudsdkcore.auth.provider import (
    CredentialProviderChain,
    EnvCredentialProvider,
    MetadataBasicCredentialProvider,
    MetadataCredentialProvider,
    OidcStsCredentialProvider,
    PodIdentityCredentialProvider,
    ProfileCredentialProvider,
)
from huaweicloudsdkcore.exceptions.exceptions import ApiTypeError, ApiValueError, SdkException
from huaweicloudsdkdrs import v3

import jobspan
from jobspan import HuaweiSettings
from jobspan._planes.huawei.access_keys import Credentials
from jobspan._planes.huawei.chain.order import surroundings_of, walk
from jobspan._planes.huawei.federation import IdToken, Oidc
from jobspan.errors import ConfigError
from jobspan.testing import Clock, Sandbox
from jobspan.testing.sandbox.huawei.access import ACCESS_KEY, PROJECT_ID, SECRET_KEY
from jobspan.testing.sandbox.huawei.identity import AGENCY_URN, ID_TOKEN, IDP_ID, POD_TOKEN, PROVIDER_URN

pytestmark = [
    pytest.mark.filterwarnings("ignore:Method .* of DrsClient is deprecated:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:datetime.datetime.utcnow:DeprecationWarning"),
]


@attrs.frozen
class Who:
    """An identity, as far as both chains know it before they ask anybody."""

    kind: str
    about: tuple[str | None, ...]
    project_id: str | None = None


def theirs() -> Who | None:
    """What the vendor's chain finds in the environment of the process."""
    try:
        found = CredentialProviderChain(
            [
                OidcStsCredentialProvider.get_basic(),
                EnvCredentialProvider.get_basic(),
                ProfileCredentialProvider.get_basic(),
            ]
        ).get_credentials()
    except (ApiValueError, ApiTypeError, SdkException):
        return None
    if isinstance(found.sts_accessor, OidcStsAccessor):
        accessor = found.sts_accessor
        about = (accessor._provider_urn, accessor._agency_urn, accessor._id_token, accessor._agency_session_name)
        return Who("oidc", about, found.project_id)
    if isinstance(found.sts_accessor, FederalAccessor):
        return Who("id token", (found.idp_id, found.id_token_file), found.project_id)
    return Who("keys", (found.ak, found.sk, found.security_token), found.project_id)


def ours(environment: Mapping[str, str]) -> Who | None:
    """What jobspan's chain finds in the same environment. Half a set is an error here, and nothing there."""
    settings = HuaweiSettings(region="eu-west-101", environment=environment)
    try:
        found = walk(settings, surroundings_of(settings)).found
    except ConfigError:
        return None
    if found is None:
        return None
    match found.means:
        case Oidc() as oidc:
            token = oidc.token.reveal() if oidc.token else oidc.file.read_text().strip() if oidc.file else ""
            return Who("oidc", (oidc.provider_urn, oidc.agency_urn, token, oidc.session_name), found.project_id)
        case IdToken(idp_id=idp_id, file=file):
            return Who("id token", (idp_id, str(file)), found.project_id)
        case Credentials(access_key=key, secret_key=secret, security_token=token):
            parts = (key.reveal(), secret.reveal(), token.reveal() if token else None)
            return Who("keys", parts, found.project_id)
    raise AssertionError(found)


PARTS: dict[str, dict[str, str]] = {
    "oidc": {
        "HUAWEICLOUD_OIDC_PROVIDER_URN": "provider",
        "HUAWEICLOUD_OIDC_AGENCY_URN": "agency",
        "HUAWEICLOUD_OIDC_ID_TOKEN": "text",
    },
    "id token": {"HUAWEICLOUD_SDK_IDP_ID": "idp", "HUAWEICLOUD_SDK_ID_TOKEN_FILE": "/token"},
    "keys": {"HUAWEICLOUD_SDK_AK": "AK-env", "HUAWEICLOUD_SDK_SK": "SK-env"},
    "token": {"HUAWEICLOUD_SDK_SECURITY_TOKEN": "ST-env"},
    "project": {"HUAWEICLOUD_SDK_PROJECT_ID": "p-env"},
}
FILES = {
    "none": None,
    "keys": "[basic]\nak = AK-file\nsk = SK-file\n",
    "temporary keys": "[basic]\nak = AK-file\nsk = SK-file\nsecurity_token = ST-file\nproject_id = p-file\n",
    "both": "[basic]\nak = AK-file\nsk = SK-file\nidp_id = idp-file\nid_token_file = /file\n",
    "two sections": "[global]\nak = AK-global\nsk = SK-global\n[basic]\nAK = AK-file\nSK: 100%%\n",
}


@pytest.fixture
def clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    """No variables of the machine, and a home folder of our own."""
    for name in list(os.environ):
        if name.startswith(("HUAWEICLOUD_", "HC_", "HW_", "OS_", "HCS_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    return monkeypatch


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("named", [False, True], ids=["at home", "named"])
def test_every_combination_of_inputs_leads_to_the_same_identity(
    clean: pytest.MonkeyPatch, tmp_path: Path, file: str, named: bool
) -> None:
    text = FILES[file]
    place = tmp_path / "elsewhere.ini" if named else tmp_path / ".huaweicloud" / "credentials"
    if text is not None:
        place.parent.mkdir(exist_ok=True)
        place.write_text(text)
    found = []
    for count in range(len(PARTS) + 1):
        for chosen in itertools.combinations(PARTS.values(), count):
            variables = {name: value for part in chosen for name, value in part.items()}
            if named:
                variables["HUAWEICLOUD_SDK_CREDENTIALS_FILE"] = str(place)
            with clean.context() as context:
                for name, value in variables.items():
                    context.setenv(name, value)
                found.append((variables, theirs(), ours(variables | {"HOME": str(tmp_path)})))
    assert len(found) == 2 ** len(PARTS)
    assert [each for each in found if each[1] != each[2]] == []
    assert len({each[1] for each in found}) >= 6


def test_a_token_file_gives_the_same_text(clean: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text("  text of the file\n")
    variables = dict(list(PARTS["oidc"].items())[:2]) | {"HUAWEICLOUD_OIDC_TOKEN_FILE": str(file)}
    for name, value in variables.items():
        clean.setenv(name, value)
    assert theirs() == ours(variables) == Who("oidc", ("provider", "agency", "text of the file", "oidc-sts-session"))


class TestDifferencesOnPurpose:
    def test_half_a_set_is_passed_over_there_and_an_error_here(self, clean: pytest.MonkeyPatch, tmp_path: Path) -> None:
        (tmp_path / ".huaweicloud").mkdir()
        (tmp_path / ".huaweicloud" / "credentials").write_text(FILES["keys"] or "")
        clean.setenv("HUAWEICLOUD_SDK_AK", "AK-env")
        assert theirs() == Who("keys", ("AK-file", "SK-file", None))
        settings = HuaweiSettings(region="eu-west-101")
        with pytest.raises(ConfigError, match="HUAWEICLOUD_SDK_SK not set"):
            walk(settings, surroundings_of(settings))

    def test_pod_identity_comes_before_the_metadata_service(self, clean: pytest.MonkeyPatch) -> None:
        """There the metadata service is asked first, on each machine; here it is last, and asked when that is wished."""
        order = [type(each) for each in CredentialProviderChain.get_basic_credential_provider_chain()._providers]
        assert order.index(MetadataBasicCredentialProvider) < order.index(PodIdentityCredentialProvider)
        pod = {"HC_CONTAINER_CREDENTIALS_FULL_URI": "http://127.0.0.1", "HC_CONTAINER_AUTHORIZATION_TOKEN_FILE": "/t"}
        settings = HuaweiSettings(region="eu-west-101", environment=pod, metadata=True)
        assert walk(settings, surroundings_of(settings)).link == "pod identity"


def request_lines(sandbox: Sandbox) -> list[tuple[Any, ...]]:
    """What was sent to get keys, but for what differs by nature: dates, signatures, names of programs, session tokens."""
    names = ("x-idp-id", "x-metadata-token-ttl-seconds")
    lines = []
    for request in sandbox.requests:
        if request.operation_id and not request.operation_id.startswith(("show_", "batch_")):
            body = request.json
            if request.operation_id == "iam.security_tokens":
                body["auth"]["identity"]["token"].pop("id")
            kept = {name: request.headers[name] for name in names if name in request.headers}
            lines.append((request.method, request.path, sorted(request.query.multi_items()), kept, body))
    return lines


class TestOnTheWire:
    @pytest.fixture
    def drs(self, clean: pytest.MonkeyPatch) -> Iterator[Sandbox]:
        with Sandbox(["huawei_drs"], clock=Clock.realtime()) as sandbox:
            url = sandbox.url("huawei_drs")
            clean.setenv(IamHelper.IAM_ENDPOINT_ENV_NAME, url)
            clean.setenv(StsHelper.STS_ENDPOINT_ENV_NAME, url)
            clean.setattr(MetadataAccessor, "_METADATA_ENDPOINT", url)
            yield sandbox

    def compared(self, drs: Sandbox, credentials: Any, **more: Any) -> list[str]:
        """Both clients make the same call; the requests for keys must be the same."""
        url = drs.url("huawei_drs")
        region = "eu-west-101"
        from huaweicloudsdkcore.region.region import Region

        vendor = v3.DrsClient.new_builder().with_credentials(credentials).with_region(Region(region, url)).build()
        vendor.show_quotas(v3.ShowQuotasRequest())
        expected = request_lines(drs)
        drs.requests.clear()
        given = HuaweiSettings(region=region, drs_url=url, metadata_url=url, **more)
        with drs.client(huawei=given) as client:
            client.migration_jobs.quotas()
        assert request_lines(drs) == expected
        return [request.operation_id or "" for request in drs.requests]

    def test_keys_and_the_project_of_the_region(self, drs: Sandbox, clean: pytest.MonkeyPatch) -> None:
        clean.setenv("HUAWEICLOUD_SDK_AK", ACCESS_KEY)
        clean.setenv("HUAWEICLOUD_SDK_SK", SECRET_KEY)
        sent = self.compared(drs, EnvCredentialProvider.get_basic().get_credentials())
        assert sent == ["iam.list_projects", "show_quotas"]

    def test_the_metadata_service(self, drs: Sandbox) -> None:
        credentials = MetadataCredentialProvider.get_basic().get_credentials().with_project_id(PROJECT_ID)
        sent = self.compared(drs, credentials, metadata=True, project_id=PROJECT_ID)
        assert sent == ["metadata.token", "metadata.security_key", "show_quotas"]

    def test_an_older_metadata_service(self, drs: Sandbox) -> None:
        drs.huawei_drs.access.identity.metadata = "no-tokens"
        credentials = MetadataCredentialProvider.get_basic().get_credentials().with_project_id(PROJECT_ID)
        self.compared(drs, credentials, metadata=True, project_id=PROJECT_ID)

    def test_an_identity_provider(self, drs: Sandbox, clean: pytest.MonkeyPatch, tmp_path: Path) -> None:
        (tmp_path / "token").write_text(ID_TOKEN)
        clean.setenv("HUAWEICLOUD_SDK_IDP_ID", IDP_ID)
        clean.setenv("HUAWEICLOUD_SDK_ID_TOKEN_FILE", str(tmp_path / "token"))
        sent = self.compared(drs, EnvCredentialProvider.get_basic().get_credentials())
        assert sent == ["iam.id_token_tokens", "iam.security_tokens", "iam.list_projects", "show_quotas"]

    def test_openid_connect(self, drs: Sandbox, clean: pytest.MonkeyPatch) -> None:
        clean.setenv("HUAWEICLOUD_OIDC_PROVIDER_URN", PROVIDER_URN)
        clean.setenv("HUAWEICLOUD_OIDC_AGENCY_URN", AGENCY_URN)
        clean.setenv("HUAWEICLOUD_OIDC_ID_TOKEN", ID_TOKEN)
        sent = self.compared(drs, OidcStsCredentialProvider.get_basic().get_credentials())
        assert sent == ["sts.assume_agency_with_oidc", "iam.list_projects", "show_quotas"]

    def test_pod_identity(self, drs: Sandbox, clean: pytest.MonkeyPatch, tmp_path: Path) -> None:
        (tmp_path / "token").write_text(POD_TOKEN)
        clean.setenv("HC_CONTAINER_CREDENTIALS_FULL_URI", f"{drs.url('huawei_drs')}/")
        clean.setenv("HC_CONTAINER_AUTHORIZATION_TOKEN_FILE", str(tmp_path / "token"))
        credentials = PodIdentityCredentialProvider.get_basic().get_credentials().with_project_id(PROJECT_ID)
        sent = self.compared(drs, credentials, project_id=PROJECT_ID)
        assert sent == ["pod_identity.credentials", "show_quotas"]


def test_the_vendors_keys_are_renewed_too_early_and_ours_are_not(clean: pytest.MonkeyPatch) -> None:
    """With keys of 15 minutes the vendor's client asks for new ones before each call."""
    with Sandbox(["huawei_drs"], clock=Clock.realtime()) as drs:
        url = drs.url("huawei_drs")
        clean.setattr(MetadataAccessor, "_METADATA_ENDPOINT", url)
        drs.huawei_drs.access.identity.metadata_lifetime = timedelta(minutes=15)
        credentials: BasicCredentials = MetadataCredentialProvider.get_basic().get_credentials()
        credentials.with_project_id(PROJECT_ID)
        vendor = v3.DrsClient.new_builder().with_credentials(credentials).with_endpoints([url]).build()
        for _ in range(3):
            vendor.show_quotas(v3.ShowQuotasRequest())
        assert drs.requests.count("metadata.security_key") == 4
        drs.requests.clear()
        settings = HuaweiSettings(
            region="eu-west-101", drs_url=url, metadata_url=url, metadata=True, project_id=PROJECT_ID, environment={}
        )
        with jobspan.Client(huawei=settings) as client:
            for _ in range(3):
                client.migration_jobs.quotas()
        assert drs.requests.count("metadata.security_key") == 1
