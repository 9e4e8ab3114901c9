"""Signatures: the vendor's published one, and vectors that its own signer gives the same results for."""

import hashlib
from typing import Any

import attrs
import pytest

from jobspan._core.http import Request, query_pairs
from jobspan._planes.huawei.signing import authorization, canonical_request, date_stamp, read_date_stamp, sign
from jobspan.credentials import Secret

ACCESS_KEY = Secret("EXAMPLEACCESSKEY0001")
SECRET_KEY = Secret("ExampleSecretKey/0123456789+abcdefghABCD")
PROJECT = "054ba152d480d55b2f5dc0069e7ddef0"
HOST = "https://drs.eu-west-101.myhuaweicloud.eu"
COMMON = (
    ("Content-Type", "application/json"),
    ("X-Project-Id", PROJECT),
    ("X-Sdk-Date", "20260102T030405Z"),
)
EMPTY = hashlib.sha256(b"").hexdigest()


@attrs.frozen(kw_only=True)
class Vector:
    request: Request
    body_hash: str
    canonical_hash: str
    signature: str
    query: str = ""
    signed: str = "content-type;host;x-project-id;x-sdk-date"
    secret_key: Secret = SECRET_KEY


def _request(
    method: str,
    path: str,
    *,
    extra: tuple[tuple[str, str], ...] = (),
    query: dict[str, Any] | None = None,
    body: Any = None,
) -> Request:
    return Request(
        plane="huawei_drs",
        method=method,
        url=f"{HOST}{path}",
        headers=COMMON + extra,
        query=query_pairs(query or {}),
        body=body,
    )


V0 = Vector(
    request=Request(
        plane="huawei_drs",
        method="GET",
        url="https://service.region.example.com/v1/77b6a44cba5143ab91d13ab9a8ff44fd/vpcs",
        query=(("marker", "13551d6b-755d-4757-b956-536f674975c0"), ("limit", "2")),
        headers=(("Content-Type", "application/json"), ("X-Sdk-Date", "20191115T033655Z")),
    ),
    query="limit=2&marker=13551d6b-755d-4757-b956-536f674975c0",
    signed="content-type;host;x-sdk-date",
    body_hash=EMPTY,
    canonical_hash="b25362e603ee30f4f25e7858e8a7160fd36e803bb2dfe206278659d71a9bcd7a",
    signature="7be6668032f70418fcc22abc52071e57aff61b84a1d2381bb430d6870f4f6ebe",
    secret_key=Secret("MFyfvK41ba2giqM7Uio6PznpdUKGpownRZlmVmHc"),
)
A = Vector(
    request=_request(
        "PUT",
        f"/v3/{PROJECT}/jobs/batch-modify-pwd",
        extra=(("X-Language", "en-us"),),
        body=(
            rb'{"jobs":[{"db_password":"p@ss \"w\u00f6rd\"","end_point_type":"so",'
            rb'"job_id":"25df459d-a37c-41b9-bc2b-8c00ba32jb52"},{"db_password":"t4rget!","end_point_type":"ta",'
            rb'"job_id":"25df459d-a37c-41b9-bc2b-8c00ba32jb52"}]}'
        ),
    ),
    signed="content-type;host;x-language;x-project-id;x-sdk-date",
    body_hash="b20f416fa368d8568eb6ae2fff8938bf0dafb7d3f81cef1f284962c03c52c111",
    canonical_hash="7ecba88114a7a10e7e0fb8d05af0773d5b468db7116a9cc679f5ca96cdaba5f3",
    signature="726c4600e03a5ebea3b71f36ca347579bfd1ae1074fc462c4dd77f35415bde8c",
)
B = Vector(
    request=_request(
        "GET",
        f"/v5/{PROJECT}/jobs",
        query={
            "job_type": "migration",
            "name": "a b+c/d=e&f~g*h,ü",
            "sort_key": "create_time",
            "offset": 0,
            "limit": 10,
            "enterprise_project_id": "",
        },
    ),
    query=(
        "enterprise_project_id=&job_type=migration&limit=10&name=a%20b%2Bc%2Fd%3De%26f~g%2Ah%2C%C3%BC"
        "&offset=0&sort_key=create_time"
    ),
    body_hash=EMPTY,
    canonical_hash="7d22140d2358c7420d570a7a6ad8082416192c02b2b887e7287eebb982e6827d",
    signature="df4bd4500ee0c35c5f0bd50b163bce0d60a1f341782679088bc0e9a1c8a7ac9b",
)
C = Vector(
    request=_request(
        "GET",
        f"/v3/{PROJECT}/quotas",
        extra=(("X-Language", "en-us"), ("X-Security-Token", "ExampleSecurityToken==")),
    ),
    signed="content-type;host;x-language;x-project-id;x-sdk-date;x-security-token",
    body_hash=EMPTY,
    canonical_hash="ce9f84c1afe4b39431505889b92fc5e547ae693831090481f8775f5a39472c69",
    signature="b9b8e57917bce5b5925f6077cced6c0c8a440570b037a7bb46d6ec220864ff64",
)
D = Vector(
    request=_request(
        "DELETE",
        f"/v3/{PROJECT}/jobs/batch-jobs",
        body={"jobs": [{"delete_type": "terminate", "job_id": "4c6ac8c0-2f51-426a-97b2-cb2c668jb201"}]},
    ),
    body_hash="e933a139fe1c478cc4b5990eaf056eb9d195afbb6072d08e191683f3f8dd5a15",
    canonical_hash="6dd02760b63d25f0065e1ef55b539ad4cd92c7ad85cce2eb3d0a7c6c6a4a694f",
    signature="a8f744eee822afcceb7999dfbb306dfc5ec7f87fed2923cadc0175e9b4c55245",
)
E = Vector(
    request=_request(
        "GET",
        f"/v3/{PROJECT}/node-type",
        query={
            "engine_type": "mysql",
            "db_use_type": "sync",
            "job_direction": "up",
            "is_use_sellout_info": True,
            "is_multi_write": False,
        },
    ),
    query="db_use_type=sync&engine_type=mysql&is_multi_write=false&is_use_sellout_info=true&job_direction=up",
    body_hash=EMPTY,
    canonical_hash="37e292a8c795557cb6f7b492d1041117817cc721a7dc6b19ca9497755547d63a",
    signature="85f7b0b3a15a086bf2d089923d7945e9a8e42b9b587e24e74d0bfb180af39f18",
)
F = Vector(
    request=_request("GET", f"/v5/{PROJECT}/jobs", query={"job_type": "sync", "instance_ids": ["b2in01", "a1in01"]}),
    query="instance_ids=a1in01&instance_ids=b2in01&job_type=sync",
    body_hash=EMPTY,
    canonical_hash="4f7af2e20aea62f555efb7fef5edc0741cea754b62ebac022533f09590844aa2",
    signature="cf2b2e37590714660df482cfcd401ed6aa7c6520c24657b79e9222f354aafc0d",
)
G = Vector(
    request=_request(
        "POST",
        f"/v3/{PROJECT}/jobs/batch-status",
        body={"jobs": ["9a470239-2308-4bb5-a6bc-1040402fjb21"], "page_req": {"cur_page": 1, "per_page": 0}},
    ),
    body_hash="0afcd1a23ae50a9b6334e98a4ab53e4e2b42706a09e0c5fba4a53f57932a1985",
    canonical_hash="3d3e24ebceb95dfd4646249a58fa83607cf0d177d12ca682f90bbd7d44dc6d45",
    signature="135d4a8547b200eb61d80690a736406e8600f4ec242350f7d2bea566846f2d5b",
)
VECTORS = pytest.mark.parametrize("vector", [V0, A, B, C, D, E, F, G], ids=["V0", *"ABCDEFG"])


