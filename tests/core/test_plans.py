"""Rules and plans: all violations at once, nothing sent that was not shown."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Any

import attrs
import pytest

from jobspan._core.call import call, perform, prepare
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._core.operation import RetryClass
from jobspan._core.planning import hold_to, stop_at_proposal
from jobspan._core.proposal import Proposal, Step
from jobspan._core.rules import FactRule, StateRule, propose, rules_apply
from jobspan._sync.plan import Plan
from jobspan.credentials import Secret
from jobspan.errors import PlanChanged, RuleViolation
from jobspan.hooks import RuleWarning
from jobspan.models import Verdict
from jobspan.policy import Policy, RuleMode

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.core.conftest import Hand

IDLE = StateRule(
    id="part-idle",
    text="A part is turned only while it rests.",
    allowed=frozenset({"RESTING", "NEW"}),
    known=frozenset({"RESTING", "NEW", "TURNING"}),
    source="https://lathe.example (Parts)",
)
LIGHT = FactRule[int](
    id="part-light",
    text="A part weighs 100 at most.",
    broken=lambda weight: f"It weighs {weight}." if weight > 100 else None,
    source="https://lathe.example (Parts)",
)
SENSIBLE = attrs.evolve(LIGHT, id="part-sensible", advisory=True)


def verdicts(state: str | None = "RESTING", weight: int | None = 1) -> tuple[Verdict, ...]:
    return IDLE.judge("part 1", state), LIGHT.judge("part 1", weight)


class Turning:
    """A changing flow: reads the part, proposes, sends."""

    def __init__(self, ctx: PlaneContext, operation: Callable[..., Any]) -> None:
        self.ctx = ctx
        self.read = operation(RetryClass.READ)
        self.turn = operation(RetryClass.NEVER)

    def __call__(self) -> Flow[str]:
        part = yield from call(self.ctx, self.read, path={"partId": "1"})
        if part.state == "DONE":
            return "nothing to do"
        request = prepare(self.ctx, self.turn, path={"partId": "1"}, body={"pin": Secret("canary"), "was": part.state})
        yield from propose(
            self.ctx,
            Proposal(
                title="turn part 1",
                plane="lathe",
                operation=self.turn.id,
                steps=(Step(operation=self.turn.id, request=request),),
                verdicts=verdicts(part.state, part.weight),
            ),
        )
        turned = yield from perform(self.ctx, self.turn, request)
        return str(turned.id)


@pytest.fixture
def turning(context: Callable[..., PlaneContext], operation: Callable[..., Any]) -> Callable[..., Turning]:
    return lambda **policy: Turning(context(policy=Policy(**policy)), operation)


@pytest.fixture
def part(reply: Callable[..., Any]) -> Callable[..., Any]:
    return lambda state="RESTING", weight=1: reply(200, {"id": "1", "state": state, "weight": weight})


class TestRules:
    @pytest.mark.parametrize(
        ("state", "passed"),
        [("RESTING", True), ("NEW", True), ("TURNING", False), ("ADDED_BY_THE_VENDOR", None), (None, None)],
    )
    def test_a_state_is_judged_only_if_it_is_known(self, state: str | None, passed: bool | None) -> None:
        verdict = IDLE.judge("part 1", state)
        assert verdict.passed is passed
        assert verdict.actual == state

    def test_without_a_list_of_known_states_every_state_is_judged(self) -> None:
        assert attrs.evolve(IDLE, known=frozenset()).judge("part 1", "ADDED").passed is False

    @pytest.mark.parametrize(("weight", "passed"), [(100, True), (101, False), (None, None)])
    def test_facts(self, weight: int | None, passed: bool | None) -> None:
        assert LIGHT.judge("part 1", weight).passed is passed

    def test_all_violations_come_at_once_and_nothing_is_sent(
        self, hand: type[Hand], turning: Callable[..., Turning], part: Callable[..., Any]
    ) -> None:
        world = hand(part("TURNING", 101))
        with pytest.raises(RuleViolation) as caught:
            world.run(turning()())
        assert [verdict.rule for verdict in caught.value.verdicts] == ["part-idle", "part-light"]
        assert len(world.sent) == 1
        text = str(caught.value)
        assert "refused: part 1: A part is turned only while it rests. It is TURNING. (allowed: NEW, RESTING)" in text
        assert "refused: part 1: A part weighs 100 at most. It weighs 101. [part-light]" in text

    def test_warned_of_and_sent(
        self, hand: type[Hand], turning: Callable[..., Turning], part: Callable[..., Any]
    ) -> None:
        world = hand(part("TURNING", 101), part())
        world.run(turning(rules="warn")())
        assert [event.verdict.rule for event in world.heard(RuleWarning)] == ["part-idle", "part-light"]

    def test_off_says_nothing(
        self, hand: type[Hand], turning: Callable[..., Turning], part: Callable[..., Any]
    ) -> None:
        flow = turning(rules=RuleMode.OFF)
        world = hand(part("TURNING", 101), part())
        world.run(flow())
        assert world.heard(RuleWarning) == []
        assert not rules_apply(flow.ctx)

    def test_an_advisory_rule_only_warns(self, hand: type[Hand], ctx: PlaneContext) -> None:
        world = hand()
        world.run(
            propose(
                ctx,
                Proposal(title="t", plane="lathe", operation="o", verdicts=(SENSIBLE.judge("part 1", 101),)),
            )
        )
        (warning,) = world.heard(RuleWarning)
        assert str(warning.verdict).startswith("warning: part 1: ")

    def test_what_could_not_be_judged_does_not_stop_anything(
        self, hand: type[Hand], turning: Callable[..., Turning], part: Callable[..., Any]
    ) -> None:
        assert hand(part("ADDED_BY_THE_VENDOR", None), part()).run(turning()()) == "1"


class TestPlans:
    def test_a_plan_stops_where_the_change_begins(
        self, hand: type[Hand], turning: Callable[..., Turning], part: Callable[..., Any]
    ) -> None:
        world = hand(part())
        proposal = world.run(stop_at_proposal(turning()()))
        assert proposal is not None
        assert [request.method for request in world.sent] == ["GET"]
        assert [step.request.method for step in proposal.steps] == ["POST"]

    def test_a_plan_shows_what_is_refused_instead_of_raising(
        self, hand: type[Hand], turning: Callable[..., Turning], part: Callable[..., Any]
    ) -> None:
        proposal = hand(part("TURNING")).run(stop_at_proposal(turning()()))
        assert proposal is not None
        plan = Plan[None](proposal, lambda once: None)
        assert not plan.ok
        assert "refused: part 1" in str(plan)

    def test_nothing_to_change(
        self, hand: type[Hand], turning: Callable[..., Turning], part: Callable[..., Any]
    ) -> None:
        assert hand(part("DONE")).run(stop_at_proposal(turning()())) is None
        plan = Plan[None](None, lambda once: None)
        assert (str(plan), plan.requests, plan.ok) == ("Nothing to change.", (), True)

    def test_applied_as_planned(
        self, hand: type[Hand], turning: Callable[..., Turning], part: Callable[..., Any]
    ) -> None:
        flow = turning()
        planned = hand(part()).run(stop_at_proposal(flow()))
        world = hand(part(), part())
        assert world.run(hold_to(planned, flow())) == "1"
        assert planned is not None
        assert world.sent[-1] == planned.steps[0].request

    def test_what_changed_since_stops_it(
        self, hand: type[Hand], turning: Callable[..., Turning], part: Callable[..., Any]
    ) -> None:
        flow = turning()
        planned = hand(part("RESTING", 1)).run(stop_at_proposal(flow()))
        world = hand(part("NEW", 101))
        with pytest.raises(PlanChanged) as caught:
            world.run(hold_to(planned, flow()))
        assert len(world.sent) == 1
        assert caught.value.differences == (
            "the requests differ (1 planned, 1 now)",
            "part 1: was RESTING, is NEW [part-idle]",
            "part 1: was allowed, is It weighs 101. [part-light]",
        )

    def test_an_empty_plan_is_held_to_as_well(
        self, hand: type[Hand], turning: Callable[..., Turning], part: Callable[..., Any]
    ) -> None:
        flow = turning()
        world = hand(part("RESTING"))
        with pytest.raises(PlanChanged, match="there was nothing to change, and now there is"):
            world.run(hold_to(None, flow()))
        assert len(world.sent) == 1
        assert hand(part("DONE")).run(hold_to(None, flow())) == "nothing to do"

    def test_a_plan_that_is_refused_is_refused_again_when_applied(
        self, hand: type[Hand], turning: Callable[..., Turning], part: Callable[..., Any]
    ) -> None:
        flow = turning()
        planned = hand(part("TURNING")).run(stop_at_proposal(flow()))
        with pytest.raises(RuleViolation):
            hand(part("TURNING")).run(hold_to(planned, flow()))

    def test_a_flow_is_closed_where_it_stops(self, hand: type[Hand], ctx: PlaneContext) -> None:
        closed = []

        def flow() -> Flow[None]:
            try:
                yield from propose(ctx, Proposal(title="t", plane="lathe", operation="o"))
            finally:
                closed.append(True)

        hand().run(stop_at_proposal(flow()))
        assert closed == [True]

    def test_errors_reach_the_flow_that_is_watched(
        self, hand: type[Hand], ctx: PlaneContext, operation: Callable[..., Any], reply: Callable[..., Any]
    ) -> None:
        def flow() -> Flow[str]:
            try:
                yield from call(ctx, operation(), path={"partId": "1"})
            except Exception as error:
                yield from propose(ctx, Proposal(title=type(error).__name__, plane="lathe", operation="o"))
            return "went on"

        proposal = hand(reply(404)).run(stop_at_proposal(flow()))
        assert proposal is not None
        assert proposal.title == "NotFound"
        assert hand(reply(404)).run(hold_to(proposal, flow())) == "went on"

    def test_no_secret_shows(self, hand: type[Hand], turning: Callable[..., Turning], part: Callable[..., Any]) -> None:
        proposal = hand(part()).run(stop_at_proposal(turning()()))
        assert proposal is not None
        plan = Plan[None](proposal, lambda once: None)
        shown = " ".join([str(plan), repr(plan), plan._repr_html_(), str(plan.requests), repr(proposal), str(proposal)])
        assert "canary" not in shown
        assert '"pin": "***"' in shown
        in_a_notebook = html.unescape(re.sub(r"<[^>]+>", " ", plan._repr_html_()))
        said = re.findall(r"[\w.:/*\"-]+", str(plan).replace("ok:", "ok").replace("refused:", "refused"))
        assert [word for word in said if word.strip(".:") not in in_a_notebook] == [], "it shows all that print shows"
        assert proposal.steps[0].request.content() == b'{"pin":"canary","was":"RESTING"}'


@pytest.mark.parametrize(
    ("before", "after", "differs"),
    [
        (True, None, False),
        (None, True, False),
        (None, None, False),
        (True, False, True),
        (None, False, True),
        (True, True, False),
    ],
)
def test_what_could_not_be_read_does_not_show_that_something_changed(
    before: bool | None, after: bool | None, differs: bool
) -> None:
    def proposed(passed: bool | None) -> Proposal:
        verdict = Verdict(rule="part-idle", subject="part 1", passed=passed, message="")
        return Proposal(title="t", plane="lathe", operation="o", verdicts=(verdict,))

    assert bool(proposed(before).differences(proposed(after))) is differs
