from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from jobspan.testing.sandbox import Sandbox, SandboxError, faults
from jobspan.testing.sandbox.http import Call, Reply
from jobspan.testing.sandbox.plane import Plane


def test_drop_before_the_work(lathe: httpx.Client, lathe_sandbox: Sandbox) -> None:
    lathe_sandbox.faults.add("start_part", faults.DropBeforeWork())
    with pytest.raises(httpx.RemoteProtocolError, match="without sending a response"):
        lathe.post("/parts", json={"name": "p"})
    assert lathe_sandbox.lathe.parts == {}
    [record] = lathe_sandbox.requests
    assert (record.outcome, record.status, record.json) == ("dropped", None, {"name": "p"})
    assert lathe.post("/parts", json={"name": "p"}).status_code == 201


def test_drop_after_the_work(lathe: httpx.Client, lathe_sandbox: Sandbox) -> None:
    lathe_sandbox.faults.add("start_part", faults.DropAfterWork())
    with pytest.raises(httpx.RemoteProtocolError, match="without sending a response"):
        lathe.post("/parts", json={"name": "p"})
    assert set(lathe_sandbox.lathe.parts) == {"p"}


def test_cut_reply(lathe: httpx.Client, lathe_sandbox: Sandbox) -> None:
    lathe_sandbox.faults.add("get_drawing", faults.CutReply(10))
    with lathe.stream("GET", "/drawing") as reply:
        assert reply.headers["Content-Length"] == "100"
        chunks = reply.iter_raw()
        assert next(chunks) == bytes(range(10))
        with pytest.raises(httpx.RemoteProtocolError, match="peer closed connection"):
            next(chunks)
    assert lathe_sandbox.requests[0].outcome == "cut"