@VECTORS
def test_a_vector_is_reproduced_step_by_step(vector: Vector) -> None:
    lines = canonical_request(vector.request).split("\n")
    assert hashlib.sha256(vector.request.content()).hexdigest() == vector.body_hash == lines[-1]
    assert lines[2] == vector.query
    assert lines[-2] == vector.signed
    assert hashlib.sha256("\n".join(lines).encode()).hexdigest() == vector.canonical_hash
    assert sign(vector.request, vector.secret_key) == vector.signature


def test_the_canonical_request_of_a_password_change_is_the_documented_text() -> None:
    assert canonical_request(A.request) == (
        "PUT\n"
        f"/v3/{PROJECT}/jobs/batch-modify-pwd/\n"
        "\n"
        "content-type:application/json\n"
        "host:drs.eu-west-101.myhuaweicloud.eu\n"
        "x-language:en-us\n"
        f"x-project-id:{PROJECT}\n"
        "x-sdk-date:20260102T030405Z\n"
        "\n"
        "content-type;host;x-language;x-project-id;x-sdk-date\n"
        "b20f416fa368d8568eb6ae2fff8938bf0dafb7d3f81cef1f284962c03c52c111"
    )


def test_the_authorization_header_has_a_blank_after_the_algorithm() -> None:
    value = authorization(A.request, access_key=ACCESS_KEY, secret_key=SECRET_KEY)
    assert value.reveal() == (
        f"SDK-HMAC-SHA256 Access=EXAMPLEACCESSKEY0001, SignedHeaders={A.signed}, Signature={A.signature}"
    )
    assert A.signature not in repr(value)


def test_headers_that_a_proxy_may_rewrite_are_not_signed() -> None:
    traced = A.request.with_headers(("User-Agent", "jobspan"), ("Accept", "*/*"), ("X_Odd", "1"))
    assert sign(traced, SECRET_KEY) == A.signature


def test_blanks_around_header_values_do_not_count() -> None:
    assert sign(A.request.with_headers(("X-Language", "  en-us ")), SECRET_KEY) == A.signature


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://drs.example.com:443/v3/x", "drs.example.com"),
        ("http://drs.example.com:80/v3/x", "drs.example.com"),
        ("http://127.0.0.1:8080/v3/x", "127.0.0.1:8080"),
        ("https://DRS.Example.com/v3/x", "drs.example.com"),
        ("http://[::1]:81/v3/x", "[::1]:81"),
    ],
)
def test_the_signed_host_is_the_one_that_is_sent(url: str, host: str) -> None:
    assert f"\nhost:{host}\n" in canonical_request(attrs.evolve(A.request, url=url))


def test_an_encoded_path_is_encoded_once() -> None:
    request = attrs.evolve(A.request, url=f"{HOST}/v3/{PROJECT}/jobs/a%2Fb%20c~d")
    assert canonical_request(request).split("\n")[1] == f"/v3/{PROJECT}/jobs/a%2Fb%20c~d/"


def test_a_date_stamp_reads_back() -> None:
    assert date_stamp(1767323045.9) == "20260102T030405Z"
    assert read_date_stamp("20260102T030405Z").timestamp() == 1767323045
