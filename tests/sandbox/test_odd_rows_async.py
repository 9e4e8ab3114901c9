"""Lists with a row that cannot be read, on every plane: the others come, the odd one is reported and counted."""

from collections.abc import Callable
from typing import Any

import attrs
import pytest

from jobspan import ApiError, DecodeError, Policy
from jobspan.hooks import Event, UnexpectedData
from jobspan.models import ItemStatus
from jobspan.testing import Clock, Sandbox, faults


@attrs.frozen(kw_only=True)
class Listed:
    """A list of a plane: its operation, the member with its rows, and how it is asked for."""

    plane: str
    operation: str
    rows: str | None
    ask: Callable[[Any], Any]
    prepare: Callable[[Sandbox], object] = lambda sandbox: None
    identified: bool = True

    def __str__(self) -> str:
        return self.operation


def _three_tasks(sandbox: Sandbox) -> None:
    for name in ("one", "two", "three"):
        sandbox.huawei_drs.add(name, "INCRE_TRANSFER_STARTED")


def _two_schedules(sandbox: Sandbox) -> None:
    with sandbox.client() as client:
        for name in ("nightly", "weekly"):
            client.ciphertrust.schedules.create(name, cloud="aws", run_at="0 1 * * *", synchronize_all=True)


LISTS = [
    Listed(
        plane="delphix",
        operation="get_masking_jobs",
        rows="items",
        ask=lambda client: client.masking_jobs.list(),
    ),
    Listed(
        plane="delphix",
        operation="search_connectors",
        rows="items",
        ask=lambda client: client.connectors.search(),
    ),
    Listed(
        plane="groupid",
        operation="list_jobs",
        rows="data",
        ask=lambda client: client.data_sync_jobs.list(),
        identified=False,
    ),
    Listed(
        plane="groupid",
        operation="collection_jobs",
        rows="data",
        ask=lambda client: client.groupid.collections.jobs(1),
        identified=False,
    ),
    Listed(
        plane="ciphertrust",
        operation="scheduler.job_configs.list",
        rows="resources",
        ask=lambda client: client.ciphertrust.schedules.list(),
        prepare=_two_schedules,
    ),
    Listed(
        plane="huawei_drs",
        operation="show_job_list",
        rows="jobs",
        ask=lambda client: client.migration_jobs.list("migration"),
        prepare=_three_tasks,
    ),
    Listed(
        plane="huawei_drs",
        operation="v5.list_jobs",
        rows="jobs",
        ask=lambda client: client.drs.actions.search("migration"),
        prepare=_three_tasks,
    ),
    Listed(
        plane="huawei_dsc",
        operation="S1",
        rows="tasks",
        ask=lambda client: client.dsc.scan_jobs.list(),
        identified=False,
    ),
    Listed(
        plane="huawei_dsc",
        operation="A1",
        rows="buckets",
        ask=lambda client: client.dsc.assets.buckets(),
        identified=False,
    ),
]
EVERY_LIST = pytest.mark.parametrize("listed", LISTS, ids=str)


def spoil(listed: Listed, change: Callable[[list[Any]], Any]) -> faults.EditJson:
    """The rows as ``change`` makes them."""

    def edit(document: Any) -> Any:
        return document | {listed.rows: change(document[listed.rows])}

    return faults.EditJson(edit)


def _first_is(row: Any) -> Callable[[list[Any]], list[Any]]:
    return lambda rows: [row, *rows[1:]]


@EVERY_LIST
@pytest.mark.parametrize("odd", [None, 3, [], "x", {"id": None}], ids=repr)
async def test_the_other_rows_come(listed: Listed, odd: Any) -> None:
    if odd == {"id": None} and not listed.identified:
        odd = ["a row without an id is a row here"]
    events: list[Event] = []
    with Sandbox([listed.plane], clock=Clock.manual()) as sandbox:
        listed.prepare(sandbox)
        async with sandbox.async_client() as client:
            every = await listed.ask(client).to_list()
            assert len(every) > 1
        sandbox.faults.add(listed.operation, spoil(listed, _first_is(odd)), times=None)
        async with sandbox.async_client(hooks=[events.append]) as client:
            pager = listed.ask(client)
            assert await pager.to_list() == every[1:]
            assert pager.unreadable == 1
    reported = [event for event in events if isinstance(event, UnexpectedData) and event.row]
    assert {event.path.removesuffix(".id") for event in reported} == {f"$.{listed.rows}[0]"}
    assert {event.operation for event in reported} == {listed.operation}


@EVERY_LIST
async def test_strict_rows_refuse_a_list_with_a_gap(listed: Listed) -> None:
    with Sandbox([listed.plane], clock=Clock.manual()) as sandbox:
        listed.prepare(sandbox)
        sandbox.faults.add(listed.operation, spoil(listed, _first_is(None)), times=None)
        async with sandbox.async_client(policy=Policy(strict_rows=True, attempts=1)) as client:
            with pytest.raises(DecodeError) as refused:
                await listed.ask(client).to_list()
    assert refused.value.path == f"$.{listed.rows}[0]"


