"""A job of a few lines is the documented job of three hundred."""

import inspect
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from jobspan._planes.groupid.models.script_template import empty_script
from jobspan.errors import ValidationError
from jobspan.groupid import (
    Container,
    ContainerDetails,
    Job,
    Join,
    Map,
    ObjectType,
    Owner,
    Provider,
    ProviderType,
    Script,
    Static,
    Table,
    build_job,
)

DATA = Path(__file__).parents[1] / "contract" / "data" / "groupid.json"
CREATE: dict[str, Any] = next(row for row in json.loads(DATA.read_text()) if row["case"] == "create_job")
DOCUMENTED: dict[str, Any] = CREATE["request"]["body"]

EXCEL = Provider(id=4, name="ExcelOne", kind="Microsoft Excel", type=ProviderType.TABLE)
DIRECTORY = Provider(id=24, name="ADEnt", kind="Active Directory")


def documented_job() -> Job:
    dn = "OU=API,DC=groupid,DC=lab"
    node = ContainerDetails.of(
        "efc6ad49-9091-47f4-91f0-0e033177e87e", dn, parent_id="8ce5599b-5589-487d-aff8-bb5ffd073e5d"
    )
    full_name = Join("First", "_api_", "Last")
    return build_job(
        name="DataSyncJob",
        source=Table("ExcelOne", "TTSheet1"),
        destination=Container(DIRECTORY, dn, node=node),
        fields=[
            Map("cn", full_name, new_only=True),
            Map("givenName", "First", new_only=True),
            Map("sAMAccountName", full_name, key=True),
            Map("sn", "Last", new_only=True),
            Map("password", Static("webdir123R")),
        ],
        owner=Owner("Administrator", "b9989fd7-bdbf-41cb-9aa4-eca35a329682"),
        source_provider=EXCEL,
        destination_provider=DIRECTORY,
        created=datetime(2024, 6, 4, 9, 45, 25, 373000, UTC),
    )


def paths(before: Any, after: Any, place: str = "$") -> list[str]:
    if isinstance(before, dict) and isinstance(after, dict):
        names = {**before, **after}
        return [
            path for name in names for path in paths(before.get(name, ...), after.get(name, ...), f"{place}.{name}")
        ]
    if isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        pairs = enumerate(zip(before, after, strict=True))
        return [path for i, (left, right) in pairs for path in paths(left, right, f"{place}[{i}]")]
    return [] if before == after else [place]


def test_the_documented_job_in_a_few_lines() -> None:
    assert len(inspect.getsource(documented_job).splitlines()) < 40
    built = documented_job().to_document(reveal=True)
    # The page copied the row ids of a stored job, and its rendering lost leading blanks inside two texts.
    ids = [f"$.fieldsMap[{i}].id" for i in range(5)]
    texts = ["$.settings[19].value", "$.settings[23].value"]
    assert paths(DOCUMENTED, built) == ids + texts
    for index in (19, 23):
        ours, theirs = built["settings"][index]["value"], DOCUMENTED["settings"][index]["value"]
        assert ours.split() == theirs.split()
    assert list(built) == list(DOCUMENTED)


def test_the_empty_script_is_the_one_of_a_stored_job() -> None:
    rows = json.loads(DATA.read_text())
    stored = next(row for row in rows if row["case"] == "get_job_details")["response"]["data"]["settings"]
    assert empty_script() == next(row["value"] for row in stored if row["key"].endswith("ExposedScriptCode"))


def small(**changes: Any) -> Job:
    given: dict[str, Any] = {
        "name": "A",
        "source": Table("ExcelOne", "Sheet"),
        "destination": Container(DIRECTORY, "OU=A,DC=b"),
        "fields": [Map("cn", "Name", key=True)],
        "source_provider": EXCEL,
        "destination_provider": DIRECTORY,
    }
    return build_job(**(given | changes))


def test_defaults_of_new_only() -> None:
    job = small(
        fields=[Map("cn", "A", key=True), Map("sn", "B"), Map("password", Static("x")), Map("c", "C", new_only=True)]
    )
    assert [row.for_create_only for row in job.fields_map] == [True, False, True, True]


def test_other_tables_queries_and_times() -> None:
    sql = Provider(id=9, name="HR", kind="SQL Server", type=ProviderType.TABLE)
    job = small(source=Table("HR", "[dbo].[E]", changed_since="Changed"), source_provider=sql)
    source, destination = job.sync_query
    assert (source.query, source.time_stamp_field, source.update_all) == ("SELECT * FROM [dbo].[E]", "Changed", False)
    assert (destination.query, destination.is_source) == ('objectClass is exactly "user"', False)
    assert small(source=Table("ExcelOne", "S", query="SELECT A FROM [S$]")).sync_query[0].query == "SELECT A FROM [S$]"


def test_groups_and_more_settings() -> None:
    job = small(object_type=ObjectType.GROUP, settings={"memberkey": "cn", "IsNotificationEnabled": True})
    assert job.objects_option[0].display_name == "Group"
    assert job.settings.text("memberkey") == "cn"
    assert job.settings.flag("IsNotificationEnabled") is True


@pytest.mark.parametrize(
    ("changes", "field", "problem"),
    [
        ({"fields": []}, "fields", "must not be empty"),
        ({"fields": [Map("cn", "Name")]}, "fields", "must be a key"),
        ({"fields": [Map("cn", "A", key=True), Map("sn", "")]}, "fields[1].value", "neither a source field nor"),
        ({"fields": [Map("cn", "A", key=True), Map("CN", "B")]}, "fields[1].to", "mapped twice"),
        ({"fields": [Map("cn", "A", key=True, new_only=False)]}, "fields[0].new_only", "always New only"),
        ({"fields": [Map("", "A", key=True)]}, "fields[0].to", "must not be empty"),
        ({"name": " "}, "name", "must not be empty"),
        ({"source": Table("ExcelOne", "")}, "source.name", "must not be empty"),
        ({"destination": Container(DIRECTORY, "")}, "destination.dn", "must not be empty"),
        ({"source_provider": DIRECTORY}, "source", "set type=ProviderType.TABLE"),
        ({"destination_provider": EXCEL}, "destination", "holds tables"),
        ({"object_type": ObjectType(7)}, "destination.query", "is needed for objects of type 7"),
    ],
)
def test_bad_input_is_named(changes: dict[str, Any], field: str, problem: str) -> None:
    with pytest.raises(ValidationError) as caught:
        small(**changes)
    assert [p for p in caught.value.problems if p.field == field and problem in p.message], str(caught.value)


def test_facts_of_an_identity_store_come_from_a_job_that_uses_it() -> None:
    job = documented_job()
    assert Provider.of(job.settings.destination, job.job_info.destination_provider) == DIRECTORY
    assert Provider.of(job.settings.source, job.job_info.source_provider) == EXCEL


def test_a_script_is_written_as_it_is() -> None:
    job = small(fields=[Map("cn", Script('DTM.Result = DTM.Source("A")'), key=True)])
    assert job.to_document()["fieldsMap"][0]["transform"] == 'Script:text=DTM.Result = DTM.Source("A")'


def test_a_password_shows_nowhere() -> None:
    fields = [Map("cn", "A", key=True), Map("password", Static("canary"))]
    job = small(fields=fields)
    assert "canary" not in repr(fields) + repr(job) + str(job.to_document())
    assert job.to_document(reveal=True)["fieldsMap"][1]["transform"] == "Static:value=canary"
