"""Who hears of events, so that those nobody hears of are not made."""

import logging

import httpx
import pytest

import jobspan
from jobspan._core.events import EventBus, listening, unheard
from jobspan.hooks import CallEnded, CallStarted, Event, RequestStarted, ResponseReceived


def test_nobody_hears() -> None:
    assert not EventBus().hearing("lathe")()
    with listening(unheard):
        assert not EventBus().hearing("lathe")()


def test_hooks_listeners_and_the_log_hear(caplog: pytest.LogCaptureFixture) -> None:
    assert EventBus([print]).hearing("lathe")()
    with listening(print):
        assert EventBus().hearing("lathe")()
    with caplog.at_level(logging.INFO, "jobspan.lathe"):
        assert EventBus().hearing("lathe")()
        assert not EventBus().hearing("press")()


@pytest.mark.parametrize("hooked", [True, False])
def test_a_hook_gets_every_attempt_and_the_log_too(hooked: bool, caplog: pytest.LogCaptureFixture) -> None:
    events: list[Event] = []
    reply = httpx.Response(200, json={"id": "m", "name": "n"})
    settings = jobspan.DelphixSettings(
        url="http://dct.example", api_key="k-123456", transport=httpx.MockTransport(lambda request: reply)
    )
    with jobspan.Client(delphix=settings, hooks=[events.append] if hooked else []) as client:
        client.masking_jobs.get("m")
        assert [type(event) for event in events] == (
            [CallStarted, RequestStarted, ResponseReceived, CallEnded] if hooked else []
        )
        with caplog.at_level(logging.INFO, "jobspan.delphix"):
            client.masking_jobs.get("m")
    assert [record.levelname for record in caplog.records if record.name == "jobspan.delphix"] == ["INFO"]
