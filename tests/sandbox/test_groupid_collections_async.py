"""Directory Manager's collections and data sources, end to end."""

from __future__ import annotations

from collections.abc import Iterator

import attrs
import pytest

import jobspan
from jobspan.groupid import DataSource, DataSourceType, GroupIDError, OnFailure, Static, contains, make_collection
from jobspan.testing.sandbox import Clock, Sandbox, faults


@pytest.fixture
def box() -> Iterator[Sandbox]:
    with Sandbox(["groupid"], clock=Clock.manual()) as sandbox:
        yield sandbox


async def test_an_update_keeps_what_it_does_not_understand(box: Sandbox) -> None:
    stored = box.groupid.collections[1]
    stored["newFeature"] = {"level": 3}
    stored["jobs"][0]["settings"].append(
        {"id": 900, "key": "New.Key", "value": "1", "dataType": "System.Guid", "more": [1]}
    )
    stored["jobs"][1]["jobInfo"]["description"] = stored["jobCollectionInfo"]["jobs"][1]["description"] = None
    before = _without_times(stored)
    async with box.async_client() as client:
        collection = await client.groupid.collections.get(1)
        await client.groupid.collections.update(collection)
        assert _without_times(box.groupid.collections[1]) == before
        changed = attrs.evolve(collection, notification_recipients="ops@example.test")
        plan = await client.groupid.collections.update.plan(changed)
        assert plan.notes == ("$.notificationRecipients: '' -> 'ops@example.test'",)
        assert "sandbox-messaging-secret" not in str(plan) + repr(collection)
        assert await plan.apply() == 1
    assert _without_times(box.groupid.collections[1]) == before | {"notificationRecipients": "ops@example.test"}


def _without_times(document: dict[str, object]) -> dict[str, object]:
    head = document["jobCollectionInfo"]
    assert isinstance(head, dict)
    return document | {"jobCollectionInfo": {name: value for name, value in head.items() if name != "modified"}}


async def test_a_collection_of_copies(box: Sandbox) -> None:
    async with box.async_client() as client:
        jobs = [await client.data_sync_jobs.get(5), await client.data_sync_jobs.get(6)]
        box.faults.add("create_collection", faults.DropAfterWork())
        made = make_collection("Weekly", jobs, on_failure=OnFailure.CONTINUE)
        collection_id = await client.groupid.collections.create(made)
        heads = await client.groupid.collections.jobs(collection_id).to_list()
        assert [(info.name, info.run_order, info.on_failure) for info in heads] == [
            ("Contractors to AD", 1, OnFailure.CONTINUE),
            ("People to AD", 2, OnFailure.CONTINUE),
        ]
        assert not {info.job_id for info in heads} & {5, 6}
        assert [c.name async for c in client.groupid.collections.list()] == ["Nightly", "Weekly"]
        assert [c.total_jobs async for c in client.groupid.collections.search(contains("Name", "week"))] == [2]
        stored = await client.groupid.collections.get(collection_id)
        assert stored.jobs[0].fields_map[4].transform == jobs[0].fields_map[4].transform
        with pytest.raises(GroupIDError, match="already exists"):
            await client.groupid.collections.create(made)
        await client.groupid.collections.delete(collection_id)
        with pytest.raises(jobspan.NotFound):
            await client.groupid.collections.get(collection_id)


async def test_a_job_is_added_to_a_collection_once(box: Sandbox) -> None:
    async with box.async_client() as client:
        collection = await client.groupid.collections.get(1)
        more = make_collection("x", [await client.data_sync_jobs.get(5)]).jobs
        third = attrs.evolve(more[0], job_info=attrs.evolve(more[0].job_info, run_order=3))
        heads = attrs.evolve(
            collection.job_collection_info, jobs=(*collection.job_collection_info.jobs, third.job_info)
        )
        bigger = attrs.evolve(collection, jobs=(*collection.jobs, third), job_collection_info=heads)
        box.faults.add("update_collection", faults.DropAfterWork())
        await client.groupid.collections.update(bigger)
        assert [job["jobInfo"]["name"] for job in box.groupid.collections[1]["jobs"]] == [
            "People to AD",
            "Groups to Entra",
            "Contractors to AD",
        ]


async def test_new_jobs_in_a_collection_are_checked(box: Sandbox) -> None:
    async with box.async_client() as client:
        job = await client.data_sync_jobs.get(5)
        rows = (attrs.evolve(job.fields_map[1], source_field=""), *job.fields_map)
        with pytest.raises(jobspan.ValidationError, match=r"\$\.jobs\[0\]\.fieldsMap\[0\]"):
            await client.groupid.collections.create(make_collection("X", [attrs.evolve(job, fields_map=rows)]))
        with pytest.raises(jobspan.ValidationError, match="jobCollectionInfo"):
            await client.groupid.collections.update(make_collection("X", [job]))
    assert not [call for call in box.requests if call.method in ("POST", "PATCH") and call.operation_id != "token"]