def test_broken_connections_are_not_logged(
    lathe: httpx.Client, lathe_sandbox: Sandbox, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG", "uvicorn")
    caplog.set_level("DEBUG", "asyncio")
    for fault in (faults.DropBeforeWork(), faults.DropAfterWork(), faults.CutReply(3)):
        lathe_sandbox.faults.add("get_drawing", fault)
        with pytest.raises(httpx.RemoteProtocolError):
            lathe.get("/drawing")
    assert [r for r in caplog.records if r.name.startswith("uvicorn") or r.levelname == "ERROR"] == []


def test_answer_with_headers_html_and_json(lathe: httpx.Client, lathe_sandbox: Sandbox) -> None:
    lathe_sandbox.faults.add("get_drawing", faults.Answer(503, "<h1>Busy</h1>", {"Retry-After": "7"}), times=2)
    for _ in range(2):
        reply = lathe.get("/drawing")
        assert (reply.status_code, reply.headers["Retry-After"], reply.text) == (503, "7", "<h1>Busy</h1>")
        assert reply.headers["Content-Type"].startswith("text/html")
    assert lathe.get("/drawing").status_code == 200
    lathe_sandbox.faults.add("start_part", faults.Answer(500, {"x": 1}, after_work=True))
    assert lathe.post("/parts", json={"name": "p"}).json() == {"x": 1}
    assert set(lathe_sandbox.lathe.parts) == {"p"}


def test_expired_token_in_the_planes_own_words(lathe: httpx.Client, lathe_sandbox: Sandbox) -> None:
    lathe_sandbox.faults.add(faults.ANY_OPERATION, faults.ExpiredToken(), plane="lathe")
    reply = lathe.get("/drawing")
    assert (reply.status_code, reply.json()) == (401, {"oops": "The token has expired"})


def test_fields_are_set_added_and_removed(lathe: httpx.Client, lathe_sandbox: Sandbox) -> None:
    changes = {"items.*.state": "NOVEL", "items.0.a": None, "tags": faults.ABSENT, "more.deep": 1}
    lathe_sandbox.faults.add("find_part", faults.SetFields(changes))
    assert lathe.get("/parts/search").json() == {
        "wanted": None,
        "failed": [],
        "items": [{"a": None, "state": "NOVEL"}, {"a": 2, "state": "NOVEL"}],
        "more": {"deep": 1},
    }
    lathe_sandbox.faults.add("find_part", faults.EditJson(lambda document: document["items"]))
    assert lathe.get("/parts/search").json() == [{"a": 1}, {"a": 2}]


def test_when_and_skip_choose_the_call(lathe: httpx.Client, lathe_sandbox: Sandbox) -> None:
    lathe_sandbox.faults.add(
        "get_drawing", faults.Answer(418), times=None, when=lambda call: call.query.get("tea") == "yes", skip=1
    )
    seen = [lathe.get("/drawing", params={"tea": tea}).status_code for tea in ("yes", "no", "yes", "yes")]
    assert seen == [200, 200, 418, 418]
    lathe_sandbox.faults.clear()
    assert lathe.get("/drawing", params={"tea": "yes"}).status_code == 200


@pytest.mark.parametrize("fault", [Reply(500), faults.DropAfterWork, 503])
def test_what_is_no_fault_is_refused(lathe_sandbox: Sandbox, fault: Any) -> None:
    with pytest.raises(TypeError, match=r"must be a Fault, such as faults\.\w+\("):
        lathe_sandbox.faults.add("get_drawing", fault)
    assert not {"Reply", "Call", "Outcome"} & set(dir(faults))


def test_an_operation_nobody_serves_is_refused(lathe_sandbox: Sandbox) -> None:
    with pytest.raises(ValueError, match="no running plane serves 'get_drawnig'"):
        lathe_sandbox.faults.add("get_drawnig", faults.DropBeforeWork())


def test_a_delay_lasts_until_the_clock_has_moved(lathe: httpx.Client, lathe_sandbox: Sandbox) -> None:
    lathe_sandbox.faults.add("start_part", faults.Delay(60))
    with ThreadPoolExecutor(1) as pool:
        reply = pool.submit(lathe.post, "/parts", json={"name": "p"})
        while lathe_sandbox.requests.count("start_part") == 0:
            threading.Event().wait(0.001)
        assert lathe_sandbox.lathe.parts == {}
        assert lathe_sandbox.requests[0].outcome == "pending"
        while not reply.done():
            lathe_sandbox.clock.advance(60)
            threading.Event().wait(0.001)
        assert reply.result().status_code == 201


def test_a_caller_who_hangs_up_in_a_delay_is_not_served(lathe: httpx.Client, lathe_sandbox: Sandbox) -> None:
    lathe_sandbox.faults.add("start_part", faults.Delay(60))
    with pytest.raises(httpx.ReadTimeout):
        lathe.post("/parts", json={"name": "p"}, timeout=0.05)
    while lathe_sandbox.requests[0].outcome == "pending":
        threading.Event().wait(0.001)
    assert lathe_sandbox.lathe.parts == {}


def test_after_a_delayed_reply_the_work_is_done(lathe: httpx.Client, lathe_sandbox: Sandbox) -> None:
    lathe_sandbox.faults.add("start_part", faults.Delay(60, after_work=True))
    with pytest.raises(httpx.ReadTimeout):
        lathe.post("/parts", json={"name": "p"}, timeout=0.05)
    assert set(lathe_sandbox.lathe.parts) == {"p"}


def test_a_delay_in_real_time(lathe: httpx.Client, lathe_sandbox: Sandbox) -> None:
    lathe_sandbox.faults.add("get_drawing", faults.Delay(0.05, real=True))
    begun = time.perf_counter()
    assert lathe.get("/drawing").status_code == 200
    assert time.perf_counter() - begun >= 0.05


def test_stop_does_not_wait_for_a_delay(lathe: httpx.Client, lathe_sandbox: Sandbox) -> None:
    lathe_sandbox.faults.add("get_drawing", faults.Delay(3600))
    with ThreadPoolExecutor(1) as pool:
        reply = pool.submit(lathe.get, "/drawing")
        while lathe_sandbox.requests.count("get_drawing") == 0:
            threading.Event().wait(0.001)
        lathe_sandbox.stop()
        with pytest.raises(httpx.RemoteProtocolError):
            reply.result()


def test_a_handler_can_fail_a_part_of_a_batch(lathe: httpx.Client, lathe_sandbox: Sandbox) -> None:
    lathe_sandbox.faults.add("find_part", faults.FailItems({"a"}))
    lathe_sandbox.faults.add("find_part", faults.FailItems())
    failed = [lathe.get("/parts/search", params={"tag": ["a", "b"]}).json()["failed"] for _ in range(3)]
    assert failed == [["a"], ["a", "b"], []]


def test_a_fault_of_ones_own(lathe: httpx.Client, lathe_sandbox: Sandbox) -> None:
    class Teapot(faults.Fault):
        def instead(self, plane: Plane, call: Call) -> faults.HangUp | Reply | None:
            return plane.error(call, 418, "short and stout")

    lathe_sandbox.faults.add("get_drawing", Teapot())
    assert lathe.get("/drawing").json() == {"oops": "short and stout"}


def test_a_fault_that_breaks_fails_the_with_block(lathe_class: type[Plane]) -> None:
    def use() -> None:
        with Sandbox([lathe_class]) as sandbox:
            sandbox.faults.add("get_drawing", faults.EditJson(lambda document: document["no such field"]))
            url = sandbox.url("lathe") + "/v1/drawing"
            assert httpx.get(url, headers={"Authorization": "let me in"}).status_code == 500

    with pytest.raises(SandboxError):
        use()
