"""A reply that repeats what was sent as a secret: no view shows it, and what is written back is what came."""

import json
import pickle
from collections.abc import Callable
from typing import Any

import pytest

from jobspan import AsyncClient, Rows, Secret
from jobspan.delphix import Connector
from jobspan.testing import Clock, Sandbox
from jobspan.testing.sandbox.faults import Answer

CANARY = 'canary-"9'
ECHO = {
    "id": "1-DATABASE-1",
    "hostname": f"tried {CANARY} in vain",
    "hint": {f"about {CANARY}": [f"the password {CANARY} is old"], "quoted": json.dumps({"password was": CANARY})},
}

VIEWS: dict[str, Callable[[Any], object]] = {
    "repr": repr,
    "extra": lambda model: repr(model.extra),
    "dictionary": lambda model: model.to_dict(),
    "JSON": lambda model: model.to_json(),
    "HTML": lambda model: model._repr_html_(),
    "rows": lambda model: Rows([model])._repr_html_(),
    "pandas": lambda model: Rows([model]).to_pandas().to_dict("records"),
    "polars": lambda model: Rows([model]).to_polars().to_dicts(),
    "Arrow": lambda model: Rows([model]).to_arrow().to_pylist(),
    "after a pickle": lambda model: repr(pickle.loads(pickle.dumps(model)).extra),
}


async def test_no_view_shows_it() -> None:
    model = await echoed()
    assert model.hostname == f"tried {CANARY} in vain"
    assert model.extra["hint"][f"about {CANARY}"] == [f"the password {CANARY} is old"]
    for name, view in VIEWS.items():
        shown = str(view(model))
        assert "canary" not in shown, name
    assert CANARY in str(model.to_dict(reveal_secrets=True)["hostname"])


async def test_a_text_that_was_marked_can_be_sent_again() -> None:
    model = await echoed()
    assert model.hostname is not None
    with Sandbox(["delphix"], clock=Clock.manual()) as sandbox:
        async with sandbox.async_client() as client:
            await client.connectors.update("1-DATABASE-1", username=model.hostname)
    sent = [request for request in sandbox.requests if request.method == "PATCH"]
    assert json.loads(sent[-1].body)["username"] == f"tried {CANARY} in vain"


@pytest.mark.parametrize("body", [None, {"name": "no secret"}])
async def test_requests_without_a_secret_leave_replies_alone(body: Any) -> None:
    with Sandbox(["delphix"], clock=Clock.manual()) as sandbox:
        async with sandbox.async_client() as client:
            sandbox.faults.add("*", Answer(200, {"said": CANARY}))
            reply = await client.delphix.request("POST" if body else "GET", "/engines", body=body)
    assert type(reply.data["said"]) is str


async def echoed() -> Connector:
    with Sandbox(["delphix"], clock=Clock.manual()) as sandbox:
        async with sandbox.async_client() as client:
            sandbox.faults.add("*", Answer(200, ECHO))
            return await read(client)


async def read(client: AsyncClient) -> Connector:
    reply = await client.delphix.request("PATCH", "/connectors/1", body={"password": Secret(CANARY)})
    model = await client.delphix.read_as(Connector, reply)
    assert isinstance(model, Connector)
    return model