@EVERY_LIST
@pytest.mark.parametrize("instead", [None, {"of": "rows"}, "rows", faults.ABSENT], ids=repr)
async def test_no_rows_are_no_empty_list(listed: Listed, instead: Any) -> None:
    def edit(document: Any) -> Any:
        rest = {name: value for name, value in document.items() if name != listed.rows}
        return rest if instead is faults.ABSENT else rest | {listed.rows: instead}

    with Sandbox([listed.plane], clock=Clock.manual()) as sandbox:
        listed.prepare(sandbox)
        sandbox.faults.add(listed.operation, faults.EditJson(edit), times=None)
        async with sandbox.async_client(policy=Policy(attempts=1)) as client:
            with pytest.raises(DecodeError) as refused:
                await listed.ask(client).to_list()
    assert refused.value.path == f"$.{listed.rows}"


@EVERY_LIST
async def test_nor_is_another_document(listed: Listed) -> None:
    with Sandbox([listed.plane], clock=Clock.manual()) as sandbox:
        listed.prepare(sandbox)
        sandbox.faults.add(listed.operation, faults.EditJson(lambda _: {"error": "down for maintenance"}), times=None)
        async with sandbox.async_client(policy=Policy(attempts=1)) as client:
            with pytest.raises((DecodeError, ApiError)):
                await listed.ask(client).to_list()


async def test_tags_that_can_be_read_come() -> None:
    def spoiled(document: Any) -> Any:
        return {"tags": [None, *document["tags"], {"key": "no value"}]}

    with Sandbox(["delphix"], clock=Clock.manual()) as sandbox:
        async with sandbox.async_client() as client:
            job = await client.masking_jobs.list().first()
            assert job is not None
            await client.masking_jobs.add_tags(job.id, {"team": "alpha"})
            tags = await client.masking_jobs.tags(job.id)
            sandbox.faults.add("get_masking_job_tag", faults.EditJson(spoiled))
            assert await client.masking_jobs.tags(job.id) == tags


async def test_an_entry_of_a_batch_that_cannot_be_read_is_unknown_and_not_sent_again() -> None:
    with Sandbox(["huawei_drs"], clock=Clock.manual()) as sandbox:
        ids = [sandbox.huawei_drs.add(name, "INCRE_TRANSFER_STARTED").id for name in ("one", "two", "three")]
        sandbox.faults.add("batch_stop_jobs", faults.EditJson(lambda document: document | {"results": [
            document["results"][0], None, document["results"][2]
        ]}))  # fmt: skip
        async with sandbox.async_client() as client:
            report = await client.migration_jobs.pause(ids)
        assert [item.status for item in report] == [ItemStatus.ACCEPTED, ItemStatus.UNKNOWN, ItemStatus.ACCEPTED]
        assert sandbox.requests.count("batch_stop_jobs") == 1


async def test_nor_are_the_entries_of_a_batch_that_was_refused_with_one() -> None:
    """Which of the others the unreadable one is, nobody can tell."""
    with Sandbox(["huawei_drs"], clock=Clock.manual()) as sandbox:
        ids = [sandbox.huawei_drs.add(name, "INCRE_TRANSFER_STARTED").id for name in ("one", "two", "three")]
        refused = {"id": ids[0], "status": "failed", "error_code": "DRS.M01504", "error_msg": "no"}
        sandbox.faults.add("batch_stop_jobs", faults.Answer(400, {"results": [refused, 7], "count": 2}))
        async with sandbox.async_client() as client:
            report = await client.migration_jobs.pause(ids)
        assert [item.status for item in report] == [ItemStatus.FAILED, ItemStatus.UNKNOWN, ItemStatus.UNKNOWN]
        assert sandbox.requests.count("batch_stop_jobs") == 1


async def test_a_state_that_cannot_be_read_is_not_an_end() -> None:
    with Sandbox(["huawei_drs"], clock=Clock.manual()) as sandbox:
        ids = [sandbox.huawei_drs.add(name, "INCRE_TRANSFER_STARTED").id for name in ("one", "two")]

        def spoiled(document: Any) -> Any:
            return document | {"results": [row for row in document["results"] if row["id"] != ids[1]] + [None]}

        sandbox.faults.add("batch_list_job_status", faults.EditJson(spoiled), times=None)
        async with sandbox.async_client() as client:
            one, two = await client.migration_jobs.status(ids)
    assert (str(one.status), two.status) == ("INCRE_TRANSFER_STARTED", None)


async def test_details_that_cannot_be_read_are_not_a_missing_task() -> None:
    with Sandbox(["huawei_drs"], clock=Clock.manual()) as sandbox:
        id = sandbox.huawei_drs.add("one", "INCRE_TRANSFER_STARTED").id
        sandbox.faults.add(
            "batch_list_job_details", faults.EditJson(lambda document: document | {"results": [3]}), times=None
        )
        async with sandbox.async_client() as client:
            with pytest.raises(DecodeError, match=id):
                await client.migration_jobs.get(id)


async def test_a_scan_job_is_not_missing_where_one_cannot_be_read() -> None:
    with Sandbox(["huawei_dsc"], clock=Clock.manual()) as sandbox:
        async with sandbox.async_client() as client:
            first = await client.dsc.scan_jobs.list().first()
            assert first is not None
            for operation in ("S1", "S2"):
                sandbox.faults.add(
                    operation,
                    faults.EditJson(
                        lambda document: (
                            document | {"tasks": [None if row["id"] == first.id else row for row in document["tasks"]]}
                        )
                    ),
                    times=None,
                )
            with pytest.raises(DecodeError, match="cannot be read"):
                await client.dsc.scan_jobs.get(first.id)
