"""Directory Manager's jobs, end to end: define, check, create, duplicate, replace, watch."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote_plus

import attrs
import pytest

import jobspan
from jobspan._async.client import AsyncClient
from jobspan.aio import wait_all
from jobspan.groupid import (
    Container,
    GroupIDError,
    Job,
    Join,
    Map,
    NotOffered,
    NotVerified,
    Provider,
    Static,
    Table,
    contains,
)
from jobspan.hooks import UnexpectedData
from jobspan.testing.sandbox import Clock, Progress, Sandbox, faults

CANARY = "canary-8841"


@pytest.fixture
def box() -> Iterator[Sandbox]:
    with Sandbox(["groupid"], clock=Clock.manual()) as sandbox:
        yield sandbox


async def define(client: AsyncClient, name: str = "People", **changes: Any) -> Job:
    stored = await client.data_sync_jobs.get(5)
    directory = Provider.of(stored.settings.destination, stored.job_info.destination_provider)
    full_name = Join("First", ".", "Last")
    given: dict[str, Any] = {
        "source": Table("ExcelOne", "People"),
        "destination": Container(directory, "OU=People,DC=example,DC=test"),
        "fields": [
            Map("cn", full_name),
            Map("givenName", "First"),
            Map("sAMAccountName", full_name, key=True),
            Map("sn", "Last"),
            Map("password", Static(CANARY)),
        ],
    }
    return await client.data_sync_jobs.define(name=name, **(given | changes))


async def test_define_check_create_watch(box: Sandbox) -> None:
    async with box.async_client() as client:
        job = await define(client)
        assert [v for v in await client.data_sync_jobs.check(job) if v.passed is not True] == []
        job_id = await client.data_sync_jobs.create(job)
        stored = await client.data_sync_jobs.get(job_id)
        assert [row.destination_field for row in stored.fields_map if row.is_key] == ["sAMAccountName"]
        assert stored.settings.source.id == 4
        box.groupid.schedule(job_id)
        info = await client.data_sync_jobs.wait_for_run(job_id, timeout=600)
        assert (info.times_run, info.last_out_come) == (1, "Success")
        again = await client.data_sync_jobs.wait_for_run(job_id, timeout=600)
        assert again.times_run == 2


async def test_the_facts_of_the_source_are_read(box: Sandbox) -> None:
    async with box.async_client() as client:
        job = await define(client, source=Table(4, "TTSheet1"))
        side = job.settings.source
        assert (job.job_info.source_provider, side.id, side.provider_name) == ("ExcelOne", 4, "Microsoft Excel")
        assert (side.is_table, side.is_directory, side.table) == (True, False, "TTSheet1")
        assert job.job_info.created == box.clock.now()


@pytest.mark.parametrize(
    ("changes", "field", "problem"),
    [
        ({"source": Table("ExcelTwo", "People")}, "$.jobInfo.sourceProvider", "there are 0 data sources 'ExcelTwo'"),
        ({"source": Table("ExcelOne", "Pepole")}, "$.settings.Source.Table", "has no table 'Pepole'"),
        ({"fields": [Map("cn", "Frist", key=True)]}, "$.fieldsMap[0]", "has no column 'Frist'"),
        ({"fields": [Map("cn", "First")]}, "fields", "must be a key"),
    ],
)
async def test_bad_input_is_named_before_anything_is_sent(
    box: Sandbox, changes: dict[str, Any], field: str, problem: str
) -> None:
    async with box.async_client() as client:
        with pytest.raises(jobspan.ValidationError) as caught:
            await define(client, **changes)
        assert [(p.field, problem in p.message) for p in caught.value.problems] == [(field, True)]
    assert not [call for call in box.requests if call.operation_id == "create_job"]


async def test_a_source_that_cannot_tell_its_columns(box: Sandbox) -> None:
    async with box.async_client() as client:
        box.faults.add("data_source_parameters", faults.Answer(500), times=None)
        job = await define(client)
        unknown = [v.rule for v in await client.data_sync_jobs.check(job) if v.passed is None]
        assert unknown == ["source-columns"]
        assert await client.data_sync_jobs.create(job) == 9


async def test_a_plan_shows_the_document_and_no_secret(box: Sandbox) -> None:
    async with box.async_client() as client:
        job = await define(client)
        plan = await client.data_sync_jobs.create.plan(job)
        assert plan.ok
        assert '"sourceProvider": "ExcelOne"' in str(plan)
        assert CANARY not in str(plan) + repr(plan) + repr(plan.requests) + repr(job)
        assert len(box.groupid.jobs) == 2
        job_id = await plan.apply()
        assert box.groupid.jobs[job_id]["fieldsMap"][4]["transform"] == f"Static:value={CANARY}"
        other = attrs.evolve(job, job_info=attrs.evolve(job.job_info, description="Other"))
        second = await client.data_sync_jobs.create.plan(other)
        assert not second.ok
        assert second.notes == (
            f"Job {job_id} of this name exists, and differs:",
            "$.jobInfo.description: 'People' -> 'Other'",
        )


async def test_a_taken_name(box: Sandbox) -> None:
    async with box.async_client() as client:
        job = await define(client, "People to AD")
        with pytest.raises(jobspan.RuleViolation, match=r"\$\.jobInfo\.name.*job 6"):
            await client.data_sync_jobs.create(job)
        with pytest.raises(GroupIDError) as caught:
            await client.data_sync_jobs.create(job, allow_duplicate_name=True)
        assert (caught.value.status, caught.value.code, caught.value.outcome) == (200, "NAME_EXISTS", 1)
        assert caught.value.attribute_messages == {"name": ("'People to AD' already exists.",)}
        box.groupid.unique_names = False
        assert await client.data_sync_jobs.create(job, allow_duplicate_name=True) == 9


async def test_the_server_refuses_in_an_envelope_whatever_the_status(box: Sandbox) -> None:
    async with box.async_client(policy=jobspan.Policy(rules=jobspan.RuleMode.OFF)) as client:
        job = await define(client)
        keyless = attrs.evolve(job, fields_map=tuple(attrs.evolve(row, is_key=False) for row in job.fields_map))
        for status in (200, 400):
            box.groupid.failure_status = status
            with pytest.raises(GroupIDError) as caught:
                await client.data_sync_jobs.create(keyless)
            assert (caught.value.status, caught.value.code) == (status, "INVALID_JOB")
            assert "At least one field must be a key." in str(caught.value)
        box.groupid.failure_status = 500
        with pytest.raises(jobspan.AmbiguousOutcomeError, match=r"At least one field must be a key\."):
            await client.data_sync_jobs.create(keyless)


async def test_a_lost_reply_never_makes_two_jobs(box: Sandbox) -> None:
    async with box.async_client() as client:
        for number, fault in enumerate((faults.DropAfterWork(), faults.CutReply())):
            job = await define(client, f"Job {number}")
            box.faults.add("create_job", fault)
            job_id = await client.data_sync_jobs.create(job)
            named = [id for id, each in box.groupid.jobs.items() if each["jobInfo"]["name"] == f"Job {number}"]
            assert named == [job_id]


async def test_a_job_that_is_not_to_be_seen_is_not_created_again(box: Sandbox) -> None:
    async with box.async_client() as client:
        job = await define(client)
        box.faults.add("create_job", faults.DropBeforeWork())
        with pytest.raises(jobspan.AmbiguousOutcomeError, match="No new one of this name"):
            await client.data_sync_jobs.create(job)
        assert box.requests.count("create_job") == 1


async def test_a_lost_reply_that_nothing_settles_is_ambiguous(box: Sandbox) -> None:
    async with box.async_client(policy=jobspan.Policy(attempts=1)) as client:
        job = await define(client)
        box.faults.add("create_job", faults.DropAfterWork())
        box.faults.add("list_jobs", faults.Answer(500), skip=2, times=None)
        with pytest.raises(jobspan.AmbiguousOutcomeError, match=r"data_sync_jobs\.search"):
            await client.data_sync_jobs.create(job)


async def test_list_search_names(box: Sandbox) -> None:
    async with box.async_client() as client:
        assert [info.job_id async for info in client.data_sync_jobs.list(page_size=1)] == [5, 6]
        assert [info.name async for info in client.data_sync_jobs.search(contains("Name", "contract"))] == [
            "Contractors to AD"
        ]
        assert [info.job_id async for info in client.data_sync_jobs.search("People to AD")] == [6]
        assert len(await client.data_sync_jobs.names()) == 6


async def test_a_proxy_that_strips_the_body_of_a_get(box: Sandbox) -> None:
    told: list[str] = []

    def hook(event: object) -> None:
        if isinstance(event, UnexpectedData):
            told.append(event.what)

    stripped = {"count": 2, "data": [job["jobInfo"] for job in box.groupid.jobs.values()], "status": 0, "message": None}
    async with box.async_client(hooks=[hook]) as client:
        box.faults.add("list_jobs", faults.Answer(200, stripped))
        assert [info.job_id async for info in client.data_sync_jobs.search("People to AD")] == [6]
    assert told == ["the filter was ignored; does a proxy strip the body of a GET?"]


@pytest.mark.parametrize("fault", [faults.DropBeforeWork(), faults.DropAfterWork(), faults.Answer(503)])
async def test_a_login_without_an_answer_is_repeated(box: Sandbox, fault: faults.Fault) -> None:
    async with box.async_client() as client:
        box.faults.add("token", fault)
        assert len(await client.data_sync_jobs.names()) == 6
    assert tokens(box) == 2


@pytest.mark.parametrize("status", [400, 401, 403])
async def test_refused_credentials_are_sent_once_until_asked_for(box: Sandbox, status: int) -> None:
    box.faults.add(
        "token", faults.Answer(status, {"error": "invalid_grant", "error_description": "locked"}), times=None
    )
    async with box.async_client() as client:
        for _ in range(3):
            with pytest.raises(jobspan.ApiError, match="locked"):
                await client.data_sync_jobs.names()
        assert tokens(box) == 1
        with pytest.raises(jobspan.ApiError):
            await client.groupid.log_in()
        assert tokens(box) == 2


async def test_the_jobs_that_ran_last(box: Sandbox) -> None:
    box.groupid.jobs[5]["jobInfo"]["lastRun"] = "2026-01-01T12:00:00"
    box.groupid.jobs[6]["jobInfo"]["lastRun"] = "2026-01-01T12:30:00+01:00"
    async with box.async_client() as client:
        assert [line.id for line in await client.recent_jobs("groupid", 2)] == ["5", "6"]


async def test_a_refusal_that_repeats_the_login_shows_no_secret(box: Sandbox) -> None:
    settings = jobspan.GroupIDSettings(
        url=box.url("groupid"),
        username="sync.operator",
        password=f"{CANARY} &x",
        client_id="sandbox-client",
        client_secret="sandbox-client-secret",
        identity_store_id=2,
    )
    said = f"{CANARY} &x; {quote_plus(f'{CANARY} &x')}; sandbox-client-secret"
    box.faults.add("token", faults.Answer(400, {"error": "invalid_grant", "error_description": said}))
    async with AsyncClient(groupid=settings) as client:
        with pytest.raises(jobspan.AuthError, match=r"\*\*\*; \*\*\*; \*\*\*") as caught:
            await client.groupid.log_in()
    assert CANARY not in repr(caught.value.__dict__)


async def test_delete(box: Sandbox) -> None:
    async with box.async_client() as client:
        box.faults.add("delete_jobs", faults.DropAfterWork())
        await client.data_sync_jobs.delete([5, 6])
        assert box.groupid.jobs == {}
        with pytest.raises(jobspan.NotFound):
            await client.data_sync_jobs.get(5)
        with pytest.raises(GroupIDError) as caught:
            await client.data_sync_jobs.delete(77)
        assert [detail.message for detail in caught.value.details] == ["There is no job 77."]
        with pytest.raises(jobspan.ValidationError):
            await client.data_sync_jobs.delete([])


def halves(whole: int, *parts: int) -> faults.Fault:
    """What the server says after it acted: one status for the whole, one for each part."""
    details = [{"name": f"part {number}", "status": status} for number, status in enumerate(parts)]
    return faults.SetFields({"status": whole, "message": "Some of it failed.", "details": details})


async def test_a_deletion_of_which_a_part_failed_is_looked_into(box: Sandbox) -> None:
    async with box.async_client() as client:
        box.faults.add("delete_jobs", halves(1, 0, 1))
        await client.data_sync_jobs.delete([5, 6])
        assert box.groupid.jobs == {}
        assert box.requests.count("delete_jobs") == 1


async def test_a_part_that_is_left_is_no_plain_failure(box: Sandbox) -> None:
    refused = faults.Answer(
        200, {"status": 1, "message": "Job 6 is in use.", "details": [{"status": 0}, {"status": 1}]}
    )
    async with box.async_client() as client:
        box.faults.add("delete_jobs", refused, times=None)
        with pytest.raises(GroupIDError, match="in use"):
            await client.data_sync_jobs.delete([5, 6])
        del box.groupid.jobs[5]
        with pytest.raises(jobspan.AmbiguousOutcomeError, match=r"in use.*Gone: 5\.") as caught:
            await client.data_sync_jobs.delete([5, 6])
    assert "data_sync_jobs.list()" in caught.value.check


async def test_a_failing_part_of_a_success_is_looked_into(box: Sandbox) -> None:
    async with box.async_client() as client:
        box.faults.add("create_job", halves(0, 1))
        made = await client.data_sync_jobs.create(await define(client, "Halved"))
        assert box.groupid.jobs[made]["jobInfo"]["name"] == "Halved"
        assert box.requests.count("create_job") == 1


async def test_a_lost_deletion_of_a_copy_in_a_collection_is_no_success(box: Sandbox) -> None:
    async with box.async_client() as client:
        copy = (await client.groupid.collections.get(1)).jobs[0].id
        box.faults.add("delete_jobs", faults.DropBeforeWork())
        with pytest.raises(jobspan.AmbiguousOutcomeError, match=f"There is no job {copy}. It is still shown"):
            await client.data_sync_jobs.delete(copy)
        box.faults.add("delete_jobs", faults.DropBeforeWork())
        box.faults.add("get_job", faults.Answer(400, {"status": 1, "message": "Not now."}), times=None)
        with pytest.raises(jobspan.AmbiguousOutcomeError, match=r"Not now\."):
            await client.data_sync_jobs.delete(copy)


async def test_a_copy_has_no_place_in_a_schedule(box: Sandbox) -> None:
    stored = box.groupid.jobs[6]
    stored["jobInfo"] |= {"scheduledTask": "task-9", "schedule": "9"}
    stored["settings"] = [
        row | ({"value": "task-9"} if row["key"] == "ScheduledTask" else {}) for row in stored["settings"]
    ]
    async with box.async_client() as client:
        await client.data_sync_jobs.duplicate(6, "Copy")
    assert "task-9" in str(stored)
    (sent,) = (json.loads(call.body) for call in box.requests if call.operation_id == "create_job")
    assert "task-9" not in str(sent)
    assert sent["jobInfo"]["schedule"] == ""


async def test_a_copy_in_a_collection_is_not_replaced(box: Sandbox) -> None:
    async with box.async_client() as client:
        copy = (await client.groupid.collections.get(1)).jobs[0]
        with pytest.raises(jobspan.ValidationError, match=r"collections\.update"):
            await client.data_sync_jobs.replace(copy.id, copy.renamed("Another"))
        assert box.requests.count("create_job") == 0


async def test_duplicate(box: Sandbox) -> None:
    async with box.async_client() as client:
        plan = await client.data_sync_jobs.duplicate.plan(6, "Copy")
        assert plan.ok
        copy = await plan.apply()
        original, stored = await client.data_sync_jobs.get(6), await client.data_sync_jobs.get(copy)
        assert (stored.name, stored.job_info.times_run) == ("Copy", 0)
        assert stored.settings.rows[0].id != original.settings.rows[0].id
        assert stored.fields_map[4].transform == original.fields_map[4].transform


async def test_replace(box: Sandbox) -> None:
    async with box.async_client() as client:
        old = await client.data_sync_jobs.get(5)
        new = attrs.evolve(old.renamed("Contractors"), settings=old.settings.with_value("Source.Table", "TTSheet1"))
        plan = await client.data_sync_jobs.replace.plan(5, new)
        assert "$.jobInfo.name: 'Contractors to AD' -> 'Contractors'" in plan.notes
        assert [step["method"] for step in plan.requests] == ["POST", "DELETE"]
        job_id = await plan.apply()
        assert list(box.groupid.jobs) == [6, job_id]
        order = [call.operation_id for call in box.requests if call.operation_id in ("create_job", "delete_jobs")]
        assert order == ["create_job", "delete_jobs"]


UNREADABLE = [
    faults.EditJson(lambda rows: {"data": rows, "status": 0, "message": None}),
    faults.Answer(200, "<html>maintenance</html>"),
    faults.Answer(403, {"message": "no"}),
    faults.Answer(503),
    faults.DropBeforeWork(),
]


@pytest.mark.parametrize("operation", ["list_data_sources", "data_source_parameters", "list_jobs"])
@pytest.mark.parametrize("fault", UNREADABLE)
async def test_what_only_a_rule_wants_to_know_does_not_stop_a_create(
    box: Sandbox, operation: str, fault: faults.Fault
) -> None:
    async with box.async_client(policy=jobspan.Policy(attempts=1)) as client:
        job = await define(client)
        box.faults.add(operation, fault, times=None)
        assert await client.data_sync_jobs.create(job) in box.groupid.jobs


async def test_a_refused_login_is_not_taken_for_an_unread_fact(box: Sandbox) -> None:
    async with box.async_client() as client:
        job = await define(client)
        box.groupid.access.tokens.clear()
        box.faults.add("token", faults.Answer(400, {"error": "invalid_grant"}), times=None)
        with pytest.raises(jobspan.AuthError):
            await client.data_sync_jobs.create(job)
    assert tokens(box) == 2


@pytest.mark.parametrize("fault", UNREADABLE[1:])
async def test_a_job_can_be_defined_when_the_list_of_data_sources_cannot_be_read(
    box: Sandbox, fault: faults.Fault
) -> None:
    box.faults.add("list_data_sources", fault, times=None)
    async with box.async_client(policy=jobspan.Policy(attempts=1)) as client:
        for place in (Table("excelone", "People"), Table(4, "People")):
            job = await define(client, source=place)
            assert (job.job_info.source_provider, job.settings.source.id) == ("ExcelOne", 4)
        box.faults.add("find_data_source", fault, times=None)
        with pytest.raises(jobspan.JobspanError, match=r"Table\(Provider\(id="):
            await define(client)


ACCEPTED = [
    faults.Answer(204, after_work=True),
    faults.Answer(200, "OK", after_work=True),
    faults.Answer(200, {}, after_work=True),
    faults.SetFields({"data": None}),
]


@pytest.mark.parametrize("fault", ACCEPTED)
async def test_a_job_that_was_created_without_an_id_is_looked_for(box: Sandbox, fault: faults.Fault) -> None:
    async with box.async_client() as client:
        job = await define(client)
        box.faults.add("create_job", fault)
        job_id = await client.data_sync_jobs.create(job)
        assert box.groupid.jobs[job_id]["jobInfo"]["name"] == job.name
        assert [call.operation_id for call in box.requests].count("create_job") == 1


@pytest.mark.parametrize("fault", [*ACCEPTED[:3], faults.SetFields({"status": None, "data": None})])
async def test_a_deletion_whose_reply_says_nothing_is_looked_for(box: Sandbox, fault: faults.Fault) -> None:
    async with box.async_client() as client:
        box.faults.add("delete_jobs", fault)
        await client.data_sync_jobs.delete(5)
        assert 5 not in box.groupid.jobs
        assert [call.operation_id for call in box.requests].count("delete_jobs") == 1


async def test_a_failure_with_http_status_200_does_not_prove_that_a_job_is_gone(box: Sandbox) -> None:
    async with box.async_client() as client:
        box.faults.add("delete_jobs", faults.DropBeforeWork(), times=None)
        box.faults.add("list_jobs", faults.SetFields({"data": [], "count": 0}), times=None)
        box.faults.add(
            "get_job", faults.Answer(200, {"status": 7, "message": "Database is down.", "details": []}), times=None
        )
        with pytest.raises(jobspan.AmbiguousOutcomeError, match="Database is down"):
            await client.data_sync_jobs.delete(5)


async def test_a_namesake_of_somebody_else_is_not_adopted(box: Sandbox) -> None:
    async with box.async_client() as client:
        job = await define(client)
        box.faults.add("create_job", faults.DropAfterWork())
        box.faults.add("get_job", faults.SetFields({"data.jobInfo.description": "of somebody else"}), times=None)
        with pytest.raises(jobspan.AmbiguousOutcomeError, match="its marks cannot be read"):
            await client.data_sync_jobs.create(job)


def masked(box: Sandbox, mask: str) -> None:
    row = next(row for row in box.groupid.jobs[5]["fieldsMap"] if row["destinationField"].casefold() == "password")
    row["transform"] = f"Static:value={mask}"


@pytest.mark.parametrize("mask", ["********", "*", "\u2022\u2022\u2022\u2022", "\u25cf\u25cf\u25cf", ""])
async def test_a_mask_is_never_written_as_a_password(box: Sandbox, mask: str) -> None:
    masked(box, mask)
    async with box.async_client() as client:
        old = await client.data_sync_jobs.get(5)
        refusals: list[Any] = [
            lambda: client.data_sync_jobs.replace(5, old.renamed("Other")),
            lambda: client.data_sync_jobs.duplicate(5, "Other"),
            lambda: client.data_sync_jobs.create(old.renamed("Other")),
        ]
        for refused in refusals:
            with pytest.raises(jobspan.ValidationError, match=r"fieldsMap\[4\]\.transform.*password"):
                await refused()
        assert list(box.groupid.jobs) == [5, 6]
        anew = [
            attrs.evolve(row, transform=Static(CANARY)) if row.destination_field.casefold() == "password" else row
            for row in old.fields_map
        ]
        hidden = faults.EditJson(_with_masked_passwords)
        box.faults.add("get_job", hidden, times=None)
        job_id = await client.data_sync_jobs.replace(5, attrs.evolve(old.renamed("Other"), fields_map=tuple(anew)))
        assert CANARY in str(box.groupid.jobs[job_id])
        assert 5 not in box.groupid.jobs


def _with_masked_passwords(reply: Any) -> Any:
    for row in (reply["data"] or {}).get("fieldsMap", ()):
        if row["destinationField"].casefold() == "password":
            row["transform"] = "Static:value=********"
    return reply


async def test_a_masked_setting_is_not_written_back(box: Sandbox) -> None:
    key = "Destination.MessagingProviderPassword"
    box.groupid.jobs[6]["settings"].append({"id": 77, "key": key, "value": "*****", "dataType": "System.String"})
    async with box.async_client() as client:
        with pytest.raises(jobspan.ValidationError, match=rf"{key}.*give the password anew"):
            await client.data_sync_jobs.duplicate(6, "Other")


async def test_a_new_job_that_shows_late_is_waited_for(box: Sandbox) -> None:
    async with box.async_client() as client:
        old = await client.data_sync_jobs.get(5)
        box.faults.add("get_job", faults.SetFields({"data": None}), skip=1, times=4)
        job_id = await client.data_sync_jobs.replace(5, old.renamed("Other"))
        assert list(box.groupid.jobs) == [6, job_id]


@pytest.mark.parametrize(
    ("operation", "fault"),
    [
        ("get_job", faults.SetFields({"data": None})),
        ("get_job", faults.Answer(403, {"message": "no"})),
        ("get_job", faults.Answer(200, "<html>")),
        ("get_job", faults.DropBeforeWork()),
        ("delete_jobs", faults.Answer(403, {"message": "no"})),
        ("delete_jobs", faults.Answer(500, {"message": "broken"})),
        ("delete_jobs", faults.DropBeforeWork()),
    ],
)
async def test_an_interrupted_replace_says_what_there_is(box: Sandbox, operation: str, fault: faults.Fault) -> None:
    async with box.async_client() as client:
        old = await client.data_sync_jobs.get(5)
        skip = 1 if operation == "get_job" else 0
        box.faults.add(operation, fault, skip=skip, times=None)
        with pytest.raises(jobspan.JobspanError) as caught:
            await client.data_sync_jobs.replace(5, old.renamed("Other"))
        made = max(box.groupid.jobs)
        assert f"Job {made} was created" in str(caught.value)
        assert "job 5" in str(caught.value)
        assert caught.value.accepted == ("create_job",)
        assert {5, made} <= set(box.groupid.jobs)


async def test_an_outcome_of_an_earlier_run_is_not_taken_for_that_of_this_one(box: Sandbox) -> None:
    box.groupid.jobs[5]["jobInfo"] |= {"timesRun": 4, "lastRun": "2026-01-01T00:00:00.000Z", "lastOutCome": "Completed"}
    async with box.async_client(policy=jobspan.Policy(tail_timeout=120)) as client:
        run = await client.data_sync_jobs.watch(5)
        head = box.groupid.jobs[5]["jobInfo"]
        head["lastRun"] = None
        assert (await run.refresh()).phase is jobspan.Phase.QUEUED, "a time that is not told is not a new one"
        head["lastRun"] = "2026-01-01T01:00:00+01:00"
        assert (await run.refresh()).phase is jobspan.Phase.QUEUED, "the same instant"
        head["lastRun"] = "2026-01-01T02:00:00"
        assert (await run.refresh()).phase is jobspan.Phase.RUNNING, "it began, and is not counted yet"
        head |= {"timesRun": 5, "lastOutCome": "Failed"}
        assert (await run.refresh()).phase is jobspan.Phase.FAILED


async def test_a_run_of_which_not_everything_shows_is_not_waited_for_without_end(box: Sandbox) -> None:
    box.groupid.jobs[5]["jobInfo"] |= {"timesRun": 4, "lastRun": None, "lastOutCome": "Completed"}
    async with box.async_client(policy=jobspan.Policy(tail_timeout=120)) as client:
        run = await client.data_sync_jobs.watch(5)
        box.groupid.jobs[5]["jobInfo"]["timesRun"] = 5
        assert (await run.wait(timeout=3600)).times_run == 5


async def test_runs_are_watched_by_an_account_that_may_not_list_jobs(box: Sandbox) -> None:
    async with box.async_client() as client:
        handles = [await client.data_sync_jobs.watch(id) for id in (5, 6)]
        for id in (5, 6):
            box.groupid.schedule(id)
        box.faults.add("list_jobs", faults.Answer(403, {"message": "no"}), times=None)
        assert [info.times_run for info in await wait_all(handles, timeout=600)] == [1, 1]


async def test_a_list_whose_pages_are_cut_shorter_goes_on(box: Sandbox) -> None:
    told: list[Any] = []
    async with box.async_client(hooks=[told.append]) as client:
        for number in range(4):
            await client.data_sync_jobs.duplicate(5, f"Copy {number}")
        cut = faults.EditJson(lambda page: page | {"data": page["data"][:3]})
        box.faults.add("list_jobs", cut, times=None)
        await client.data_sync_jobs.list(page_size=5).to_list()
        cut_short = [event for event in told if isinstance(event, UnexpectedData)]
        assert "ends after" in cut_short[-1].what


async def test_replace_keeps_the_old_job_when_the_new_one_is_refused(box: Sandbox) -> None:
    async with box.async_client() as client:
        old = await client.data_sync_jobs.get(5)
        with pytest.raises(GroupIDError, match=r"Job 5 is untouched.*same name"):
            await client.data_sync_jobs.replace(5, old)
        assert 5 in box.groupid.jobs
        box.groupid.unique_names = False
        job_id = await client.data_sync_jobs.replace(5, old)
        assert list(box.groupid.jobs) == [6, job_id]


async def test_replace_keeps_both_when_the_new_one_reads_back_differently(box: Sandbox) -> None:
    async with box.async_client() as client:
        old = await client.data_sync_jobs.get(5)
        box.faults.add("get_job", faults.SetFields({"data.jobInfo.description": "Changed"}), skip=1)
        with pytest.raises(NotVerified) as caught:
            await client.data_sync_jobs.replace(5, old.renamed("New"))
        assert caught.value.differences == ("$.jobInfo.description: 'Contractors to AD' -> 'Changed'",)
        assert {5, caught.value.created} <= set(box.groupid.jobs)


@pytest.mark.parametrize(
    ("outcome", "phase"),
    [
        ("Failed", jobspan.Phase.FAILED),
        ("Unsuccessful", jobspan.Phase.FAILED),
        ("Not Successful", jobspan.Phase.FAILED),
        ("Incomplete", jobspan.Phase.PARTIAL),
        ("Not Completed", jobspan.Phase.PARTIAL),
        ("Completed With Errors", jobspan.Phase.PARTIAL),
        ("Cancelled", jobspan.Phase.CANCELLED),
        ("Borked", jobspan.Phase.PARTIAL),
    ],
)
async def test_a_run_that_is_not_known_to_have_succeeded(box: Sandbox, outcome: str, phase: jobspan.Phase) -> None:
    async with box.async_client() as client:
        box.groupid.schedule(5, outcome)
        with pytest.raises(jobspan.JobFailed) as caught:
            await client.data_sync_jobs.wait_for_run(5, timeout=600)
        assert (caught.value.phase, outcome in str(caught.value)) == (phase, True)
        assert f"{outcome}): {outcome}." not in str(caught.value)
        assert "The portal has the statistics of the run" in str(caught.value)
        info = await client.data_sync_jobs.wait_for_run(5, timeout=600, raise_on_failure=False)
        assert info.last_out_come == outcome


async def test_the_outcome_of_a_later_run_is_not_taken_for_that_of_the_one_that_was_waited_for(box: Sandbox) -> None:
    async with box.async_client() as client:
        run = await client.data_sync_jobs.watch(5)
        latest = {"timesRun": 2, "lastRun": "2026-01-05T10:00:00Z", "lastOutCome": "Success"}
        box.groupid.jobs[5]["jobInfo"] |= latest
        with pytest.raises(
            jobspan.JobFailed, match="2 runs ended since, and the outcome that shows is that of the last"
        ):
            await run.wait(timeout=600)
        view = await run.wait(raise_on_failure=False)
        assert view.phase is jobspan.Phase.PARTIAL


async def test_a_job_that_nobody_runs(box: Sandbox) -> None:
    async with box.async_client() as client:
        with pytest.raises(jobspan.WaitTimeout) as caught:
            await client.data_sync_jobs.wait_for_run(5, timeout=60)
        ref = caught.value.ref.to_json()
        box.groupid.schedule(5)
        resumed = client.resume(ref)
        assert (await resumed.wait(timeout=60)).times_run == 1


async def test_a_job_that_is_deleted_does_not_end_the_wait_for_others(box: Sandbox) -> None:
    async with box.async_client() as client:
        stays, goes = [await client.data_sync_jobs.watch(id) for id in (5, 6)]
        await client.data_sync_jobs.delete(6)
        box.groupid.schedule(5)
        with pytest.raises(jobspan.NotFound, match="no job 6"):
            await wait_all([goes, stays], timeout=600)
        assert stays.view is not None
        assert stays.view.ended


async def test_many_jobs_are_watched_with_one_list(box: Sandbox) -> None:
    box.progress = Progress.by_seconds(30)
    async with box.async_client() as client:
        handles = [await client.data_sync_jobs.watch(id) for id in (5, 6)]
        for id in (5, 6):
            box.groupid.schedule(id)
        before = [call.operation_id for call in box.requests].count("get_job")
        ended = await wait_all(handles, timeout=600)
        assert [info.times_run for info in ended] == [1, 1]
        reads = [call.operation_id for call in box.requests]
        assert (reads.count("get_job"), "list_jobs" in reads) == (before, True)
        with pytest.raises(jobspan.ValidationError):
            await handles[0].cancel()


@pytest.mark.parametrize("wanted", ["run", "preview", "cancel", "schedule", "history"])
async def test_what_the_api_does_not_offer(box: Sandbox, wanted: str) -> None:
    async with box.async_client() as client:
        with pytest.raises(NotOffered) as caught:
            await getattr(client.data_sync_jobs, wanted)(5)
        assert (caught.value.wanted, "nothing was sent" in str(caught.value)) == (wanted, True)
        assert caught.value.where
        with pytest.raises(NotOffered, match="replace"):
            await client.data_sync_jobs.update(Job())
    assert len(box.requests) == 0


async def test_a_token_is_renewed_early_and_once_on_401(box: Sandbox) -> None:
    async with box.async_client() as client:
        await client.groupid.log_in()
        await client.data_sync_jobs.names()
        box.advance(1150)
        await client.data_sync_jobs.names()
        assert tokens(box) == 2
        box.faults.add("job_names", faults.ExpiredToken())
        await client.data_sync_jobs.names()
        assert tokens(box) == 3
        box.groupid.access.tokens.clear()
        await client.data_sync_jobs.names()
        assert tokens(box) == 4


def tokens(box: Sandbox) -> int:
    return len([call for call in box.requests if call.operation_id == "token"])


async def test_a_wrong_password_is_tried_once_and_shown_nowhere(box: Sandbox) -> None:
    settings = jobspan.GroupIDSettings(
        url=box.url("groupid"),
        username="sync.operator",
        password=CANARY,
        client_id="sandbox-client",
        client_secret="sandbox-client-secret",
        identity_store_id=2,
    )
    async with AsyncClient(groupid=settings) as client:
        names = client.data_sync_jobs.names
        for _ in range(3):
            with pytest.raises(jobspan.AuthError) as caught:
                await names()
        assert "not sent again" in str(caught.value)
    assert CANARY not in str(caught.value) + repr(caught.value.__dict__) + repr(settings)
    assert box.groupid.access.accounts["sync.operator"].wrong_attempts == 1
    assert tokens(box) == 1


async def test_the_refresh_token_is_used_when_asked_for(box: Sandbox) -> None:
    env = box.environment() | {"JOBSPAN_GROUPID_USE_REFRESH_TOKEN": "true", "JOBSPAN_GROUPID_GRANT_TYPE": "Password"}
    async with AsyncClient.from_env(env=env | {"JOBSPAN_GROUPID_CLIENT_ID_FIELD": "client_Id"}) as client:
        await client.data_sync_jobs.names()
        box.groupid.access.tokens.clear()
        await client.data_sync_jobs.names()
        box.groupid.access.tokens.clear()
        box.groupid.access.refresh_tokens.clear()
        await client.data_sync_jobs.names()
    grants = [call.body.split(b"&")[0] for call in box.requests if call.operation_id == "token"]
    assert grants == [
        b"grant_type=Password",
        b"grant_type=refresh_token",
        b"grant_type=refresh_token",
        b"grant_type=Password",
    ]
