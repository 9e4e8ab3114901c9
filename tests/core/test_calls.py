"""The life of one call: what each failure leads to, for each retry class."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import attrs
import pytest

from jobspan._core.attempts import Rest, attempts
from jobspan._core.call import call, prepare
from jobspan._core.context import PlaneContext
from jobspan._core.convert import NOT_A_NUMBER, missing_rows
from jobspan._core.effects import Flow, pure
from jobspan._core.exchange import Exchange
from jobspan._core.http import LostExchange, ReplyTooLarge, Request, Response
from jobspan._core.operation import Operation, RetryClass
from jobspan._core.reconcile import Confirmed, Finding, NotDone, Unknown
from jobspan._core.retry import Failure, Next, RetryBudget, decide
from jobspan.errors import (
    AmbiguousOutcomeError,
    ApiError,
    AuthError,
    Conflict,
    DecodeError,
    JobspanError,
    NotFound,
    OperationError,
    PermissionDenied,
    RateLimited,
    SendPhase,
    ServerError,
    TransportError,
)
from jobspan.hooks import RequestFailed, RequestStarted, ResponseReceived, RetryScheduled, UnexpectedData
from jobspan.models import Model
from jobspan.policy import Policy

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.core.conftest import Hand, Part

    Operations = Callable[..., Operation[Part]]
    Contexts = Callable[..., PlaneContext]
    Replies = Callable[..., Response]

READ, IDEMPOTENT, GUARDED, NEVER = RetryClass.READ, RetryClass.IDEMPOTENT, RetryClass.GUARDED, RetryClass.NEVER
RETRY, RAISE, RECONCILE, AMBIGUOUS = Next.RETRY, Next.RAISE, Next.RECONCILE, Next.AMBIGUOUS

UNREACHED = Failure(phase=SendPhase.NOT_SENT)
NO_REPLY = Failure(phase=SendPhase.SENT_NO_REPLY)
HALF_REPLY = Failure(phase=SendPhase.REPLY_PARTIAL)

TABLE: dict[str, tuple[Failure, tuple[Next, Next, Next, Next]]] = {
    # what happened: (the failure, what follows for READ, IDEMPOTENT, GUARDED, NEVER)
    "not sent": (UNREACHED, (RETRY, RETRY, RETRY, RETRY)),
    "sent, no reply": (NO_REPLY, (RETRY, RETRY, RECONCILE, AMBIGUOUS)),
    "half a reply": (HALF_REPLY, (RETRY, RETRY, RECONCILE, AMBIGUOUS)),
    "400": (Failure(status=400, from_plane=True), (RAISE, RAISE, RAISE, RAISE)),
    "401": (Failure(status=401, from_plane=True), (RAISE, RAISE, RAISE, RAISE)),
    "403": (Failure(status=403, from_plane=True), (RAISE, RAISE, RAISE, RAISE)),
    "404": (Failure(status=404, from_plane=True), (RAISE, RAISE, RAISE, RAISE)),
    "409": (Failure(status=409, from_plane=True), (RAISE, RAISE, RAISE, RAISE)),
    "425": (Failure(status=425), (RETRY, RETRY, RETRY, RETRY)),
    "429": (Failure(status=429), (RETRY, RETRY, RETRY, RETRY)),
    "500 of the plane": (Failure(status=500, from_plane=True), (RAISE, RETRY, RECONCILE, AMBIGUOUS)),
    "500 of the plane, known as a refusal": (
        Failure(status=500, from_plane=True, refusal=True),
        (RAISE, RAISE, RAISE, RAISE),
    ),
    "408": (Failure(status=408), (RETRY, RETRY, RECONCILE, AMBIGUOUS)),
    "408 of the plane": (Failure(status=408, from_plane=True), (RETRY, RETRY, RECONCILE, AMBIGUOUS)),
    "409 of somebody": (Failure(status=409), (RAISE, RETRY, RECONCILE, AMBIGUOUS)),
    "404 of somebody": (Failure(status=404), (RAISE, RAISE, RAISE, RAISE)),
    "413 of somebody": (Failure(status=413), (RAISE, RAISE, RAISE, RAISE)),
    "303": (Failure(status=303), (RAISE, RETRY, RECONCILE, AMBIGUOUS)),
    "520": (Failure(status=520), (RETRY, RETRY, RECONCILE, AMBIGUOUS)),
    "524": (Failure(status=524), (RETRY, RETRY, RECONCILE, AMBIGUOUS)),
    "599": (Failure(status=599), (RETRY, RETRY, RECONCILE, AMBIGUOUS)),
    "success, unreadable": (Failure(status=200, unreadable=True), (RETRY, RETRY, RECONCILE, AMBIGUOUS)),
    "an error in a success": (Failure(status=200, from_plane=True), (RETRY, RETRY, RECONCILE, AMBIGUOUS)),
    "a known refusal in a success": (
        Failure(status=200, from_plane=True, refusal=True),
        (RAISE, RAISE, RAISE, RAISE),
    ),
    "a success that is not documented": (Failure(status=206), (RAISE, RETRY, RECONCILE, AMBIGUOUS)),
    "busy, whatever the status": (Failure(status=400, from_plane=True, throttled=True), (RETRY, RETRY, RETRY, RETRY)),
    "a certificate that is not trusted": (
        Failure(phase=SendPhase.NOT_SENT, hopeless=True),
        (RAISE, RAISE, RAISE, RAISE),
    ),
    "500 of somebody": (Failure(status=500), (RAISE, RETRY, RECONCILE, AMBIGUOUS)),
    "501": (Failure(status=501), (RAISE, RAISE, RAISE, RAISE)),
    "502": (Failure(status=502), (RETRY, RETRY, RECONCILE, AMBIGUOUS)),
    "503": (Failure(status=503), (RETRY, RETRY, RECONCILE, AMBIGUOUS)),
    "503 of the plane": (Failure(status=503, from_plane=True), (RETRY, RETRY, RECONCILE, AMBIGUOUS)),
    "504": (Failure(status=504), (RETRY, RETRY, RECONCILE, AMBIGUOUS)),
    "302": (Failure(status=302), (RAISE, RAISE, RAISE, RAISE)),
}
CELLS = [
    pytest.param(failure, retry, outcome, id=f"{name}, {retry.value}")
    for name, (failure, row) in TABLE.items()
    for retry, outcome in zip((READ, IDEMPOTENT, GUARDED, NEVER), row, strict=True)
]


@pytest.mark.parametrize(("failure", "retry", "outcome"), CELLS)
def test_the_table(failure: Failure, retry: RetryClass, outcome: Next) -> None:
    assert decide(retry, failure) is outcome


def answer_of(failure: Failure, reply: Replies) -> Response | LostExchange:
    if failure.phase is not None:
        return LostExchange(failure.phase, "CERTIFICATE_VERIFY_FAILED" if failure.hopeless else "gone")
    if failure.unreadable:
        return reply(failure.status, b"<html>")
    words = {"oops": "no", "refusal": failure.refusal, "busy": failure.throttled}
    return reply(failure.status, words if failure.from_plane else None)


@pytest.mark.parametrize(("failure", "retry", "outcome"), CELLS)
def test_the_table_as_callers_see_it(
    failure: Failure,
    retry: RetryClass,
    outcome: Next,
    hand: type[Hand],
    operation: Operations,
    ctx: PlaneContext,
    reply: Replies,
) -> None:
    """The first attempt fails so; a second one, if there is any, would succeed."""
    world = hand(answer_of(failure, reply), reply(200, {"id": "p1"}))
    flow = call(ctx, operation(retry, success=(200,)), path={"partId": "p1"})
    if outcome is RETRY:
        assert world.run(flow).id == "p1"
        assert len(world.sent) == 2
        return
    definite = TransportError if failure.phase else DecodeError if failure.unreadable else ApiError
    with pytest.raises(definite if outcome is RAISE else AmbiguousOutcomeError) as caught:
        world.run(flow)
    assert len(world.sent) == 1
    assert isinstance(caught.value, OperationError)
    assert caught.value.attempts == 1
    assert getattr(caught.value, "status", None) == failure.status


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, ApiError),
        (401, AuthError),
        (403, PermissionDenied),
        (404, NotFound),
        (409, Conflict),
        (418, ApiError),
        (501, ServerError),
    ],
)
def test_each_status_has_its_class(
    status: int, kind: type[ApiError], hand: type[Hand], operation: Operations, ctx: PlaneContext, reply: Replies
) -> None:
    body = {"oops": "the part is gone", "code": "E17"}
    with pytest.raises(ApiError) as caught:
        hand(reply(status, body, x_request_id="r-1")).run(call(ctx, operation(), path={"partId": "p1"}))
    error = caught.value
    assert type(error) is kind
    assert (error.plane, error.operation, error.status) == ("lathe", "turn_part", status)
    assert (error.code, error.request_id) == ("E17", "r-1")
    assert str(error) == (
        f"lathe turn_part (GET https://lathe.example/v1/parts/p1): HTTP {status}, E17: the part is gone (request id r-1)"
    )


def test_a_call_that_goes_well_tells_the_hooks(
    hand: type[Hand], operation: Operations, ctx: PlaneContext, reply: Replies
) -> None:
    world = hand(reply(200, {"id": "p1", "weight": "12"}, x_request_id="r-1", set_cookie="canary"))
    part = world.run(
        call(ctx, operation(), path={"partId": "p/1"}, query={"deep": True, "tag": ["a", "b"], "no": None})
    )
    assert part.weight == 12
    (request,) = world.sent
    assert request.full_url == "https://lathe.example/v1/parts/p%2F1?deep=true&tag=a&tag=b"
    assert request.header("x-lathe") == "yes"
    assert [type(event) for event in world.told] == [RequestStarted, ResponseReceived, UnexpectedData]
    (received,) = world.heard(ResponseReceived)
    assert received.request_id == "r-1"
    assert received.headers["set-cookie"] == "***"
    (oddity,) = world.heard(UnexpectedData)
    assert (oddity.path, oddity.what) == ("$.weight", "a string where a number is documented")


def test_headers_are_replaced_whatever_their_case(ctx: PlaneContext, operation: Operations) -> None:
    policy = Policy(headers={"user-agent": "mine", "X-LATHE": "no"})
    request = prepare(
        attrs.evolve(ctx, policy=policy), operation(), path={"partId": "1"}, headers={"accept": "text/csv"}
    )
    sent = sorted(request.revealed_headers())
    assert sent == [("X-LATHE", "no"), ("accept", "text/csv"), ("user-agent", "mine")]
    assert "no" not in str(request.masked()["headers"]), "who knows what a header of one's own holds"


class TestPace:
    """How long is waited between attempts, and when it is enough."""

    def test_backoff_doubles_with_full_jitter_up_to_its_cap(
        self, hand: type[Hand], operation: Operations, context: Contexts
    ) -> None:
        ctx = context(policy=Policy(attempts=6, backoff_base=1.0, backoff_cap=5.0))
        world = hand(*[LostExchange(SendPhase.NOT_SENT, "refused")] * 6)
        with pytest.raises(TransportError) as caught:
            world.run(call(ctx, operation(), path={"partId": "1"}))
        assert world.slept == [0.5, 1.0, 2.0, 2.5, 2.5]
        assert caught.value.attempts == 6
        assert caught.value.phase is SendPhase.NOT_SENT
        assert [event.attempt for event in world.heard(RequestFailed)] == [1, 2, 3, 4, 5, 6]
        assert [event.delay for event in world.heard(RetryScheduled)] == world.slept

    def test_retry_after_comes_first(
        self, hand: type[Hand], operation: Operations, ctx: PlaneContext, reply: Replies
    ) -> None:
        world = hand(
            reply(429, retry_after="7"),
            reply(503, retry_after="Sun, 01 Mar 2026 12:00:17 GMT"),
            reply(429, retry_after="soon"),
            reply(200, {"id": "1"}),
        )
        world.run(call(ctx, operation(), path={"partId": "1"}))
        assert world.slept[:2] == [7.0, 10.0]
        assert world.slept[2] == pytest.approx(1.0), "what cannot be read leaves it to the backoff"

    def test_a_date_that_is_past_means_now(
        self, hand: type[Hand], operation: Operations, ctx: PlaneContext, reply: Replies
    ) -> None:
        world = hand(reply(429, retry_after="Sun, 01 Mar 2020 12:00:00 GMT"), reply(200, {"id": "1"}))
        world.run(call(ctx, operation(), path={"partId": "1"}))
        assert world.slept == [0.0]

    def test_too_long_a_retry_after_is_the_callers_to_wait_for(
        self, hand: type[Hand], operation: Operations, ctx: PlaneContext, reply: Replies
    ) -> None:
        world = hand(reply(429, retry_after="121"))
        with pytest.raises(RateLimited) as caught:
            world.run(call(ctx, operation(NEVER), path={"partId": "1"}))
        assert caught.value.retry_after == 121.0
        assert world.slept == []

    def test_a_cap_of_zero_forbids_only_what_the_server_asks_for(
        self, hand: type[Hand], operation: Operations, context: Contexts, reply: Replies
    ) -> None:
        ctx = context(policy=Policy(retry_after_cap=0.0))
        world = hand(reply(502), reply(200, {"id": "1"}))
        assert world.run(call(ctx, operation(), path={"partId": "1"})).id == "1"

    def test_the_deadline_ends_it(
        self, hand: type[Hand], operation: Operations, context: Contexts, reply: Replies
    ) -> None:
        ctx = context(policy=Policy(attempts=10, call_deadline=25.0))
        world = hand(*[reply(503, retry_after="10")] * 3)
        with pytest.raises(ServerError) as caught:
            world.run(call(ctx, operation(), path={"partId": "1"}))
        assert world.slept == [10.0, 10.0]
        assert caught.value.attempts == 3

    def test_the_budget_ends_it(
        self, hand: type[Hand], operation: Operations, context: Contexts, reply: Replies
    ) -> None:
        budget = RetryBudget(capacity=10.0, cost=5.0, income=1.0)
        ctx = context(budget=budget, policy=Policy(attempts=2))
        for _ in range(2):
            with pytest.raises(ServerError):
                hand(reply(503), reply(503)).run(call(ctx, operation(), path={"partId": "1"}))
        world = hand(reply(503))
        with pytest.raises(ServerError, match="too many calls of this client are failing"):
            world.run(call(ctx, operation(), path={"partId": "1"}))
        assert len(world.sent) == 1

    def test_successes_earn_retries_back(
        self, hand: type[Hand], operation: Operations, context: Contexts, reply: Replies
    ) -> None:
        budget = RetryBudget(capacity=5.0, cost=5.0, income=1.0)
        assert budget.spend()
        ctx = context(budget=budget)
        for _ in range(5):
            hand(reply(200, {"id": "1"})).run(call(ctx, operation(), path={"partId": "1"}))
        assert hand(reply(503), reply(200, {"id": "2"})).run(call(ctx, operation(), path={"partId": "2"})).id == "2"


@attrs.frozen(kw_only=True)
class Blank(Model):
    """What an operation answers that may answer nothing."""

    id: str | None = None


class TestReconciling:
    """After a lost reply of a guarded operation, a read decides."""

    LOST = LostExchange(SendPhase.SENT_NO_REPLY, "gone")

    def run(
        self, world: Hand, ctx: PlaneContext, operation: Operation[Any], looks: list[Finding[Any] | JobspanError]
    ) -> Any:
        def reconcile() -> Flow[Finding[Any]]:
            found = looks.pop(0)
            if isinstance(found, JobspanError):
                raise found
            return pure(found)

        return world.run(call(ctx, operation, path={"partId": "p1"}, reconcile=reconcile))

    def test_it_happened(self, hand: type[Hand], operation: Operations, ctx: PlaneContext) -> None:
        world = hand(self.LOST)
        assert self.run(world, ctx, operation(GUARDED), [Confirmed("the part")]) == "the part"
        assert len(world.sent) == 1

    def test_it_did_not_so_it_is_sent_again(
        self, hand: type[Hand], operation: Operations, ctx: PlaneContext, reply: Replies
    ) -> None:
        world = hand(self.LOST, self.LOST, reply(200, {"id": "p1"}))
        assert self.run(world, ctx, operation(GUARDED), [NotDone(), NotDone()]).id == "p1"
        assert len(world.sent) == 3
        assert len(world.slept) == 2

    def test_nobody_knows(self, hand: type[Hand], operation: Operations, ctx: PlaneContext) -> None:
        world = hand(self.LOST)
        with pytest.raises(AmbiguousOutcomeError) as caught:
            self.run(world, ctx, operation(GUARDED), [Unknown("Two new parts are there.")])
        assert caught.value.check == "Look at parts.list()."
        assert caught.value.phase is SendPhase.SENT_NO_REPLY
        assert "it is not known whether the request was acted on" in str(caught.value)
        assert "Two new parts are there." in str(caught.value)
        assert str(caught.value).endswith("Look at parts.list().")

    def test_a_look_that_fails_does_not_hide_the_doubt(
        self, hand: type[Hand], operation: Operations, ctx: PlaneContext
    ) -> None:
        broken = TransportError(message="No route.", plane="lathe", operation="list", phase=SendPhase.NOT_SENT)
        with pytest.raises(AmbiguousOutcomeError, match="failed as well: No route"):
            self.run(hand(self.LOST), ctx, operation(GUARDED), [broken])

    def test_absence_takes_the_doubt_away(self, hand: type[Hand], operation: Operations, context: Contexts) -> None:
        ctx = context(policy=Policy(attempts=1))
        with pytest.raises(TransportError):
            self.run(hand(self.LOST), ctx, operation(GUARDED), [NotDone()])

    @pytest.mark.parametrize(
        ("later", "outcome"),
        [(Confirmed("the part"), "the part"), (NotDone(), Conflict), (Unknown("?"), AmbiguousOutcomeError)],
    )
    def test_a_repeat_that_is_refused_raises_the_doubt_again(
        self,
        hand: type[Hand],
        operation: Operations,
        ctx: PlaneContext,
        reply: Replies,
        later: Finding[Any],
        outcome: Any,
    ) -> None:
        """The look that found nothing may have been answered by a server that is behind."""
        world = hand(self.LOST, reply(409, {"oops": "there is such a part"}))
        looks: list[Finding[Any] | JobspanError] = [NotDone(), later]
        if isinstance(outcome, str):
            assert self.run(world, ctx, operation(GUARDED), looks) == outcome
        else:
            with pytest.raises(outcome):
                self.run(world, ctx, operation(GUARDED), looks)
        assert looks == []

    @pytest.mark.parametrize(("later", "outcome"), [(Confirmed("the part"), "the part"), (NotDone(), TransportError)])
    def test_a_doubt_that_was_put_aside_is_looked_into_before_giving_up(
        self,
        hand: type[Hand],
        operation: Operations,
        context: Contexts,
        later: Finding[Any],
        outcome: Any,
    ) -> None:
        world = hand(self.LOST, LostExchange(SendPhase.NOT_SENT, "refused"))
        looks: list[Finding[Any] | JobspanError] = [NotDone(), later]
        ctx = context(policy=Policy(attempts=2))
        if isinstance(outcome, str):
            assert self.run(world, ctx, operation(GUARDED), looks) == outcome
        else:
            with pytest.raises(outcome):
                self.run(world, ctx, operation(GUARDED), looks)
        assert looks == []

    def test_what_is_gone_at_a_repeat_was_deleted_although_a_look_still_saw_it(
        self, hand: type[Hand], operation: Operations, ctx: PlaneContext, reply: Replies
    ) -> None:
        delete = operation(GUARDED, removes=True, returns=None)
        world = hand(self.LOST, reply(404, {"oops": "no such part"}))
        assert self.run(world, ctx, delete, [NotDone()]) is None

    def test_without_a_check_the_error_still_says_where_to_look(
        self, hand: type[Hand], operation: Operations, ctx: PlaneContext
    ) -> None:
        with pytest.raises(AmbiguousOutcomeError) as caught:
            hand(self.LOST).run(call(ctx, operation(NEVER, check=""), path={"partId": "p1"}))
        assert caught.value.check == "Read the state that parts.turn changes before repeating it."


class TestDoubt:
    """A doubt that an attempt left behind is not forgotten because of what came after."""

    def test_it_outlives_attempts_that_did_not_get_through(
        self, hand: type[Hand], operation: Operations, context: Contexts
    ) -> None:
        ctx = context(policy=Policy(attempts=3))
        refused = LostExchange(SendPhase.NOT_SENT, "refused")
        world = hand(LostExchange(SendPhase.SENT_NO_REPLY, "gone"), refused, refused)
        with pytest.raises(AmbiguousOutcomeError) as caught:
            world.run(call(ctx, operation(IDEMPOTENT), path={"partId": "p1"}))
        assert caught.value.phase is SendPhase.SENT_NO_REPLY
        assert caught.value.attempts == 3

    @pytest.mark.parametrize("answer", [(404, "no such part"), (409, "it is there"), (403, "not yours")])
    def test_a_later_no_does_not_take_it_away(
        self, hand: type[Hand], operation: Operations, ctx: PlaneContext, reply: Replies, answer: tuple[int, str]
    ) -> None:
        status, text = answer
        world = hand(reply(502), reply(status, {"oops": text}))
        with pytest.raises(AmbiguousOutcomeError, match=f"A repeat was answered: .*{text}") as caught:
            world.run(call(ctx, operation(IDEMPOTENT), path={"partId": "p1"}))
        assert caught.value.status == 502

    def test_what_was_to_be_deleted_and_is_gone_after_a_doubt_was_deleted(
        self, hand: type[Hand], operation: Operations, ctx: PlaneContext, reply: Replies
    ) -> None:
        delete = operation(IDEMPOTENT, removes=True, returns=None)
        world = hand(reply(502), reply(404, {"oops": "no such part"}))
        assert world.run(call(ctx, delete, path={"partId": "p1"})) is None
        with pytest.raises(NotFound):
            hand(reply(404, {"oops": "no such part"})).run(call(ctx, delete, path={"partId": "p1"}))

    @pytest.mark.parametrize(
        ("finding", "outcome"),
        [(Confirmed("done"), "done"), (NotDone(), NotFound), (Unknown("?"), AmbiguousOutcomeError)],
    )
    def test_a_look_decides_where_there_is_one(
        self,
        hand: type[Hand],
        operation: Operations,
        ctx: PlaneContext,
        reply: Replies,
        finding: Finding[Any],
        outcome: Any,
    ) -> None:
        world = hand(reply(502), reply(404, {"oops": "no such part"}))
        repeatable: Operation[Any] = operation(IDEMPOTENT)
        flow = call(ctx, repeatable, path={"partId": "p1"}, reconcile=lambda: pure(finding))
        if isinstance(outcome, str):
            assert world.run(flow) == outcome
        else:
            with pytest.raises(outcome):
                world.run(flow)

    def test_reads_leave_none(self, hand: type[Hand], operation: Operations, context: Contexts) -> None:
        ctx = context(policy=Policy(attempts=2))
        world = hand(*[LostExchange(SendPhase.SENT_NO_REPLY, "gone")] * 2)
        with pytest.raises(TransportError):
            world.run(call(ctx, operation(READ), path={"partId": "p1"}))

    def test_requests_that_never_left_leave_none(
        self, hand: type[Hand], operation: Operations, context: Contexts
    ) -> None:
        ctx = context(policy=Policy(attempts=2))
        world = hand(*[LostExchange(SendPhase.NOT_SENT, "refused")] * 2)
        with pytest.raises(TransportError):
            world.run(call(ctx, operation(NEVER), path={"partId": "p1"}))
        assert len(world.sent) == 2


class Renewing:
    """Credentials that are renewed when refused."""

    def __init__(self, *, helps: bool = True) -> None:
        self.renewals = 0
        self._helps = helps

    def authorize(self, ctx: PlaneContext, request: Request) -> Flow[Request]:
        return pure(request.with_headers(("Authorization", f"token {self.renewals}")))

    def refused(self, ctx: PlaneContext, request: Request, response: Response) -> Flow[bool]:
        self.renewals += 1
        return pure(self._helps)


class TestRefusedCredentials:
    def test_they_are_renewed_once_within_the_same_attempt(
        self, hand: type[Hand], operation: Operations, context: Contexts, reply: Replies
    ) -> None:
        auth = Renewing()
        world = hand(reply(401), reply(200, {"id": "p1"}))
        world.run(call(context(auth=auth, policy=Policy(attempts=1)), operation(NEVER), path={"partId": "p1"}))
        assert [request.header("authorization") for request in world.sent] == ["token 0", "token 1"]
        assert world.slept == []

    def test_a_second_refusal_is_final(
        self, hand: type[Hand], operation: Operations, context: Contexts, reply: Replies
    ) -> None:
        auth = Renewing()
        with pytest.raises(AuthError):
            hand(reply(401), reply(401)).run(call(context(auth=auth), operation(), path={"partId": "p1"}))
        assert auth.renewals == 1

    def test_what_cannot_help_is_not_tried(
        self, hand: type[Hand], operation: Operations, context: Contexts, reply: Replies
    ) -> None:
        with pytest.raises(AuthError):
            hand(reply(401)).run(call(context(auth=Renewing(helps=False)), operation(), path={"partId": "p1"}))

    def test_logins_carry_no_credentials(
        self, hand: type[Hand], operation: Operations, context: Contexts, reply: Replies
    ) -> None:
        auth = Renewing()
        world = hand(reply(401))
        with pytest.raises(AuthError):
            world.run(call(context(auth=auth), operation(NEVER, anonymous=True), path={"partId": "p1"}))
        assert world.sent[0].header("authorization") is None
        assert auth.renewals == 0


class TestUnreadableReplies:
    @pytest.mark.parametrize(
        ("body", "what"),
        [
            (b"<!DOCTYPE html><title>Sign in</title>", "an HTML or XML page, not JSON"),
            (b'\n <?xml version="1.0"?>', "an HTML or XML page, not JSON"),
            (b'{"id": "p1', "truncated"),
            (b"OK", "not JSON"),
        ],
    )
    def test_what_it_is_instead(
        self, body: bytes, what: str, hand: type[Hand], operation: Operations, ctx: PlaneContext, reply: Replies
    ) -> None:
        """A read is safe to repeat: a page of a proxy that restarts is there for some attempts only."""
        world = hand(*[reply(200, body)] * ctx.policy.attempts)
        with pytest.raises(DecodeError, match=what) as caught:
            world.run(call(ctx, operation(), path={"partId": "p1"}))
        assert (caught.value.status, caught.value.attempts, len(world.sent)) == (200, 4, 4)
        assert "https://lathe.example/v1" in str(caught.value)

    @pytest.mark.parametrize("body", [b"<html>", b"", b'{"id": "p1', b"OK", b'{"weight": 3}', b"[" * 100_000])
    def test_a_read_is_repeated(
        self, body: bytes, hand: type[Hand], operation: Operations, ctx: PlaneContext, reply: Replies
    ) -> None:
        world = hand(reply(200, body), reply(200, body), reply(200, {"id": "p1"}))
        assert world.run(call(ctx, operation(), path={"partId": "p1"})).id == "p1"
        assert len(world.heard(RetryScheduled)) == 2

    def test_a_change_that_was_answered_is_not_to_be_repeated_blindly(
        self, hand: type[Hand], operation: Operations, ctx: PlaneContext, reply: Replies
    ) -> None:
        world = hand(reply(200, b"<html>"))
        with pytest.raises(AmbiguousOutcomeError, match="the body is an HTML or XML page"):
            world.run(call(ctx, operation(NEVER), path={"partId": "p1"}))
        assert len(world.sent) == 1

    @pytest.mark.parametrize(
        "body", [b"", b"{}", b"[]", b'{"id": "p1', b"\xff", b"OK", b'{"weight": 3}', b"[" * 100_000]
    )
    def test_a_guarded_change_is_looked_for(
        self, hand: type[Hand], operation: Operations, ctx: PlaneContext, reply: Replies, body: bytes
    ) -> None:
        guarded: Operation[Any] = operation(GUARDED)
        flow = call(ctx, guarded, path={"partId": "p1"}, reconcile=lambda: pure(Confirmed("found")))
        world = hand(reply(200, body))
        assert world.run(flow) == "found"
        assert len(world.sent) == 1

    def test_a_page_is_no_success_even_where_no_body_is_expected(
        self, hand: type[Hand], operation: Operations, context: Contexts, reply: Replies
    ) -> None:
        silent, once = operation(IDEMPOTENT, returns=None), context(policy=Policy(attempts=1))
        with pytest.raises(AmbiguousOutcomeError, match="HTML"):
            hand(reply(200, b"<html>")).run(call(once, silent, path={"partId": "p1"}))
        for body in (b"", b"OK", b"{}"):
            assert hand(reply(200, body)).run(call(once, silent, path={"partId": "p1"})) is None

    def test_an_operation_may_be_known_to_answer_nothing(
        self, hand: type[Hand], operation: Operations, ctx: PlaneContext, reply: Replies, shelf: type[Any]
    ) -> None:
        silent: Operation[Any] = operation(NEVER, may_answer_nothing=True, returns=Blank)
        assert hand(reply(200)).run(call(ctx, silent, path={"partId": "p1"})) == Blank()

    def test_too_large(self, hand: type[Hand], operation: Operations, ctx: PlaneContext) -> None:
        world = hand(ReplyTooLarge(1000, 200))
        with pytest.raises(DecodeError, match="larger than 1000 bytes") as caught:
            world.run(call(ctx, operation(), path={"partId": "p1"}))
        assert caught.value.status == 200
        assert len(world.sent) == 1

    ROWS: ClassVar[Any] = {"items": [{"id": "1"}, {"id": "2"}, {"id": "3"}, {"weight": 4}]}

    def test_the_path_of_what_is_missing(
        self, hand: type[Hand], operation: Operations, ctx: PlaneContext, reply: Replies, shelf: type[Any]
    ) -> None:
        with pytest.raises(DecodeError) as caught:
            hand(*[reply(200, {"things": []})] * 4).run(call(ctx, operation(returns=shelf), path={"partId": "p1"}))
        assert caught.value.path == "$.items"
        assert "$.items: is missing" in str(caught.value)

    def test_a_row_that_cannot_be_read_is_reported_and_counted(
        self, hand: type[Hand], operation: Operations, ctx: PlaneContext, reply: Replies, shelf: type[Any]
    ) -> None:
        world = hand(reply(200, self.ROWS))
        found: Any = world.run(call(ctx, operation(returns=shelf), path={"partId": "p1"}))
        assert ([part.id for part in found.items], found.unreadable) == (["1", "2", "3"], 1)
        (odd,) = world.heard(UnexpectedData)
        assert (odd.path, odd.what, odd.row) == ("$.items[3].id", "is missing; the row is left out", True)

    def test_strict_rows_refuse_it(
        self, hand: type[Hand], operation: Operations, context: Contexts, reply: Replies, shelf: type[Any]
    ) -> None:
        strict = context(policy=Policy(strict_rows=True))
        world = hand(*[reply(200, self.ROWS)] * 9)
        with pytest.raises(
            DecodeError, match=r"a row of the reply cannot be read: \$\.items\[3\]\.id: is missing"
        ) as caught:
            world.run(call(strict, operation(returns=shelf), path={"partId": "p1"}))
        assert caught.value.path == "$.items[3].id"
        assert world.heard(UnexpectedData)

    def test_a_change_is_not_refused_for_a_row_of_its_reply(
        self, hand: type[Hand], operation: Operations, context: Contexts, reply: Replies, shelf: type[Any]
    ) -> None:
        """It was done, and the other rows tell what became of theirs."""
        strict = context(policy=Policy(strict_rows=True))
        changed = call(strict, operation(NEVER, returns=shelf), path={"partId": "p1"})
        done: Any = hand(reply(200, self.ROWS)).run(changed)
        assert done.unreadable == 1

    def test_nothing_is_concluded_from_what_is_not_in_it(
        self, hand: type[Hand], operation: Operations, context: Contexts, reply: Replies, shelf: type[Any]
    ) -> None:
        once = context(policy=Policy(attempts=1))
        lacks: Any = missing_rows
        with pytest.raises(DecodeError, match="1 of its rows cannot be read, so that nothing follows"):
            hand(reply(200, self.ROWS)).run(call(once, operation(returns=shelf), path={"partId": "p1"}, lacks=lacks))

    @pytest.mark.parametrize("number", [b"NaN", b"Infinity", b"-Infinity", b"1e999"])
    def test_what_is_not_a_number_is_null(
        self, hand: type[Hand], operation: Operations, ctx: PlaneContext, reply: Replies, number: bytes
    ) -> None:
        world = hand(reply(200, b'{"id": "p1", "weight": ' + number + b', "new": [1, {"a": ' + number + b"}]}"))
        part = world.run(call(ctx, operation(), path={"partId": "p1"}))
        assert (part.weight, part.extra) == (None, {"new": [1, {"a": None}]})
        assert [odd.path for odd in world.heard(UnexpectedData)] == ["$.weight", "$.new[1].a"]
        assert {odd.what for odd in world.heard(UnexpectedData)} == {NOT_A_NUMBER}

    def test_an_empty_body_where_a_document_is_expected(
        self, hand: type[Hand], operation: Operations, ctx: PlaneContext, reply: Replies
    ) -> None:
        with pytest.raises(DecodeError, match="the reply is empty"):
            hand(*[reply(200)] * 4).run(call(ctx, operation(), path={"partId": "p1"}))


class TestOddAnswers:
    def test_a_redirect_is_refused_and_named(
        self, hand: type[Hand], operation: Operations, ctx: PlaneContext, reply: Replies
    ) -> None:
        answer = reply(302, {"oops": "moved"}, location="https://user:canary@elsewhere.example/parts?token=canary")
        with pytest.raises(ApiError, match=r"redirects to https://elsewhere\.example/parts") as caught:
            hand(answer).run(call(ctx, operation(NEVER), path={"partId": "p1"}))
        assert "canary" not in str(caught.value)
        assert "set the URL to the final one" in str(caught.value)

    def test_a_success_that_is_none(
        self, hand: type[Hand], operation: Operations, ctx: PlaneContext, reply: Replies
    ) -> None:
        for retry, error in ((READ, ApiError), (NEVER, AmbiguousOutcomeError)):
            with pytest.raises(error, match="the status 202 is not one this operation answers with"):
                hand(reply(202, {"id": "1"})).run(call(ctx, operation(retry, success=(200,)), path={"partId": "p1"}))

    def test_an_error_within_a_success(
        self, hand: type[Hand], operation: Operations, ctx: PlaneContext, reply: Replies
    ) -> None:
        said = [reply(200, {"oops": "not really"})] * ctx.policy.attempts
        with pytest.raises(ApiError, match="not really"):
            hand(*said).run(call(ctx, operation(), path={"partId": "p1"}))

    def test_a_wrong_base_path_is_told_from_a_missing_thing(
        self, hand: type[Hand], operation: Operations, ctx: PlaneContext, reply: Replies
    ) -> None:
        with pytest.raises(NotFound, match=r"Is https://lathe\.example/v1 the API's address\?"):
            hand(reply(404, b"<html>")).run(call(ctx, operation(), path={"partId": "p1"}))
        with pytest.raises(NotFound) as caught:
            hand(reply(404, {"oops": "no such part"})).run(call(ctx, operation(), path={"partId": "p1"}))
        assert "address?" not in str(caught.value)

    def test_tls_that_fails_names_the_setting(self, hand: type[Hand], operation: Operations, context: Contexts) -> None:
        lost = LostExchange(SendPhase.NOT_SENT, "[SSL: CERTIFICATE_VERIFY_FAILED] self-signed certificate")
        with pytest.raises(TransportError, match="ca_bundle"):
            hand(lost).run(call(context(policy=Policy(attempts=1)), operation(), path={"partId": "p1"}))


def test_what_a_reader_returns_is_the_outcome(
    hand: type[Hand], operation: Operations, ctx: PlaneContext, reply: Replies
) -> None:
    request = prepare(ctx, operation(), path={"partId": "1"})
    flow = attempts(ctx, operation(), request, lambda exchange: pure(exchange.document["id"]))
    assert hand(reply(200, {"id": "1"})).run(flow) == "1"


class TestTheRestOfABatch:
    """A reply that accounts for all but a part, which the plane refused for now."""

    def ask(self, ctx: PlaneContext, operation: Operation[Any], wanted: str) -> Flow[dict[str, str]]:
        def request(part: str) -> Request:
            return prepare(ctx, operation, path={"partId": part}, body={"want": part})

        def read(exchange: Exchange) -> Flow[dict[str, str]]:
            return pure(exchange.document["got"])

        def rest_of(got: dict[str, str]) -> Rest[dict[str, str]] | None:
            busy = "".join(part for part, end in got.items() if end == "busy")
            if not busy:
                return None
            return Rest(
                request=request(busy),
                reason=f"{busy} busy",
                join=lambda later: got | later,
                without=lambda error: got | dict.fromkeys(busy, type(error).__name__),
            )

        return attempts(ctx, operation, request(wanted), read, rest_of=rest_of)

    def test_it_is_sent_again_alone(
        self, hand: type[Hand], operation: Operations, ctx: PlaneContext, reply: Replies
    ) -> None:
        answers = ({"a": "ok", "b": "busy", "c": "busy"}, {"b": "ok", "c": "busy"}, {"c": "no"})
        world = hand(*[reply(200, {"got": each}) for each in answers])
        assert world.run(self.ask(ctx, operation(NEVER), "abc")) == {"a": "ok", "b": "ok", "c": "no"}
        assert [request.body["want"] for request in world.sent] == ["abc", "bc", "c"]
        assert len(world.heard(RetryScheduled)) == len(world.slept) == 2

    def test_it_is_asked_for_as_long_as_the_call_may_last(
        self, hand: type[Hand], operation: Operations, context: Contexts, reply: Replies
    ) -> None:
        ctx = context(policy=Policy(attempts=2, call_deadline=60.0))
        world = hand(*[reply(200, {"got": {"a": "busy"}})] * 40)
        assert world.run(self.ask(ctx, operation(NEVER), "a")) == {"a": "RateLimited"}
        assert len(world.sent) > 2
        assert 40.0 < sum(world.slept) <= 60.0

    def test_what_becomes_of_it_later_leaves_the_others_alone(
        self, hand: type[Hand], operation: Operations, ctx: PlaneContext, reply: Replies
    ) -> None:
        world = hand(reply(200, {"got": {"a": "ok", "b": "busy"}}), LostExchange(SendPhase.SENT_NO_REPLY, "gone"))
        assert world.run(self.ask(ctx, operation(NEVER), "ab")) == {"a": "ok", "b": "AmbiguousOutcomeError"}


class TestOnePace:
    def test_while_a_plane_throttles_nobody_sends(
        self, hand: type[Hand], operation: Operations, ctx: PlaneContext, reply: Replies
    ) -> None:
        throttled = hand(reply(429, None, retry_after="30"), reply(200, {"id": "1"}))
        other = hand(reply(200, {"id": "2"}))
        throttled.run(call(ctx, operation(), path={"partId": "1"}))
        other.run(call(ctx, operation(), path={"partId": "2"}))
        assert throttled.slept == [30.0]
        assert other.slept[0] >= 30.0

    def test_it_is_waited_out_by_the_clock_and_not_by_the_number_of_attempts(
        self, hand: type[Hand], operation: Operations, context: Contexts, reply: Replies
    ) -> None:
        """The window of an account is minutes long, and other programs may have used it up."""
        ctx = context(policy=Policy(attempts=2), budget=RetryBudget(capacity=0))
        world = hand(*[reply(429)] * 12, reply(200, {"id": "1"}))
        assert world.run(call(ctx, operation(NEVER), path={"partId": "1"})).id == "1"
        assert world.slept[:3] == [0.25, 0.5, 1.0]
        assert max(world.slept) == 10.0

    def test_it_ends_with_the_time_of_the_call(
        self, hand: type[Hand], operation: Operations, context: Contexts, reply: Replies
    ) -> None:
        world = hand(*[reply(429)] * 40)
        with pytest.raises(RateLimited):
            world.run(call(context(policy=Policy(call_deadline=100.0)), operation(), path={"partId": "1"}))
        assert 80.0 < sum(world.slept) <= 100.0

    def test_other_failures_are_counted_all_the_same(
        self, hand: type[Hand], operation: Operations, context: Contexts, reply: Replies
    ) -> None:
        world = hand(reply(503), reply(429), reply(429), reply(503), reply(429), reply(503))
        with pytest.raises(ServerError) as caught:
            world.run(call(context(policy=Policy(attempts=3)), operation(), path={"partId": "1"}))
        assert caught.value.attempts == 6

    def test_no_retry_is_none(self, hand: type[Hand], operation: Operations, context: Contexts, reply: Replies) -> None:
        with pytest.raises(RateLimited):
            hand(reply(429)).run(call(context(policy=Policy(attempts=1)), operation(), path={"partId": "1"}))
