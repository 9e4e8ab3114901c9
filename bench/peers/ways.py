"""Clients of the server: jobspan's, httpx's, and the vendors'."""

from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import msgspec

import jobspan
from jobspan._io.clock import Clock

PROJECT = "0" * 32


def decoder() -> Callable[[bytes], Any]:
    """orjson's where it is installed."""
    decode: Callable[[bytes], Any] = (
        msgspec.json.decode if find_spec("orjson") is None else import_module("orjson").loads
    )
    return decode


def delphix_settings(url: str) -> jobspan.DelphixSettings:
    return jobspan.DelphixSettings(url=url, api_key="k-123456")


def delphix(url: str, clock: Clock | None = None) -> jobspan.Client:
    return jobspan.Client(delphix=delphix_settings(url), clock=clock)


def huawei(url: str, clock: Clock | None = None) -> jobspan.Client:
    settings = jobspan.HuaweiSettings(project_id=PROJECT, access_key="access-key", secret_key="secret-key", drs_url=url)
    return jobspan.Client(huawei=settings, clock=clock)


def ciphertrust(url: str, clock: Clock | None = None) -> jobspan.Client:
    settings = jobspan.CipherTrustSettings(url=url, username="u", password="p-12345")
    return jobspan.Client(ciphertrust=settings, clock=clock)


def task_id(number: int) -> str:
    return f"00000000-0000-0000-0000-{number:07d}jb502"


def vendor_dct(url: str) -> Any:
    """The vendor's client of masking jobs; ``None`` where it is not installed."""
    if find_spec("delphix") is None:
        return None
    gateway, api = import_module("delphix.api.gateway"), import_module("delphix.api.gateway.api.masking_jobs_api")
    configuration = gateway.Configuration(host=f"{url}/v3")
    configuration.api_key["ApiKeyAuth"] = "apk x"
    return api.MaskingJobsApi(gateway.ApiClient(configuration))


def vendor_drs(url: str, ids: list[str]) -> Callable[[], object] | None:
    """Reads states by the vendor's client; ``None`` where it is not installed."""
    if find_spec("huaweicloudsdkdrs") is None:
        return None
    drs, auth = import_module("huaweicloudsdkdrs.v3"), import_module("huaweicloudsdkcore.auth.credentials")
    keys = auth.BasicCredentials("ak", "sk", PROJECT)
    client = drs.DrsClient.new_builder().with_credentials(keys).with_endpoint(url).build()
    request = drs.BatchListJobStatusRequest(body=drs.BatchQueryJobReqPage(jobs=ids))
    return lambda: client.batch_list_job_status(request)
