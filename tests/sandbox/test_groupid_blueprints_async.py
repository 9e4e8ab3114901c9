"""Jobs of Directory Manager as files: exported, compared, brought to another server."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, ClassVar

import attrs
import pytest

import jobspan
from jobspan import Secret, ValidationError
from jobspan.credentials import FromEnv
from jobspan.groupid import Applied, Bindings, Blueprint, BlueprintDiff, DiffState, ItemKind, Outcome
from jobspan.testing.sandbox import Clock, Sandbox, faults

CANARY = "canary-8841"
OTHER_CANARY = "canary-5512"
SEEDED = ("sandbox-Initial-1", "sandbox-certificate-secret", "sandbox-messaging-secret", "sandbox-sql-secret")
HERE = Bindings(dns={"root": "DC=example,DC=test"})
OWNER = "11111111-3c1d-4f56-9f2e-6a2c1f7f9a10"


@pytest.fixture
def box() -> Iterator[Sandbox]:
    with Sandbox(["groupid"], clock=Clock.manual()) as sandbox:
        yield sandbox


@pytest.fixture
def other() -> Iterator[Sandbox]:
    """Another server, with other ids and names; nothing is on it but an Excel sheet of another name."""
    with Sandbox(["groupid"], clock=Clock.manual()) as sandbox:
        state = sandbox.groupid
        state.jobs.clear()
        state.collections.clear()
        del state.data_sources[9], state.data_sources[11]
        sheet = state.data_sources.pop(4)
        state.data_sources[44] = sheet | {"id": 44, "name": "HR workbook"}
        state.sheets[44] = state.sheets[4]
        state.reserve("data source", 44)
        yield sandbox


def there(blueprint: Blueprint, **changes: Any) -> Bindings:
    given: dict[str, Any] = {
        "providers": {"ExcelOne": "HR workbook"},
        "identity_stores": {"ADEnt": 77, "AdStore": 72, "Azure": 73},
        "owners": {"Operator": OWNER},
        "dns": {"root": "DC=prod,DC=test"},
        "values": blueprint.bindings.values,
    }
    return Bindings(**(given | changes))


def all_secrets(blueprint: Blueprint) -> dict[str, Secret]:
    return {name: Secret(f"{CANARY}-{name}") for name in blueprint.secret_names}


def changing(box: Sandbox) -> list[str]:
    return [call.operation_id or "" for call in box.requests if call.method != "GET" and call.operation_id != "token"]


def field(tree: Any, name: str) -> Any:
    return next(row for row in tree["fields"] if row["destinationField"] == name)


def edited(blueprint: Blueprint, job: str = "People to AD", **changes: Any) -> Blueprint:
    """The blueprint with another tree of one job."""
    jobs = tuple(tree | changes if tree["name"] == job else tree for tree in blueprint.jobs)
    return attrs.evolve(blueprint, jobs=jobs)


def settings_of(job: Any, key: str) -> list[str]:
    return [row["value"] for row in job["settings"] if row["key"] == key]


class TestExport:
    @pytest.mark.parametrize("operation", ["get_job", "get_collection"])
    async def test_a_document_without_id_and_name_is_asked_for_again(self, box: Sandbox, operation: str) -> None:
        envelope = faults.EditJson(lambda document: {"success": True, "code": 0, "data": document})
        async with box.async_client() as client:
            whole = await client.groupid.export()
            box.faults.add(operation, envelope)
            again = await client.groupid.export()
            assert again.files() == whole.files()
            box.faults.add(operation, envelope, times=None)
            with pytest.raises(jobspan.DecodeError, match="neither the id nor the name of a job"):
                await client.groupid.export()

    async def test_files_are_the_same_every_time_and_name_no_id(self, box: Sandbox) -> None:
        async with box.async_client() as client:
            first = await client.groupid.export(bindings=HERE)
            box.groupid.jobs = dict(reversed(box.groupid.jobs.items()))
            for job in box.groupid.jobs.values():
                job["settings"].reverse()
                job["jobInfo"] |= {"timesRun": 7, "lastOutCome": "Success", "lastRun": "2025-11-20T01:02:03Z"}
            again = await client.groupid.export(bindings=HERE)
        assert first.files() == again.files()
        assert list(first.files()) == [
            "collections/nightly.json",
            "data-sources/excelone.json",
            "data-sources/hr-database.json",
            "data-sources/leavers-csv.json",
            "jobs/contractors-to-ad.json",
            "jobs/people-to-ad.json",
        ]
        tree = json.loads(first.files()["jobs/people-to-ad.json"])
        assert tree["source"]["provider"] == "${provider:ExcelOne}"
        assert tree["destination"]["container"] == "OU=People,${dn:root}"
        assert tree["owners"] == ["${owner:Operator}"]
        assert "24" not in first.files()["jobs/people-to-ad.json"]
        assert first.bindings.identity_stores == {"ADEnt": 24, "AdStore": 2, "Azure": 3}

    async def test_no_file_and_no_view_holds_a_secret(self, box: Sandbox) -> None:
        job = box.groupid.jobs[5]
        code = f'Dim dbPassword = "{OTHER_CANARY}"\r\nconnect("Server=x;Pwd={OTHER_CANARY};")\r\n'
        job["jobInfo"]["description"] = f"uses {SEEDED[0]} at first"
        job["settings"] += [
            {"key": "Destination.ExposedScriptCode", "value": code, "dataType": "System.String"},
            {"key": "ApiToken", "value": CANARY, "dataType": "System.String"},
        ]
        job["fieldsMap"] += [
            {"destinationField": "userPin", "transform": f"Static:value={CANARY}", "objectType": 1},
            {
                "destinationField": "note",
                "transform": f'Script:text=secret = "{CANARY}" : DTM.Result = 1',
                "objectType": 1,
            },
        ]
        box.groupid.data_sources[9]["configurationValues"]["ConnectionString"] = f"Server=db;Password={CANARY};App=x"
        async with box.async_client() as client:
            blueprint = await client.groupid.export()
        texts = [
            *blueprint.files().values(),
            blueprint.bindings.to_text(),
            repr(blueprint),
            str(blueprint),
            blueprint.to_json(),
        ]
        for secret in (CANARY, OTHER_CANARY, *SEEDED):
            assert not [text for text in texts if secret in text]
        files = blueprint.files()
        assert (
            "Server=db;Password=${secret:hr-database.connection-string-password};App=x"
            in files["data-sources/hr-database.json"]
        )
        assert 'dbPassword = "${secret:contractors-to-ad.db-password}"' in files["jobs/contractors-to-ad.vb"]
        assert json.loads(files["jobs/contractors-to-ad.json"])["script"] == {
            "language": "0",
            "file": "contractors-to-ad.vb",
        }
        assert any("'userPin'" in warning for warning in blueprint.warnings)

    async def test_what_was_hidden_in_texts_comes_back(self, box: Sandbox) -> None:
        job = box.groupid.jobs[5]
        code = f'Dim dbPassword = "{OTHER_CANARY}"\r\nDim cost = "${{100}}"'
        job["settings"].append({"key": "Destination.ExposedScriptCode", "value": code, "dataType": "System.String"})
        async with box.async_client() as client:
            blueprint = Blueprint.from_files((await client.groupid.export()).files())
            del box.groupid.jobs[5], box.groupid.collections[1]
            secrets = all_secrets(blueprint) | {"contractors-to-ad.db-password": Secret(OTHER_CANARY)}
            bindings = Bindings(values=dict.fromkeys(("nightly.groups-to-entra.configured-messaging-provider",), "x"))
            jobs = attrs.evolve(blueprint, collections=(), data_sources=())
            applied = await client.groupid.apply(jobs, bindings=bindings, secrets=secrets)
        (made,) = applied.created
        assert settings_of(box.groupid.jobs[made.id or 0], "Destination.ExposedScriptCode") == [code]

    async def test_chosen_jobs_come_with_the_data_sources_that_they_use(self, box: Sandbox) -> None:
        async with box.async_client() as client:
            blueprint = await client.groupid.export(["people to ad"])
            assert [tree["name"] for tree in blueprint.jobs] == ["People to AD"]
            assert [tree["name"] for tree in blueprint.data_sources] == ["ExcelOne"]
            with pytest.raises(jobspan.ValidationError, match="there is no job 'nobody'"):
                await client.groupid.export(["nobody", 5])

    async def test_one_unreadable_job_is_no_smaller_server(self, box: Sandbox) -> None:
        box.faults.add("get_job", faults.Answer(404), times=1)
        async with box.async_client() as client:
            with pytest.raises(jobspan.NotFound):
                await client.groupid.export()

    async def test_an_account_that_may_not_list_data_sources(self, box: Sandbox) -> None:
        box.faults.add("list_data_sources", faults.Answer(403), times=None)
        async with box.async_client() as client:
            blueprint = await client.groupid.export()
            assert (blueprint.data_sources, blueprint.whole) == ((), False)
            assert "may not list data sources" in blueprint.warnings[-1]
            assert (await client.groupid.diff(blueprint)).differs == ()


class TestFolder:
    async def test_only_what_changed_is_written_and_what_went_is_removed(self, box: Sandbox, tmp_path: Path) -> None:
        async with box.async_client() as client:
            blueprint = await client.groupid.export()
            assert blueprint.save(tmp_path) == tuple(blueprint.files())
            (tmp_path / "jobs" / "notes.md").write_text("by hand")
            assert (await client.groupid.export()).save(tmp_path) == ()
            del box.groupid.jobs[5]
            box.groupid.jobs[6]["fieldsMap"][1]["sourceField"] = "Mail"
            assert (await client.groupid.export()).save(tmp_path) == (
                "collections/nightly.json",
                "jobs/people-to-ad.json",
                "jobs/contractors-to-ad.json",
            )
        assert sorted(path.name for path in (tmp_path / "jobs").iterdir()) == ["notes.md", "people-to-ad.json"]

    async def test_what_was_saved_is_what_is_loaded(self, box: Sandbox, tmp_path: Path) -> None:
        async with box.async_client() as client:
            blueprint = await client.groupid.export(bindings=HERE)
            blueprint.save(tmp_path)
            blueprint.bindings.save(tmp_path / "here.json")
            loaded = Blueprint.load(tmp_path)
            assert loaded.files() == blueprint.files()
            assert Bindings.load(tmp_path / "here.json") == blueprint.bindings
            assert (await client.groupid.diff(loaded, bindings=HERE)).differs == ()

    async def test_a_wrong_path_is_no_empty_blueprint(self, box: Sandbox, tmp_path: Path) -> None:
        """It would delete everything, with ``prune=True``."""
        (tmp_path / "notes.md").write_text("elsewhere")
        (tmp_path / "jobs").mkdir()
        for wrong in (tmp_path, tmp_path / "notes.md", tmp_path / "nowhere"):
            with pytest.raises(jobspan.ValidationError, match="folder"):
                Blueprint.load(wrong)

    @pytest.mark.parametrize(
        ("file", "place", "value"),
        [
            ("jobs/people-to-ad.json", "format", ["jobspan.groupid.job/1"]),
            ("jobs/people-to-ad.json", "owners", 3),
            ("jobs/people-to-ad.json", "owners", [["${owner:Operator}"]]),
            ("jobs/people-to-ad.json", "script", "x"),
            ("jobs/people-to-ad.json", "source.side", ["table"]),
            ("jobs/people-to-ad.json", "destination.container", 3),
            ("collections/nightly.json", "notifications", True),
            ("collections/nightly.json", "members[0].job", None),
            ("collections/nightly.json", "members[0].definition", []),
        ],
    )
    async def test_a_member_of_another_kind_is_named_with_its_place(
        self, box: Sandbox, file: str, place: str, value: Any
    ) -> None:
        async with box.async_client() as client:
            files = (await client.groupid.export()).files()
        document = json.loads(files[file])
        *way, last = place.replace("[0]", ".0").split(".")
        part: Any = document
        for step in way:
            part = part[int(step) if step.isdigit() else step]
        part[last] = value
        with pytest.raises(jobspan.ValidationError) as refused:
            Blueprint.from_files({**files, file: json.dumps(document)})
        assert [problem.field for problem in refused.value.problems] == [f"{file}: {place}"]


class TestDiff:
    async def test_two_servers(self, box: Sandbox, other: Sandbox) -> None:
        async with box.async_client() as client, other.async_client() as target:
            blueprint = await client.groupid.export(bindings=HERE)
            found = await target.groupid.diff(blueprint, bindings=there(blueprint))
        assert isinstance(found, BlueprintDiff)
        assert {(item.kind.value, item.name): item.state.value for item in found} == {
            ("data source", "HR workbook"): "same",
            ("data source", "HR database"): "missing",
            ("data source", "Leavers/CSV"): "missing",
            ("job", "Contractors to AD"): "missing",
            ("job", "People to AD"): "missing",
            ("collection", "Nightly"): "missing",
        }
        assert changing(other) == []

    async def test_a_file_and_the_server(self, box: Sandbox) -> None:
        async with box.async_client() as client:
            blueprint = await client.groupid.export()
            row = box.groupid.jobs[6]["fieldsMap"][1]
            row["sourceField"] = "Mail"
            box.groupid.jobs[6]["fieldsMap"].pop(3)
            found = await client.groupid.diff(blueprint)
        assert [(item.title, item.state) for item in found.differs] == [
            ("job 'People to AD' (6)", DiffState.CHANGED),
        ]
        assert [str(change) for change in found.differs[0].changes] == [
            "fields[1 givenName].sourceField: Mail -> First",
            "fields[1 sn]: nothing -> a row",
        ]
        assert found.to_dicts()[4]["changes"][0]["on_server"] == "Mail"

    async def test_spelling_that_means_the_same_is_no_difference(self, box: Sandbox) -> None:
        async with box.async_client() as client:
            blueprint = await client.groupid.export()
            job = box.groupid.jobs[6]
            job["settings"].reverse()
            job["fieldsMap"][0]["options"] = ""
            job["syncQuery"][0]["timeStampField"] = None
            for row in job["settings"]:
                row["value"] = {"OU=People,DC=example,DC=test": "ou=people, dc=Example,DC=test", "False": "false"}.get(
                    row["value"], row["value"]
                )
            job["objectsOption"][0]["containerOptionValue"] = "ou=PEOPLE,DC=example,dc=test"
            assert (await client.groupid.diff(blueprint)).differs == ()
            job["fieldsMap"].reverse()
            found = await client.groupid.diff(blueprint)
        assert found.differs == ()
        assert [item.notes for item in found if item.notes] == [("fields: their order differs",)]

    async def test_secrets_are_compared_where_both_are_known_and_never_shown(self, box: Sandbox) -> None:
        async with box.async_client() as client:
            blueprint = await client.groupid.export()
            stored = {"people-to-ad.password": Secret(SEEDED[0]), "hr-database.password": Secret(CANARY)}
            found = await client.groupid.diff(blueprint, secrets=stored)
            assert [str(item) for item in found.differs] == [
                "changed: data source 'HR database' (9)\n    configuration.Password: *** -> ***"
            ]
            assert found.items[4].unknown == ()
            assert found.items[3].unknown == ("fields[1 password].transform: the secret cannot be compared",)
            asked: list[str] = []
            found = await client.groupid.diff(blueprint, secrets=lambda name: asked.append(name))
            assert asked == list(blueprint.secret_names)
            assert found.differs == ()
            messaging = "nightly.groups-to-entra.messaging-provider-password"
            found = await client.groupid.diff(blueprint, secrets={messaging: Secret(CANARY)})
            assert found.differs == ()

    async def test_a_masked_password_is_not_another_one(self, box: Sandbox) -> None:
        async with box.async_client() as client:
            blueprint = await client.groupid.export()
            box.groupid.data_sources[9]["configurationValues"]["Password"] = "********"
            found = await client.groupid.diff(blueprint, secrets={"hr-database.password": Secret(CANARY)})
        assert found.differs == ()
        assert found.items[1].unknown == ("configuration.Password: the secret cannot be compared",)

    async def test_what_only_the_server_has(self, box: Sandbox) -> None:
        async with box.async_client() as client:
            blueprint = attrs.evolve(await client.groupid.export(), jobs=(), collections=())
            found = await client.groupid.diff(blueprint)
        assert [(item.kind, item.ids) for item in found.of(DiffState.EXTRA)] == [
            (ItemKind.JOB, (5,)),
            (ItemKind.JOB, (6,)),
            (ItemKind.COLLECTION, (1,)),
        ]

    async def test_a_script_that_the_server_does_not_show_is_not_removed(self, box: Sandbox) -> None:
        async with box.async_client() as client:
            blueprint = edited(await client.groupid.export(), script={"language": "0", "code": "' ours"})
            found = await client.groupid.diff(attrs.evolve(blueprint, collections=()))
        assert [item.unknown for item in found if item.name == "People to AD"] == [
            (
                "fields[1 password].transform: the secret cannot be compared",
                "script: the server does not show it",
            )
        ]

    async def test_plain_secrets_are_refused(self, box: Sandbox) -> None:
        async with box.async_client() as client:
            blueprint = await client.groupid.export()
            given: Any = {"people-to-ad.password": CANARY}
            with pytest.raises(jobspan.ValidationError, match="wrap it in Secret") as caught:
                await client.groupid.diff(blueprint, secrets=given)
            assert CANARY not in str(caught.value)


class TestApply:
    async def test_promote_from_one_server_to_another(self, box: Sandbox, other: Sandbox) -> None:
        async with box.async_client() as client, other.async_client() as target:
            blueprint = Blueprint.from_files((await client.groupid.export(bindings=HERE)).files())
            bindings = there(await client.groupid.export())
            secrets = all_secrets(blueprint)
            plan = await target.groupid.apply.plan(blueprint, bindings=bindings, secrets=secrets)
            assert plan.ok
            assert changing(other) == []
            assert CANARY not in str(plan) + repr(plan.requests)
            applied = await plan.apply()
            assert [(item.name, item.outcome.value) for item in applied] == [
                ("HR database", "created"),
                ("Leavers/CSV", "created"),
                ("Contractors to AD", "created"),
                ("People to AD", "created"),
                ("Nightly", "created"),
                ("HR workbook", "unchanged"),
            ]
            job = other.groupid.jobs[applied.items[3].id or 0]
            assert (job["jobInfo"]["sourceProvider"], settings_of(job, "Source.Provider")) == ("HR workbook", ["44"])
            assert settings_of(job, "Destination.Type") == ["77", "77"]
            assert settings_of(job, "Destination.Container") == ["OU=People,DC=prod,DC=test"]
            assert settings_of(job, "JobOwners") == [f"Operator#{OWNER}"]
            assert job["objectsOption"][0]["containerOptionValue"] == "OU=People,DC=prod,DC=test"
            assert job["fieldsMap"][4]["transform"] == f"Static:value={CANARY}-people-to-ad.password"
            members = other.groupid.collections[applied.items[4].id or 0]["jobs"]
            assert [member["jobInfo"]["runOrder"] for member in members] == [1, 2]
            assert settings_of(members[0], "Source.Provider") == ["44"]
            again = await target.groupid.apply(blueprint, bindings=bindings, secrets=secrets)
            assert {item.outcome for item in again} == {Outcome.UNCHANGED}
            assert (await target.groupid.export(bindings=bindings)).files() == blueprint.files()
            for secret in SEEDED:
                assert secret not in json.dumps([*other.groupid.jobs.values(), *other.groupid.collections.values()])

    async def test_a_data_source_that_the_jobs_wait_for(self, box: Sandbox, other: Sandbox) -> None:
        async with box.async_client() as client, other.async_client() as target:
            blueprint = await client.groupid.export(["People to AD"])
            bindings = there(blueprint, providers={})
            secrets = all_secrets(blueprint)
            plan = await target.groupid.apply.plan(blueprint, bindings=bindings, secrets=secrets)
            assert plan.then == ("create job 'People to AD', once the data source 'ExcelOne' exists",)
            assert len(plan.requests) == 1
            applied = await plan.apply()
        source, job = applied.created
        assert settings_of(other.groupid.jobs[job.id or 0], "Source.Provider") == [str(source.id)]

    async def test_what_needs_a_data_source_that_was_refused_is_left(self, box: Sandbox, other: Sandbox) -> None:
        other.faults.add("create_data_source", faults.Answer(400, {"status": 1, "message": "no"}))
        async with box.async_client() as client, other.async_client() as target:
            blueprint = await client.groupid.export(["People to AD"])
            applied = await target.groupid.apply(
                blueprint, bindings=there(blueprint, providers={}), secrets=all_secrets(blueprint)
            )
        assert [(item.name, item.outcome) for item in applied.failed] == [("ExcelOne", Outcome.FAILED)]
        assert [(item.name, item.message) for item in applied.of(Outcome.LEFT)] == [
            ("People to AD", "the data source 'ExcelOne' is not there")
        ]
        assert other.groupid.jobs == {}

    async def test_everything_that_is_not_known_is_named_before_anything_is_sent(
        self, box: Sandbox, other: Sandbox
    ) -> None:
        async with box.async_client() as client, other.async_client() as target:
            blueprint = await client.groupid.export(bindings=HERE)
            with pytest.raises(jobspan.ValidationError) as caught:
                await target.groupid.apply.plan(blueprint)
            told = str(caught.value)
            assert "no call lists them: give Bindings(identity_stores={'ADEnt': ID})" in told
            assert "${owner:Operator}: no job of this server has an owner of this name" in told
            assert "${dn:root} has no meaning" in told
            assert "${value:hr-database.user-name} has no meaning on this server" in told
            bindings = there(blueprint)
            with pytest.raises(jobspan.ValidationError) as caught:
                await target.groupid.apply(blueprint, bindings=bindings)
            assert len(caught.value.problems) == 5
            assert "${secret:people-to-ad.password} is not known: give it in secrets={...}" in str(caught.value)
            assert "enter the credentials there" in str(caught.value)
        assert changing(other) == []

    async def test_a_changed_job_is_created_checked_and_only_then_deleted(self, box: Sandbox) -> None:
        box.groupid.unique_names = False
        box.groupid.jobs[5]["jobInfo"] |= {"timesRun": 17, "schedule": "4", "lastRun": "2025-11-20T01:02:03Z"}
        async with box.async_client() as client:
            blueprint = edited(await client.groupid.export(), "Contractors to AD", description="From the HR sheet")
            plan = await client.groupid.apply.plan(attrs.evolve(blueprint, collections=()))
            assert "job 'Contractors to AD' (5): description: Contractors to AD -> From the HR sheet" in plan.notes
            assert "loses its history (17 runs, last 2025-11-20 01:02)" in str(plan)
            applied = await plan.apply()
        (item,) = applied.changed
        assert (item.outcome, item.previous_id, item.id) == (Outcome.REPLACED, 5, 9)
        assert "schedule again" in item.to_do[0]
        assert changing(box) == ["create_job", "delete_jobs"]
        job = box.groupid.jobs[9]
        assert job["jobInfo"]["description"] == "From the HR sheet"
        assert job["fieldsMap"][4]["transform"] == f"Static:value={SEEDED[0]}"
        assert sorted(box.groupid.jobs) == [6, 9]
        assert [(each.name, each.outcome) for each in applied.of(Outcome.KEPT)] == [("Nightly", Outcome.KEPT)]

    async def test_a_server_that_keeps_names_unique(self, box: Sandbox) -> None:
        async with box.async_client() as client:
            blueprint = attrs.evolve(edited(await client.groupid.export(), description="New"), collections=())
            applied = await client.groupid.apply(blueprint)
            (item,) = applied.failed
            assert "Job 6 is untouched. allow_gap=True" in (item.message or "")
            assert 6 in box.groupid.jobs
            applied = await client.groupid.apply(blueprint, allow_gap=True)
        assert [each.outcome for each in applied.changed] == [Outcome.REPLACED]
        assert changing(box) == ["create_job", "create_job", "delete_jobs", "create_job"]
        assert 6 not in box.groupid.jobs

    async def test_over_a_gap_a_refused_job_leaves_the_old_one_as_it_was(self, box: Sandbox) -> None:
        async with box.async_client() as client:
            blueprint = attrs.evolve(edited(await client.groupid.export(), description="New"), collections=())
            before = copy.deepcopy(box.groupid.jobs[6])
            box.faults.add("create_job", faults.Answer(400, {"status": 1, "message": "no such thing"}), skip=1)
            applied = await client.groupid.apply(blueprint, allow_gap=True)
        (item,) = applied.failed
        assert (item.previous_id, item.id) == (6, 9)
        again = box.groupid.jobs[9]
        assert again["jobInfo"]["description"] == before["jobInfo"]["description"]
        assert [row["transform"] for row in again["fieldsMap"]] == [row["transform"] for row in before["fieldsMap"]]

    async def test_over_a_gap_an_item_says_that_its_job_is_gone(self, box: Sandbox) -> None:
        async with box.async_client() as client:
            blueprint = attrs.evolve(edited(await client.groupid.export(), description="New"), collections=())
            box.faults.add("create_job", faults.Answer(400, {"status": 1, "message": "no such thing"}), skip=1, times=2)
            applied = await client.groupid.apply(blueprint, allow_gap=True)
        (item,) = applied.failed
        assert sorted(box.groupid.jobs) == [5]
        assert (item.previous_id, item.id) == (6, None)
        assert "Job 6 was deleted to make room" in (item.message or "")
        assert "could not be made again" in (item.message or "")

    async def test_over_a_gap_a_doubt_says_that_the_old_job_is_gone(self, box: Sandbox) -> None:
        async with box.async_client() as client:
            blueprint = attrs.evolve(edited(await client.groupid.export(), description="New"), collections=())
            box.faults.add("create_job", faults.DropBeforeWork(), skip=1, times=None)
            with pytest.raises(jobspan.AmbiguousOutcomeError, match="Job 6 was deleted to make room") as caught:
                await client.groupid.apply(blueprint, allow_gap=True)
        assert caught.value.accepted == ("delete_jobs",)

    @pytest.mark.parametrize(("operation", "skip"), [("delete_jobs", 0), ("get_job", 2)])
    async def test_a_refusal_after_the_new_job_was_made_names_both(
        self, box: Sandbox, operation: str, skip: int
    ) -> None:
        box.groupid.unique_names = False
        async with box.async_client() as client:
            blueprint = attrs.evolve(edited(await client.groupid.export(), description="New"), collections=())
            box.faults.add(operation, faults.Answer(403, {"status": 1, "message": "not you"}), skip=skip, times=None)
            applied = await client.groupid.apply(blueprint)
        (item,) = applied.failed
        assert sorted(box.groupid.jobs) == [5, 6, 9]
        assert item.id == 9
        assert "not you" in (item.message or "")
        assert "Job 9 was created" in (item.message or "")
        assert "job 6" in (item.message or "")

    async def test_a_job_that_reads_back_differently_is_taken_back(self, box: Sandbox) -> None:
        box.groupid.unique_names = False
        stored = copy.deepcopy(box.groupid.jobs[5])
        async with box.async_client() as client:
            blueprint = attrs.evolve(edited(await client.groupid.export(), description="New"), collections=())
            reply = {"count": 0, "data": stored, "status": 0, "message": None}
            box.faults.add("get_job", faults.Answer(200, reply), skip=2)
            applied = await client.groupid.apply(blueprint)
        (item,) = applied.failed
        assert "read back differently and was deleted; job 6 is untouched" in (item.message or "")
        assert sorted(box.groupid.jobs) == [5, 6]

    async def test_a_collection_is_updated_and_copies_that_did_not_change_stay(self, box: Sandbox) -> None:
        box.groupid.unique_names = False
        before = copy.deepcopy(box.groupid.collections[1])
        async with box.async_client() as client:
            exported = await client.groupid.export()
            blueprint = edited(exported, enabled=False)
            plan = await client.groupid.apply.plan(blueprint)
            assert [request["operation"] for request in plan.requests] == [
                "create_job",
                "delete_jobs",
                "update_collection",
            ]
            applied = await plan.apply()
            assert [item.outcome for item in applied.changed] == [Outcome.REPLACED, Outcome.UPDATED]
            after = box.groupid.collections[1]["jobs"]
            assert [job["jobInfo"]["jobId"] for job in after] == [7, 8]
            assert [job["jobInfo"]["isEnable"] for job in after] == [False, True]
            assert after[1] == before["jobs"][1]
            assert [row["id"] for row in after[0]["fieldsMap"]] == [row["id"] for row in before["jobs"][0]["fieldsMap"]]
            members = exported.collections[0]["members"]
            turned = attrs.evolve(blueprint, collections=(exported.collections[0] | {"members": members[::-1]},))
            await client.groupid.apply(turned)
            assert [job["jobInfo"]["runOrder"] for job in box.groupid.collections[1]["jobs"]] == [1, 2]
            assert [job["jobInfo"]["jobId"] for job in box.groupid.collections[1]["jobs"]] == [8, 7]
            await client.groupid.apply(
                attrs.evolve(turned, collections=(turned.collections[0] | {"members": members[:1]},))
            )
            assert [job["jobInfo"]["jobId"] for job in box.groupid.collections[1]["jobs"]] == [7]
            assert (await client.groupid.diff(attrs.evolve(turned, collections=()))).of(DiffState.CHANGED) == ()

    async def test_pruning_deletes_collections_and_jobs_and_no_data_source(self, box: Sandbox) -> None:
        async with box.async_client() as client:
            blueprint = attrs.evolve(await client.groupid.export(["People to AD"]), data_sources=())
            applied = await client.groupid.apply(blueprint, prune=True)
        assert [(item.kind.value, item.name) for item in applied.of(Outcome.DELETED)] == [
            ("collection", "Nightly"),
            ("job", "Contractors to AD"),
        ]
        assert changing(box) == ["delete_collections", "delete_jobs"]
        assert len(box.groupid.data_sources) == 3
        assert {item.kind for item in applied.of(Outcome.KEPT)} == {ItemKind.DATA_SOURCE}

    async def test_a_name_that_several_jobs_have_stops_everything(self, box: Sandbox) -> None:
        box.groupid.jobs[20] = copy.deepcopy(box.groupid.jobs[6])
        box.groupid.jobs[20]["jobInfo"] |= {"jobId": 20, "timesRun": 3}
        async with box.async_client() as client:
            blueprint = attrs.evolve(await client.groupid.export(["Contractors to AD"]), data_sources=())
            two = attrs.evolve(await client.groupid.export([6]), data_sources=())
            assert (await client.groupid.apply(blueprint)).created == ()
            with pytest.raises(jobspan.ValidationError, match="job 20: created 2025-11-04 09:45, ran 3 times"):
                await client.groupid.apply(two)
            twice = attrs.evolve(blueprint, jobs=blueprint.jobs * 2)
            with pytest.raises(jobspan.ValidationError, match="the files have 2 of this name"):
                await client.groupid.apply(twice)
        assert changing(box) == []

    async def test_a_plan_is_not_applied_to_something_else(self, box: Sandbox) -> None:
        box.groupid.unique_names = False
        async with box.async_client() as client:
            blueprint = attrs.evolve(edited(await client.groupid.export(), description="New"), collections=())
            plan = await client.groupid.apply.plan(blueprint)
            box.groupid.jobs[6]["fieldsMap"][1]["sourceField"] = "Mail"
            with pytest.raises(jobspan.PlanChanged, match="blueprint-stored-as-compared"):
                await plan.apply()
        assert changing(box) == []

    async def test_a_rule_refuses_the_whole(self, box: Sandbox, other: Sandbox) -> None:
        async with box.async_client() as client, other.async_client() as target:
            blueprint = await client.groupid.export(["People to AD"])
            fields = [row | {"isKey": False} for row in blueprint.jobs[0]["fields"]]
            bad = edited(blueprint, fields=fields)
            with pytest.raises(jobspan.RuleViolation, match="key-field"):
                await target.groupid.apply(bad, bindings=there(blueprint), secrets=all_secrets(blueprint))
        assert changing(other) == []

    async def test_a_container_of_another_domain_is_warned_of(self, box: Sandbox) -> None:
        box.groupid.unique_names = False
        async with box.async_client() as client:
            blueprint = await client.groupid.export(["People to AD"], bindings=HERE)
            plan = await client.groupid.apply.plan(blueprint, bindings=Bindings(dns={"root": "DC=elsewhere,DC=test"}))
            assert [(v.rule, v.advisory) for v in plan.verdicts if v.passed is False] == [
                ("blueprint-container-domain", True)
            ]
            assert "its node in the portal's tree is rebuilt" in str(plan)

    async def test_secrets_from_the_environment(
        self, box: Sandbox, other: Sandbox, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("FIRST_LOGIN", OTHER_CANARY)
        async with box.async_client() as client, other.async_client() as target:
            blueprint = await client.groupid.export(["People to AD"])
            applied = await target.groupid.apply(
                blueprint, bindings=there(blueprint), secrets={"people-to-ad.password": FromEnv("FIRST_LOGIN")}
            )
            (made,) = applied.created
        assert other.groupid.jobs[made.id or 0]["fieldsMap"][4]["transform"] == f"Static:value={OTHER_CANARY}"

    async def test_a_lost_reply_is_looked_into(self, box: Sandbox, other: Sandbox) -> None:
        other.faults.add("create_job", faults.DropAfterWork())
        async with box.async_client() as client, other.async_client() as target:
            blueprint = await client.groupid.export(["People to AD"])
            applied = await target.groupid.apply(blueprint, bindings=there(blueprint), secrets=all_secrets(blueprint))
        assert [item.id for item in applied.created] == [*other.groupid.jobs]
        assert changing(other) == ["create_job"]

    async def test_a_call_that_stopped_says_what_was_done_and_goes_on(self, box: Sandbox, other: Sandbox) -> None:
        async with box.async_client() as client, other.async_client() as target:
            blueprint = attrs.evolve(await client.groupid.export(), collections=(), data_sources=())
            bindings, secrets = there(await client.groupid.export()), all_secrets(blueprint)
            other.faults.add("create_job", faults.DropBeforeWork(), skip=1)
            with pytest.raises(jobspan.AmbiguousOutcomeError) as caught:
                await target.groupid.apply(blueprint, bindings=bindings, secrets=secrets)
            assert "Before it: created job 'Contractors to AD'" in str(caught.value)
            assert len(other.groupid.jobs) == 1
            applied = await target.groupid.apply(blueprint, bindings=bindings, secrets=secrets)
        assert [item.name for item in applied.created] == ["People to AD"]

    async def test_under_a_key_it_is_done_once(self, box: Sandbox, other: Sandbox, tmp_path: Path) -> None:
        journal = f"sqlite:///{tmp_path}/journal.db"
        async with box.async_client() as client, other.async_client(journal=journal) as target:
            blueprint = await client.groupid.export(["People to AD"])
            bindings, secrets = there(blueprint), all_secrets(blueprint)
            first = await target.groupid.apply.once("nov", blueprint, bindings=bindings, secrets=secrets)
            again = await target.groupid.apply.once("nov", blueprint, bindings=bindings, secrets=secrets)
        assert isinstance(first, Applied)
        assert first == again
        assert changing(other) == ["create_job"]


class TestWrongArguments:
    """What is wrong is named with its field, before anything is sent or written."""

    WRONG: ClassVar[dict[str, tuple[Callable[[Any], Any], str]]] = {
        "a blueprint": (lambda groupid: groupid.diff("x"), "blueprint: must be a Blueprint, not str"),
        "to apply": (lambda groupid: groupid.apply("x"), "blueprint: must be a Blueprint, not str"),
        "bindings": (
            lambda groupid: groupid.diff(Blueprint(), bindings={}),
            "bindings: must be a Bindings, not dict",
        ),
        "secrets": (
            lambda groupid: groupid.diff(Blueprint(), secrets=3),
            "secrets: must be a mapping of names or",
        ),
        "jobs to export": (
            lambda groupid: groupid.export("Hires"),
            "jobs: must be a list of ids or names: ['Hires']",
        ),
        "bindings to export": (
            lambda groupid: groupid.export(bindings=1),
            "bindings: must be a Bindings, not int",
        ),
    }

    @pytest.mark.parametrize("wrong", WRONG)
    async def test_of_a_call(self, wrong: str) -> None:
        call, message = self.WRONG[wrong]
        with Sandbox(["groupid"], clock=Clock.manual()) as box:
            async with box.async_client() as client:
                with pytest.raises(ValidationError, match=re.escape(message)):
                    await call(client.groupid)
        assert not list(box.requests)

    def test_of_a_blueprint_and_its_bindings(self) -> None:
        bindings: Any = Bindings
        blueprint: Any = Blueprint
        wrong: list[tuple[Callable[[], Any], str]] = [
            (lambda: bindings(providers=["a"]), "providers: must be a mapping of names, not a list"),
            (lambda: bindings(values=None), "values: must be a mapping of names, not null"),
            (lambda: blueprint(jobs="x"), "jobs: must be a list of trees"),
            (lambda: blueprint(bindings="x"), "bindings: must be Bindings, not str"),
        ]
        for make, message in wrong:
            with pytest.raises(ValidationError, match=message):
                make()

    def test_of_a_place(self, tmp_path: Path) -> None:
        file = tmp_path / "file"
        file.write_text("")
        with pytest.raises(ValidationError, match="folder: "):
            Blueprint(jobs=[{"name": "Hires"}]).save(file)
        with pytest.raises(ValidationError, match="path: "):
            Bindings().save(tmp_path)
        with pytest.raises(ValidationError, match="path: "):
            Bindings.load(tmp_path / "absent")