async def test_data_sources(box: Sandbox) -> None:
    async with box.async_client() as client:
        sources = client.groupid.data_sources
        made = DataSource.sql_server("Payroll", "MSSQL", "Pay", username="sa", password="canary-77")
        plan = await sources.create.plan(made)
        assert "canary-77" not in str(plan) + repr(made)
        box.faults.add("create_data_source", faults.DropAfterWork())
        source_id = await plan.apply()
        stored = await sources.get(source_id)
        assert stored.configuration_values["Password"] == made.configuration_values["Password"]
        moved = attrs.evolve(stored, configuration_values=stored.configuration_values | {"Database": "Pay2"})
        update = await sources.update.plan(moved)
        assert update.notes == ("$.configurationValues.Database: 'Pay' -> 'Pay2'",)
        await update.apply()
        assert box.groupid.data_sources[source_id]["configurationValues"]["Password"] == "canary-77"
        assert [s.id async for s in sources.search(DataSourceType.SQL_SERVER, "Pay")] == [source_id]
        found = await sources.find(DataSourceType.TEXT, "Leavers/CSV")
        assert found is not None
        assert found.id == 11
        assert await sources.find(DataSourceType.TEXT, "Nobody") is None
        assert len(await sources.list()) == 4
        assert [s.id for s in await sources.list(DataSourceType.EXCEL)] == [4]
        box.groupid.not_allowed.add("Payroll")
        assert source_id not in [s.id for s in await sources.allowed(is_source=True)]
        assert source_id in [s.id for s in await sources.allowed(is_source=False)]
        box.faults.add("delete_data_source", faults.DropAfterWork())
        await sources.delete(source_id)
        with pytest.raises(jobspan.NotFound):
            await sources.get(source_id)


async def test_a_data_source_in_use_is_not_deleted_by_accident(box: Sandbox) -> None:
    async with box.async_client() as client:
        with pytest.raises(jobspan.RuleViolation, match="Job 6"):
            await client.groupid.data_sources.delete(4)
        assert 4 in box.groupid.data_sources
        await client.groupid.data_sources.delete(4, even_if_used=True)
        assert 4 not in box.groupid.data_sources


async def test_connectivity(box: Sandbox) -> None:
    async with box.async_client() as client:
        source = DataSource.excel("X", r"C:\x.xlsx")
        assert await client.groupid.data_sources.validate(source) == "Connection Succeeded"
        box.groupid.unreachable.add("X")
        with pytest.raises(GroupIDError, match="Connection Failed"):
            await client.groupid.data_sources.validate(source)


async def test_schemas_and_forms(box: Sandbox) -> None:
    async with box.async_client() as client:
        sources = client.groupid.data_sources
        assert [schema.selected_table for schema in await sources.parameters(4)] == ["TTSheet1", "People"]
        (schema,) = await sources.parameters(9)
        assert "sandbox-sql-secret" not in repr(schema)
        assert (await sources.provider_options(4)).is_table_provider is True
        assert [form.name for form in await sources.forms()][:2] == ["Microsoft Excel", "Microsoft Access"]
        text = await sources.form(DataSourceType.TEXT)
        assert [field.name for field in text.configurations if field.is_required] == ["FileServer", "File", "Delimiter"]
        assert (await sources.file_server_form()).file_server_type == "OneDrive"
        assert await sources.file_names(DataSourceType.EXCEL, {"FileServer": "OneDrive"}) == ["User5.xls"]
        parts = await sources.parse_connection_string("Data Source=A;Password=canary", DataSourceType.SQL_SERVER)
        assert (parts.connection_string, "canary" in repr(parts)) == ("A", False)


async def test_secrets_of_jobs_come_wrapped(box: Sandbox) -> None:
    async with box.async_client() as client:
        job = await client.data_sync_jobs.get(6)
        assert isinstance(job.fields_map[4].transform, Static)
        assert "sandbox-Initial-1" not in repr(job)
        collection = await client.groupid.collections.get(1)
        assert "sandbox-certificate-secret" not in repr(collection)


