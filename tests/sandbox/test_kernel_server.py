from __future__ import annotations

import socket
import ssl
import threading
import time

import httpx
import pytest

from jobspan._planes.registry import PLANES
from jobspan.testing.sandbox import Clock, Sandbox, SandboxError
from jobspan.testing.sandbox.plane import Plane


def test_it_serves_and_leaves_nothing_behind(lathe_class: type[Plane]) -> None:
    threads = threading.active_count()
    with Sandbox([lathe_class]) as sandbox:
        url = sandbox.url("lathe")
        client = httpx.Client(base_url=url)
        assert client.get("/v1/drawing").status_code == 401
        assert threading.active_count() == threads + 1
    client.close()
    assert threading.active_count() == threads
    with pytest.raises(httpx.ConnectError):
        httpx.get(url)


def test_start_and_stop_are_quick(lathe_class: type[Plane]) -> None:
    """Generous: a server that waits for ticks or grace periods takes longer than this."""
    with Sandbox([lathe_class]):
        pass
    begun = time.perf_counter()
    for _ in range(10):
        with Sandbox([lathe_class]) as sandbox:
            httpx.get(sandbox.url("lathe"))
    assert time.perf_counter() - begun < 5


def test_every_route_is_served_under_every_prefix(lathe: httpx.Client, lathe_sandbox: Sandbox) -> None:
    for prefix in ("/v1", "/api/v1"):
        url = f"{lathe_sandbox.url('lathe')}{prefix}/parts/search"
        assert lathe.get(url).status_code == 200
    assert lathe.get(lathe_sandbox.url("lathe") + "/v2/parts/search").status_code == 404


def test_unknown_paths_and_methods_are_refused_in_the_planes_own_words(lathe: httpx.Client) -> None:
    assert lathe.get("/nowhere").json() == {"oops": "No such resource: /v1/nowhere"}
    refused = lathe.delete("/parts")
    assert (refused.status_code, refused.headers["Allow"]) == (405, "POST")
    assert lathe.head("/drawing").status_code == 405
    assert lathe.post("/parts", content=b"{not json").status_code == 400


def test_a_get_may_have_a_body_and_repeated_query_keys(lathe: httpx.Client) -> None:
    reply = lathe.request("GET", "/parts/search", params={"tag": ["a", "b"]}, json={"x": [1]})
    assert reply.json()["wanted"] == {"x": [1]}
    assert reply.json()["tags"] == ["a", "b"]


def test_path_parameters_are_decoded_once(lathe: httpx.Client) -> None:
    lathe.post("/parts", json={"name": "a b/%41"})
    assert lathe.get("/parts/a%20b%2F%2541").status_code == 200


def test_a_file_is_served_by_ranges(lathe: httpx.Client) -> None:
    whole = lathe.get("/drawing")
    assert whole.content == bytes(range(100))
    part = lathe.get("/drawing", headers={"Range": "bytes=90-"})
    assert (part.status_code, part.content) == (206, bytes(range(90, 100)))
    assert part.headers["Content-Range"] == "bytes 90-99/100"
    assert lathe.get("/drawing", headers={"Range": "bytes=-3"}).content == bytes([97, 98, 99])
    assert lathe.get("/drawing", headers={"Range": "bytes=100-"}).status_code == 416
    stale = lathe.get("/drawing", headers={"Range": "bytes=90-", "If-Range": '"old"'})
    assert stale.status_code == 200


def test_requests_are_recorded_and_secrets_do_not_show(lathe: httpx.Client, lathe_sandbox: Sandbox) -> None:
    lathe.post("/parts", params={"dry": "1"}, json={"name": "canary-7f3a"})
    lathe.get("/nowhere")
    started = lathe_sandbox.requests.of("start_part")
    assert [r.status for r in started] == [201]
    assert started[0].json == {"name": "canary-7f3a"}
    assert started[0].headers["authorization"] == "let me in"
    assert (started[0].path, started[0].query["dry"], started[0].outcome) == ("/v1/parts", "1", "sent")
    assert lathe_sandbox.requests[-1].operation_id is None
    shown = repr(lathe_sandbox.requests)
    assert "let me in" not in shown
    assert "canary-7f3a" not in shown
    lathe_sandbox.requests.clear()
    assert len(lathe_sandbox.requests) == 0


