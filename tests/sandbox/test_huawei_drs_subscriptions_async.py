"""Subscriptions to the changes of a database, by API v5."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import attrs
import pytest

import jobspan
from jobspan.drs import NotOffered
from jobspan.hooks import Event, RuleWarning
from jobspan.jobs import Phase
from jobspan.policy import Policy, RuleMode
from jobspan.testing import Clock, Sandbox, faults
from jobspan.testing.sandbox.huawei_drs.subscriptions import Subscription

CREATE, START, RETRY = "v5.create_subscription", "v5.start_subscription", "v5.retry_subscription"
INSTANCE = "3ef57dbcc8db478a9e346d26ef2575bfin01"


@pytest.fixture
def drs() -> Iterator[Sandbox]:
    with Sandbox(["huawei_drs"], clock=Clock.manual()) as sandbox:
        yield sandbox


def subscribed(drs: Sandbox, state: str, name: str = "shop-feed") -> Subscription:
    """A subscription in a state."""
    plane = drs.huawei_drs
    made = Subscription(
        world=plane.world,
        id=plane.new_id("jb801"),
        name=name,
        instance_id=INSTANCE,
        enterprise_project="0",
        created_at=plane.world.now(),
    )
    made.place(state)
    plane.subscriptions[made.id] = made
    return made


async def test_it_is_created_started_and_deleted(drs: Sandbox, tmp_path: Path) -> None:
    async with drs.async_client(journal=f"sqlite:///{tmp_path / 'journal.sqlite3'}") as client:
        subscriptions = client.drs.subscriptions
        plan = await subscriptions.create.plan("shop-feed", INSTANCE, tags={"owner": "shop"}, description="orders")
        assert "billed" in str(plan)
        assert drs.requests.count(CREATE) == 0
        created = await plan.apply(once="feed")
        asked: dict[str, Any] = {"tags": {"owner": "shop"}, "description": "orders"}
        assert (await subscriptions.create.once("feed", "shop-feed", INSTANCE, **asked)).id == created.id
        assert drs.requests.count(CREATE) == 1
        ready = await created.wait()
        assert (ready.name, ready.status, ready.phase) == ("shop-feed", "CONFIGURATION", Phase.QUEUED)
        running = await (await subscriptions.start.once("feed-runs", created.id)).wait()
        assert (running.status, running.phase) == ("SUBSCRIPTION_STARTED", Phase.RUNNING)
        assert running.created_at is not None
        assert running.consumed_from is not None
        assert running.created_at < running.consumed_from
        assert await subscriptions.wait(created.id) == attrs.evolve(running, now_time=str(_millis(drs)))
        assert (await client.resume(created.ref).wait()).id == created.id
        drs.faults.add("v5.delete_subscription", faults.DropAfterWork())
        await subscriptions.delete(created.id)
        with pytest.raises(jobspan.NotFound):
            await subscriptions.get(created.id)
    (sent,) = drs.requests.of(CREATE)
    assert sent.json == {
        "name": "shop-feed",
        "description": "orders",
        "instance_type": "rds",
        "enterprise_project_id": "0",
        "tags": [{"key": "owner", "value": "shop"}],
        "source_endpoint_info": {"id": INSTANCE, "type": "mysql"},
    }


def _millis(drs: Sandbox) -> int:
    return int(drs.huawei_drs.world.now().timestamp() * 1000)


@pytest.mark.parametrize(
    ("arguments", "more", "blamed"),
    [
        (("abc", INSTANCE), {}, ["name"]),
        (("shop feed", ""), {}, ["name", "instance_id"]),
        (("shop-feed", INSTANCE), {"enterprise_project_id": ""}, ["enterprise_project_id"]),
        (("shop-feed", INSTANCE), {"tags": {"_sys_x": "1"}}, ["tags"]),
        (("shop-feed", INSTANCE), {"tags": {str(number): "" for number in range(21)}}, ["tags"]),
    ],
)
async def test_what_cannot_be_created_is_not_sent(
    drs: Sandbox, arguments: tuple[str, str], more: dict[str, Any], blamed: list[str]
) -> None:
    async with drs.async_client() as client:
        with pytest.raises(jobspan.ValidationError) as refused:
            await client.drs.subscriptions.create(*arguments, **more)
    assert [problem.field for problem in refused.value.problems] == blamed
    assert drs.requests.count(CREATE) == 0


async def test_failures_end_the_wait_and_can_be_retried(drs: Sandbox) -> None:
    async with drs.async_client() as client:
        subscriptions = client.drs.subscriptions
        drs.huawei_drs.next_subscription_ends = "CREATE_FAILED"
        with pytest.raises(jobspan.JobFailed, match="CREATE_FAILED"):
            await (await subscriptions.create("shop-feed", INSTANCE)).wait()
        created = await subscriptions.create("shop-feed-2", INSTANCE)
        await created.wait()
        drs.huawei_drs.next_subscription_ends = "STARTJOB_FAILED"
        with pytest.raises(jobspan.JobFailed, match=r"drs\.subscriptions\.retry") as failed:
            await (await subscriptions.start(created.id)).wait()
        assert "STARTJOB_FAILED" in str(failed.value)
        await (await subscriptions.retry(created.id)).wait()
        drs.huawei_drs.subscriptions[created.id].fail()
        assert (await subscriptions.get(created.id)).phase is Phase.FAILED
        await subscriptions.reset(created.id)
        assert (await subscriptions.wait(created.id)).status == "SUBSCRIPTION_STARTED"


async def test_a_failure_from_before_a_retry_does_not_end_the_wait(drs: Sandbox) -> None:
    subscription = subscribed(drs, "SUBSCRIPTION_FAILED")
    async with drs.async_client() as client:
        handle = await client.drs.subscriptions.retry(subscription.id)
        drs.faults.add("v5.show_subscription_detail", faults.SetFields({"status": "SUBSCRIPTION_FAILED"}), times=2)
        assert (await handle.wait()).status == "SUBSCRIPTION_STARTED"
    assert drs.requests.count("v5.show_subscription_detail") >= 4


@pytest.mark.parametrize(
    ("action", "state", "passed"),
    [
        ("start", "CONFIGURATION", True),
        ("start", "SUBSCRIPTION_STARTED", False),
        ("start", "CREATING", False),
        ("start", "FROZEN", False),
        ("start", "STARTJOB_FAILED", "advice"),
        ("retry", "SUBSCRIPTION_FAILED", True),
        ("retry", "SUBSCRIPTION_STARTED", False),
        ("retry", "CREATE_FAILED", "advice"),
        ("reset", "SUBSCRIPTION_STARTED", True),
        ("reset", "CONFIGURATION", False),
        ("reset", "NODE_UPGRADE_START", "advice"),
        ("delete", "SUBSCRIPTION_STARTED", True),
        ("delete", "STARTJOBING", "advice"),
        ("delete", "DELETED", False),
        ("start", "MOVING_HOUSE", None),
    ],
)
async def test_states_allow_advise_or_refuse(drs: Sandbox, action: str, state: str, passed: bool | str | None) -> None:
    subscription = subscribed(drs, state)
    async with drs.async_client() as client:
        method = getattr(client.drs.subscriptions, action)
        (verdict,) = (await method.plan(subscription.id)).verdicts
        if passed is False:
            with pytest.raises(jobspan.RuleViolation, match=state):
                await method(subscription.id)
    assert verdict.rule == f"{action}-subscription-state"
    assert (verdict.passed, verdict.advisory) == ((False, True) if passed == "advice" else (passed, False))
    assert drs.requests.count(f"v5.{action}_subscription") == 0


async def test_what_is_only_unusual_is_sent_with_a_warning(drs: Sandbox) -> None:
    subscription = subscribed(drs, "STARTJOB_FAILED")
    seen: list[Event] = []
    async with drs.async_client(hooks=[seen.append]) as client:
        with pytest.raises(jobspan.StateConflict):
            await client.drs.subscriptions.start(subscription.id)
    assert [event.verdict.rule for event in seen if isinstance(event, RuleWarning)] == ["start-subscription-state"]


async def test_where_it_is_consumed_from_lies_between_its_creation_and_now(drs: Sandbox) -> None:
    subscription = subscribed(drs, "SUBSCRIPTION_STARTED")
    created = subscription.created_at
    drs.clock.advance(3600)
    async with drs.async_client() as client:
        update = client.drs.subscriptions.update
        half = created + timedelta(minutes=30)
        await update(subscription.id, name="renamed", description="it was the shop", consume_time=half)
        assert subscription.begin == half
        (sent,) = drs.requests.of("v5.update_subscription_info")
        assert sent.json == {
            "name": "renamed",
            "description": "it was the shop",
            "consume_time": int(half.timestamp() * 1000),
        }
        for wrong in (created - timedelta(seconds=1), created + timedelta(hours=2)):
            with pytest.raises(jobspan.RuleViolation, match="consume-time-in-range"):
                await update(subscription.id, consume_time=wrong)
        for refused in ({}, {"name": "x"}, {"consume_time": datetime(2026, 1, 5, 12)}):
            with pytest.raises(jobspan.ValidationError):
                await update(subscription.id, **refused)
        assert drs.requests.count("v5.update_subscription_info") == 1
    async with drs.async_client(policy=Policy(rules=RuleMode.OFF)) as client:
        looks = drs.requests.count("v5.show_subscription_detail")
        with pytest.raises(jobspan.ApiError):
            await client.drs.subscriptions.update(subscription.id, consume_time=created - timedelta(seconds=1))
        assert drs.requests.count("v5.show_subscription_detail") == looks


async def test_a_lost_creation_is_found_by_its_name(drs: Sandbox) -> None:
    subscribed(drs, "SUBSCRIPTION_STARTED", "shop-feed-2")
    async with drs.async_client() as client:
        drs.faults.add(CREATE, faults.DropAfterWork())
        created = await client.drs.subscriptions.create("shop-feed", INSTANCE)
        assert drs.huawei_drs.subscriptions[created.id].name == "shop-feed"
        drs.faults.add(CREATE, faults.DropBeforeWork())
        with pytest.raises(jobspan.AmbiguousOutcomeError, match="No new subscription"):
            await client.drs.subscriptions.create("shop-feed-3", INSTANCE)
    assert drs.requests.count(CREATE) == 2


def another_instance(made: Subscription) -> None:
    made.instance_id = "another"


def another_description(made: Subscription) -> None:
    made.description = "something else"


def another_project(made: Subscription) -> None:
    made.enterprise_project = "another"


def unsaid(made: Subscription) -> None:
    made.instance_id = ""


@attrs.frozen
class SomebodyElse(faults.Fault):
    """The request is lost; at the same moment somebody subscribes to something else by the same name."""

    sandbox: Sandbox
    differs: Callable[[Subscription], None]

    def instead(self, plane: Any, call: Any) -> Any:
        self.differs(subscribed(self.sandbox, "CREATING", call.json["name"]))
        return faults.DropBeforeWork().instead(plane, call)


@pytest.mark.parametrize("differs", [another_instance, another_description, another_project, unsaid])
async def test_one_that_may_be_somebody_elses_is_not_taken(
    drs: Sandbox, differs: Callable[[Subscription], None]
) -> None:
    drs.faults.add(CREATE, SomebodyElse(drs, differs))
    async with drs.async_client() as client:
        with pytest.raises(jobspan.AmbiguousOutcomeError, match="jb801"):
            await client.drs.subscriptions.create("shop-feed", INSTANCE)
    assert drs.requests.count(CREATE) == 1


@pytest.mark.parametrize(
    ("action", "state"),
    [
        ("start", "CONFIGURATION"),
        ("retry", "SUBSCRIPTION_FAILED"),
        ("reset", "SUBSCRIPTION_FAILED"),
    ],
)
@pytest.mark.parametrize("rules", [RuleMode.ENFORCE, RuleMode.OFF])
async def test_the_state_tells_whether_a_lost_action_was_taken(
    drs: Sandbox, action: str, state: str, rules: RuleMode
) -> None:
    taken, lost = subscribed(drs, state), subscribed(drs, state, "shop-feed-2")
    async with drs.async_client(policy=Policy(rules=rules)) as client:
        method = getattr(client.drs.subscriptions, action)
        drs.faults.add(f"v5.{action}_subscription", faults.DropAfterWork())
        await method(taken.id)
        drs.faults.add(f"v5.{action}_subscription", faults.DropBeforeWork())
        with pytest.raises(jobspan.AmbiguousOutcomeError, match=f"It was {state}, and is {state}"):
            await method(lost.id)
    assert drs.requests.count(f"v5.{action}_subscription") == 2


async def test_a_lost_reset_of_one_that_ran_and_runs_stays_unknown(drs: Sandbox) -> None:
    subscription = subscribed(drs, "SUBSCRIPTION_STARTED")
    drs.faults.add("v5.reset_subscription", faults.DropBeforeWork())
    async with drs.async_client() as client:
        with pytest.raises(jobspan.AmbiguousOutcomeError):
            await client.drs.subscriptions.reset(subscription.id)
    drs.faults.add("v5.show_subscription_detail", faults.Answer(400, {"error_code": "DRS.M00202"}), times=1)
    drs.faults.add("v5.reset_subscription", faults.DropAfterWork())
    async with drs.async_client(policy=Policy(rules=RuleMode.OFF)) as client:
        with pytest.raises(jobspan.AmbiguousOutcomeError, match="could not be read"):
            await client.drs.subscriptions.reset(subscription.id)
    assert drs.requests.count("v5.reset_subscription") == 2


@pytest.mark.parametrize("bare", [False, True], ids=["a list", "one object"])
async def test_lists_are_paged_filtered_and_read_in_both_forms(drs: Sandbox, bare: bool) -> None:
    drs.huawei_drs.shows_single_subscriptions_bare = bare
    async with drs.async_client() as client:
        subscriptions = client.drs.subscriptions
        assert await subscriptions.list().to_list() == []
        for number in range(3):
            await subscriptions.create(f"shop-{number}", f"instance-{number}", tags={"stage": str(number)})
        rows = await subscriptions.list(page_size=1, sort_dir="asc").to_list()
        assert [row.name for row in rows] == ["shop-0", "shop-1", "shop-2"]
        (row,) = await subscriptions.list(instance_ids=["instance-1", "instance-7"], is_billing=True).to_list()
        assert row.name == "shop-1"
        assert row.job_action is not None
        assert row.job_action.available_actions == ("start",)
        assert row.created_at == drs.huawei_drs.subscriptions[row.id].created_at
        (row,) = await subscriptions.list(tags={"stage": "2"}).to_list()
        assert (row.name, row.consumed_from) == ("shop-2", None)
        with pytest.raises(jobspan.ValidationError):
            subscriptions.list(instance_ids=[str(number) for number in range(11)])
        with pytest.raises(jobspan.ValidationError):
            subscriptions.list(sort_dir="up")
        with pytest.raises(jobspan.ValidationError):
            subscriptions.watch(row.id, until="ripe")


async def test_it_is_found_by_its_tags(drs: Sandbox) -> None:
    async with drs.async_client() as client:
        created = await client.drs.subscriptions.create("shop-feed", INSTANCE, tags={"owner": "shop"})
        await client.drs.tags.set("subscription", created.id, {"stage": "1"})
        assert await client.drs.tags.of("subscription", created.id) == {"owner": "shop", "stage": "1"}
        (found,) = await client.drs.tags.find("subscription", {"stage": ["1"]}).to_list()
        assert found.resource_id == created.id
        assert await client.drs.tags.count("migration", {"stage": ["1"]}) == 0


async def test_a_region_without_api_v5_has_none(drs: Sandbox) -> None:
    drs.huawei_drs.has_v5 = False
    async with drs.async_client() as client:
        with pytest.raises(NotOffered):
            await client.drs.subscriptions.list().to_list()


@pytest.mark.parametrize(
    ("document", "found"), [({"jobs": {}, "total_count": 0}, 0), ({"jobs": {"id": "a"}, "total_count": 1}, 1)]
)
async def test_a_list_may_come_as_its_only_row(drs: Sandbox, document: dict[str, Any], found: int) -> None:
    drs.faults.add("v5.show_subscription_lists", faults.Answer(200, document))
    async with drs.async_client() as client:
        assert len(await client.drs.subscriptions.list().to_list()) == found


@pytest.mark.parametrize("document", [{"jobs": {}}, {"jobs": {}, "total_count": 2}, {"total_count": 2}])
async def test_what_is_no_list_is_no_empty_one(drs: Sandbox, document: dict[str, Any]) -> None:
    drs.faults.add("v5.show_subscription_lists", faults.Answer(200, document), times=None)
    async with drs.async_client(policy=Policy(attempts=1)) as client:
        with pytest.raises(jobspan.DecodeError, match=r"\$\.jobs"):
            await client.drs.subscriptions.list().to_list()