async def test_a_lost_update_of_what_the_server_owns_is_sent_again(box: Sandbox) -> None:
    async with box.async_client() as client:
        collection = await client.groupid.collections.get(1)
        head = attrs.evolve(collection.job_collection_info, enabled=not collection.job_collection_info.enabled)
        box.faults.add("update_collection", faults.DropBeforeWork())
        await client.groupid.collections.update(attrs.evolve(collection, job_collection_info=head))
    assert box.requests.count("update_collection") == 2


async def test_a_refusal_that_repeats_a_secret_shows_it_nowhere(box: Sandbox) -> None:
    envelope = {
        "status": 1,
        "message": "canary-77 is bad",
        "errorCode": "canary-77",
        "details": [{"status": 1, "message": "canary-77 is short"}],
        "exceptionMessagesAttributeWise": {"Password": ["canary-77 is weak"]},
    }
    source = DataSource.sql_server("Payroll", "MSSQL", "Pay", username="sync", password="canary-77")
    async with box.async_client() as client:
        box.faults.add("create_data_source", faults.Answer(200, envelope))
        with pytest.raises(GroupIDError) as caught:
            await client.groupid.data_sources.create(source)
    assert caught.value.attribute_messages == {"Password": ("*** is weak",)}
    assert "canary-77" not in repr(caught.value.__dict__)


async def test_a_mask_in_a_collection_is_never_written_back(box: Sandbox) -> None:
    for job in box.groupid.collections[1]["jobs"]:
        for row in job["fieldsMap"]:
            if row["destinationField"].casefold() == "password":
                row["transform"] = "Static:value=********"
    async with box.async_client() as client:
        collection = await client.groupid.collections.get(1)
        with pytest.raises(jobspan.ValidationError, match=r"\$\.jobs\[\d\]\.fieldsMap\[\d\]\.transform.*password"):
            await client.groupid.collections.update(collection)
    assert box.requests.count("update_collection") == 0


@pytest.mark.parametrize("mask", ["Password=********;", "Pwd='\u2022\u2022\u2022'"])
async def test_a_mask_in_a_data_source_is_never_written_back(box: Sandbox, mask: str) -> None:
    async with box.async_client() as client:
        sources = client.groupid.data_sources
        made = await sources.create(
            DataSource.sql_server("Payroll", "MSSQL", "Pay", username="sync", password="canary")
        )
        values = box.groupid.data_sources[made]["configurationValues"]
        values["ConnectionString"] = f"Data Source=MSSQL;{mask}"
        stored = await sources.get(made)
        for refused in (sources.update, sources.create, sources.validate):
            with pytest.raises(jobspan.ValidationError, match=r"ConnectionString.*password"):
                await refused(stored)
        values |= {"ConnectionString": "Data Source=MSSQL", "Password": "*****"}
        with pytest.raises(jobspan.ValidationError, match=r"configurationValues\.Password"):
            await sources.update(await sources.get(made))


SAYS_NOTHING = [
    faults.DropAfterWork(),
    faults.Answer(204, after_work=True),
    faults.Answer(200, "OK", after_work=True),
    faults.SetFields({"data": False}),
]


@pytest.mark.parametrize("fault", SAYS_NOTHING)
async def test_an_update_of_a_data_source_is_looked_for(box: Sandbox, fault: faults.Fault) -> None:
    async with box.async_client() as client:
        sources = client.groupid.data_sources
        made = await sources.create(DataSource.excel("X", r"C:\x.xlsx"))
        stored = await sources.get(made)
        changed = attrs.evolve(stored, configuration_values={**stored.configuration_values, "FilePath": r"C:\y.xlsx"})
        box.faults.add("update_data_source", fault)
        await sources.update(changed)
        assert box.groupid.data_sources[made]["configurationValues"]["FilePath"] == r"C:\y.xlsx"
        assert box.requests.count("update_data_source") == 1


@pytest.mark.parametrize("fault", SAYS_NOTHING[:3])
async def test_what_was_made_or_deleted_without_a_word_is_looked_for(box: Sandbox, fault: faults.Fault) -> None:
    async with box.async_client() as client:
        source = DataSource.sql_server("Payroll", "MSSQL", "Pay", username="sync", password="canary")
        box.faults.add("create_data_source", fault)
        made = await client.groupid.data_sources.create(source)
        box.faults.add("delete_data_source", fault)
        await client.groupid.data_sources.delete(made)
        assert made not in box.groupid.data_sources
        job = await client.data_sync_jobs.get(5)
        box.faults.add("create_collection", fault)
        collection = await client.groupid.collections.create(make_collection("Both", [job]))
        box.faults.add("delete_collections", fault)
        await client.groupid.collections.delete([collection])
        assert collection not in box.groupid.collections