def test_a_broken_handler_answers_500_and_fails_the_with_block(lathe_class: type[Plane]) -> None:
    def use() -> None:
        with Sandbox([lathe_class]) as sandbox:
            url = sandbox.url("lathe") + "/v1/break-down"
            assert httpx.post(url, headers={"Authorization": "let me in"}).status_code == 500

    with pytest.raises(SandboxError) as caught:
        use()
    assert isinstance(caught.value.__cause__, RuntimeError)


def test_ports_follow_the_port_asked_for(lathe_class: type[Plane]) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free = probe.getsockname()[1]
    with Sandbox([lathe_class], port=free) as sandbox:
        assert sandbox.url("lathe") == f"http://127.0.0.1:{free}"
        assert sandbox.environment() == {"JOBSPAN_LATHE_URL": f"http://127.0.0.1:{free}/v1"}
        with pytest.raises(OSError, match="in use"):
            Sandbox([lathe_class], port=free).start()


def test_tls_is_verified_with_the_bundle_and_refused_without(lathe_class: type[Plane]) -> None:
    with Sandbox([lathe_class], tls=True) as sandbox:
        trusting = ssl.create_default_context(cafile=str(sandbox.ca_bundle))
        assert sandbox.url("lathe").startswith("https://")
        assert httpx.get(sandbox.url("lathe"), verify=trusting).status_code == 404
        assert sandbox.environment()["JOBSPAN_LATHE_CA_BUNDLE"] == str(sandbox.ca_bundle)
        with pytest.raises(httpx.ConnectError):
            httpx.get(sandbox.url("lathe"))
        bundle = sandbox.ca_bundle
    assert not bundle.exists()


@pytest.mark.parametrize("plane", ["huawei_dsc", "huawei_drs"])
def test_a_client_trusts_the_sandbox_of_planes_that_share_settings(plane: str) -> None:
    with Sandbox([plane], tls=True) as sandbox, sandbox.client() as client:
        assert client.address(plane).startswith("https://")
        assert client.recent_jobs(plane, 1)


def test_all_planes_listen_in_the_order_of_the_registry() -> None:
    assert list(Sandbox().planes) == [name for name in PLANES if PLANES[name].sandbox]
    assert list(Sandbox(["huawei_drs", "delphix"]).planes) == ["delphix", "huawei_drs"]
    assert list(Sandbox().planes)[:5] == ["delphix", "groupid", "ciphertrust", "huawei_dsc", "huawei_drs"]


def test_planes_are_attributes_and_mistakes_are_named(lathe_sandbox: Sandbox) -> None:
    assert lathe_sandbox.lathe is lathe_sandbox.planes["lathe"]
    with pytest.raises(AttributeError, match="it serves lathe"):
        _ = lathe_sandbox.huawei_drs
    with pytest.raises(ValueError, match="no such plane"):
        Sandbox(["no-such-plane"])
    with pytest.raises(RuntimeError, match="not running"):
        Sandbox([]).ca_bundle.exists()
    with pytest.raises(RuntimeError, match="running already"):
        lathe_sandbox.start()


def test_a_stopped_sandbox_can_be_started_again(lathe_class: type[Plane], clock: Clock) -> None:
    sandbox = Sandbox([lathe_class], clock=clock)
    for _ in range(2):
        with sandbox:
            assert httpx.get(sandbox.url("lathe")).status_code == 404
        with pytest.raises(RuntimeError, match="not running"):
            sandbox.url("lathe")
