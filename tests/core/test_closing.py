"""What a plane ends on the server before the connections close."""

import logging
from collections.abc import Callable
from typing import Any

import pytest

from jobspan._core.call import call
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow, pure
from jobspan._core.http import LostExchange, Request, Response
from jobspan._core.operation import Operation
from jobspan._core.session import CLOSE_TIMEOUT, close_session
from jobspan.errors import SendPhase


class Session:
    """Credentials that leave something behind."""

    def __init__(self, operation: Operation[Any]) -> None:
        self._operation = operation

    def authorize(self, ctx: PlaneContext, request: Request) -> Flow[Request]:
        return pure(request)

    def refused(self, ctx: PlaneContext, request: Request, response: Response) -> Flow[bool]:
        return pure(False)

    def closing(self, ctx: PlaneContext) -> Flow[None]:
        yield from call(ctx, self._operation, path={"partId": "session"})


def test_most_planes_have_nothing_to_end(hand: Any, context: Callable[..., PlaneContext]) -> None:
    world = hand()
    world.run(close_session(context()))
    assert world.sent == []


def test_it_is_ended_with_one_short_attempt(hand: Any, context: Any, operation: Any, reply: Any) -> None:
    world = hand(reply(200, {"id": "session"}))
    world.run(close_session(context(auth=Session(operation()))))
    assert [request.read_timeout for request in world.sent] == [CLOSE_TIMEOUT]


@pytest.mark.parametrize("trouble", [LostExchange(SendPhase.SENT_NO_REPLY, "gone"), Response(status=500)])
def test_a_failure_goes_to_the_log_alone(
    hand: Any, context: Any, operation: Any, caplog: pytest.LogCaptureFixture, trouble: Any
) -> None:
    world = hand(trouble)
    with caplog.at_level(logging.WARNING, "jobspan.lathe"):
        world.run(close_session(context(auth=Session(operation()))))
    assert len(world.sent) == 1
    assert [record.getMessage().startswith("closing: lathe turn_part") for record in caplog.records] == [True]