async def test_a_list_that_lacks_something_does_not_prove_that_it_is_gone(box: Sandbox) -> None:
    empty = faults.SetFields({"data": [], "count": 0})
    async with box.async_client(policy=jobspan.Policy(attempts=2)) as client:
        box.faults.add("list_collections", empty, times=None)
        box.faults.add("delete_collections", faults.DropBeforeWork(), times=None)
        with pytest.raises(jobspan.JobspanError):
            await client.groupid.collections.delete([1])
        box.faults.add("list_data_sources", faults.EditJson(lambda rows: []), times=None)
        box.faults.add("delete_data_source", faults.DropBeforeWork(), times=None)
        with pytest.raises(jobspan.JobspanError):
            await client.groupid.data_sources.delete(4, even_if_used=True)


async def test_helper_reads_that_fail_do_not_stop_a_change(box: Sandbox) -> None:
    async with box.async_client(policy=jobspan.Policy(attempts=1)) as client:
        collection = await client.groupid.collections.get(1)
        source = await client.groupid.data_sources.get(4)
        for operation in ("list_collections", "get_collection", "find_data_source", "get_data_source", "list_jobs"):
            box.faults.add(operation, faults.Answer(403, {"message": "no"}), times=None)
        assert await client.groupid.collections.update(collection) == 1
        await client.groupid.data_sources.update(source)
        job = await client.data_sync_jobs.get(5)
        assert await client.groupid.collections.create(make_collection("Both", [job])) in box.groupid.collections
        assert await client.groupid.data_sources.create(DataSource.excel("X", r"C:\x.xlsx")) in box.groupid.data_sources
        await client.groupid.data_sources.delete(4)
        assert 4 not in box.groupid.data_sources


async def test_a_data_source_is_found_in_any_casing(box: Sandbox) -> None:
    async with box.async_client() as client:
        found = await client.groupid.data_sources.find(DataSourceType.EXCEL, "excelone")
        assert found is not None
        assert found.name == "ExcelOne"


@pytest.mark.parametrize("shown", [None, "", "  ", faults.ABSENT, "********"])
async def test_a_password_that_the_server_does_not_show_is_not_wiped_out_by_an_update(
    box: Sandbox, shown: object
) -> None:
    async with box.async_client() as client:
        sources = client.groupid.data_sources
        id = await sources.create(DataSource.sql_server("Payroll", "MSSQL", "Pay", username="sa", password="canary-77"))
        box.faults.add("get_data_source", faults.SetFields({"data.configurationValues.Password": shown}), times=None)
        stored = await sources.get(id)
        moved = attrs.evolve(stored, configuration_values=stored.configuration_values | {"Database": "Pay2"})
        with pytest.raises(jobspan.ValidationError, match=r"configurationValues\.Password.*give .*anew"):
            await sources.update(moved)
        assert box.groupid.data_sources[id]["configurationValues"]["Password"] == "canary-77"
        anew = attrs.evolve(moved, configuration_values=moved.configuration_values | {"Password": "canary-78"})
        await sources.update(anew)
        assert box.groupid.data_sources[id]["configurationValues"]["Password"] == "canary-78"


async def test_a_source_without_a_user_needs_no_password(box: Sandbox) -> None:
    async with box.async_client() as client:
        sources = client.groupid.data_sources
        excel = await sources.get(await sources.create(DataSource.excel("Sheet", "C:\\sheet.xlsx")))
        await sources.update(attrs.evolve(excel, name="Sheet 2"))
        nulls = faults.SetFields({"data.configurationValues.Password": None, "data.configurationValues.UserName": None})
        box.faults.add("get_data_source", nulls, times=None)
        unknown = await sources.get(excel.id or 0)
        with pytest.raises(jobspan.ValidationError, match="give it anew"):
            await sources.update(unknown)
        known = unknown.configuration_values | {"Password": "", "UserName": ""}
        await sources.update(attrs.evolve(unknown, configuration_values=known))


async def test_a_data_source_that_is_gone_at_the_repeat_is_deleted_though_a_look_still_saw_it(box: Sandbox) -> None:
    async with box.async_client() as client:
        made = await client.groupid.data_sources.create(DataSource.excel("Short", r"C:\x.xlsx"))
        await client.groupid.data_sources.get(made)
        shown = box.requests.of("get_data_source")[-1].answer
        assert shown is not None
        box.faults.add("get_data_source", faults.Answer(200, shown.json()), times=None)
        box.faults.add("delete_data_source", faults.DropAfterWork())
        await client.groupid.data_sources.delete(made, even_if_used=True)
        assert made not in box.groupid.data_sources
        assert box.requests.count("delete_data_source") == 2
