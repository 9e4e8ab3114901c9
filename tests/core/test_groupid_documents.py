"""Documents of Directory Manager come back as they went in: the documented ones, and many made up."""

import json
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given, settings, strategies as st

from jobspan.credentials import Secret
from jobspan.errors import ValidationError
from jobspan.groupid import (
    CollectionInfo,
    ContainerDetails,
    DataSource,
    Document,
    FieldMap,
    Job,
    JobCollection,
    JobInfo,
    Script,
    Setting,
    Settings,
    SettingType,
    Static,
    Verbatim,
    Which,
)

ROWS: list[dict[str, Any]] = json.loads((Path(__file__).parents[1] / "contract" / "data" / "groupid.json").read_text())
CASES = {row["case"]: row for row in ROWS}


def request(case: str) -> Any:
    return CASES[case]["request"]["body"]


def answer(case: str) -> Any:
    return CASES[case]["response"]


DOCUMENTS: list[tuple[type[Document], Any]] = [
    (Job, request("create_job")),
    (Job, answer("get_job_details")["data"]),
    (JobCollection, request("create_job_collection")),
    (JobCollection, request("update_job_collection")),
    (JobCollection, answer("get_job_collection_details_by_id")["data"]),
    *((Job, job) for job in request("create_job_collection")["jobs"]),
    *((Job, job) for job in request("update_job_collection")["jobs"]),
    *((Job, job) for job in answer("get_job_collection_details_by_id")["data"]["jobs"]),
    *((JobInfo, info) for info in answer("get_jobs")["data"]),
    *((JobInfo, info) for info in answer("get_job_collections_details")["data"]),
    *((CollectionInfo, info) for info in answer("get_job_collections")["data"]),
    *((DataSource, request(case)) for case in CASES if case.startswith("create_data_source")),
    (DataSource, request("update_data_source")),
    (DataSource, answer("get_data_source")["data"]),
    *((DataSource, source) for source in answer("get_all_data_sources")),
    *((DataSource, source) for source in answer("get_data_source_by_type_and_name")["data"]),
    *((DataSource, source) for source in answer("get_data_sources_by_type_filtered")["data"]["data"]),
]


def text_of(tree: Any) -> str:
    """Order counts."""
    return json.dumps(tree, ensure_ascii=False)


@pytest.mark.parametrize("number", range(len(DOCUMENTS)))
def test_every_documented_document_comes_back(number: int) -> None:
    model, document = DOCUMENTS[number]
    assert text_of(model.from_document(document).to_document(reveal=True)) == text_of(document)
    assert text_of(model.from_document(text_of(document)).to_document(reveal=True)) == text_of(document)


scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8)
    | st.sampled_from(["2024-06-04T09:45:25.13Z", "True", "1", "Join:field=a;separator=b;field=c", "Static:value=x"])
)
trees = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3)
)
SECRET_KEYS = ["Destination.MessagingProviderPassword", "Destination.Type", "Source.Table", "x"]


@st.composite
def disturbed(draw: st.DrawFn, tree: Any) -> Any:
    """A documented document with unknown fields added, known ones dropped or replaced, and rows repeated or reordered."""
    if isinstance(tree, dict):
        made = {}
        for name, value in tree.items():
            match draw(st.integers(0, 19)):
                case 0:
                    continue
                case 1:
                    made[name] = draw(trees)
                case _:
                    made[name] = draw(disturbed(value))
        if "key" in made and draw(st.booleans()):
            made["key"] = draw(st.sampled_from(SECRET_KEYS))
        if draw(st.integers(0, 4)) == 0:
            made |= draw(st.dictionaries(st.text(max_size=8), trees, max_size=2))
        return made
    if isinstance(tree, list):
        rows = [draw(disturbed(row)) for row in tree[:3]]
        return draw(st.permutations(rows + rows[: draw(st.integers(0, 1))]))
    return tree


SMALL_COLLECTION = request("update_job_collection")
GENERATED = 120


@settings(max_examples=GENERATED, deadline=None)
@given(disturbed(request("create_job")))
def test_made_up_jobs_come_back(document: dict[str, Any]) -> None:
    assert text_of(Job.from_document(document).to_document(reveal=True)) == text_of(document)


@settings(max_examples=40, deadline=None)
@given(disturbed(SMALL_COLLECTION))
def test_made_up_collections_come_back(document: dict[str, Any]) -> None:
    assert text_of(JobCollection.from_document(document).to_document(reveal=True)) == text_of(document)


@settings(max_examples=60, deadline=None)
@given(disturbed(request("create_data_source_sql")))
def test_made_up_data_sources_come_back(document: dict[str, Any]) -> None:
    assert text_of(DataSource.from_document(document).to_document(reveal=True)) == text_of(document)


ODD_VALUES: dict[str, Any] = {"Password": False, "Port": 5, "File": None, "UserName": "", "Server": "s", "Token": 7}


def test_values_of_a_data_source_that_nobody_changed_stay_as_they_were() -> None:
    """Also those that are read as text, as secrets for instance."""
    document = {"id": 1, "name": "HR", "configurationValues": ODD_VALUES}
    source = DataSource.from_document(document)
    assert source.to_document(reveal=True) == document
    renamed = attrs.evolve(source, name="Staff")
    assert renamed.to_document(reveal=True) == document | {"name": "Staff"}
    moved = attrs.evolve(source, configuration_values=dict(source.configuration_values) | {"Server": "t"})
    assert moved.to_document(reveal=True) == document | {"configurationValues": ODD_VALUES | {"Server": "t"}}
    chosen = attrs.evolve(source, configuration_values=dict(source.configuration_values) | {"Password": Secret("n3w")})
    assert chosen.to_document(reveal=True)["configurationValues"] == ODD_VALUES | {"Password": "n3w"}


@settings(max_examples=60, deadline=None)
@given(disturbed(answer("get_job_details")["data"]), st.text(min_size=1, max_size=10))
def test_a_change_changes_nothing_else(document: dict[str, Any], name: str) -> None:
    job = Job.from_document(document).renamed(name)
    expected = json.loads(text_of(document))
    info = expected.get("jobInfo")
    written = job.to_document(reveal=True)
    if isinstance(info, dict):
        info["name"] = name
        assert written == expected
    else:
        assert {k: v for k, v in written.items() if k != "jobInfo"} == {
            k: v for k, v in expected.items() if k != "jobInfo"
        }
    assert Job.from_document(written).name == name


def job() -> Job:
    return Job.from_document(request("create_job"))


def changed_paths(before: Any, after: Any, place: str = "$") -> list[str]:
    if isinstance(before, dict) and isinstance(after, dict) and before.keys() == after.keys():
        return [path for name in before for path in changed_paths(before[name], after[name], f"{place}.{name}")]
    if isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        pairs = enumerate(zip(before, after, strict=True))
        return [path for i, (left, right) in pairs for path in changed_paths(left, right, f"{place}[{i}]")]
    return [] if before == after else [place]


def test_settings_keep_repeated_keys_and_order() -> None:
    original = job()
    rows = original.settings.all("Destination.Type")
    assert [(row.value, row.data_type) for row in rows] == [("24", SettingType.INT32), ("24", SettingType.STRING)]
    moved = attrs.evolve(original, settings=original.settings.with_value("Destination.Type", 25))
    paths = changed_paths(original.to_document(reveal=True), moved.to_document(reveal=True))
    assert paths == ["$.settings[10].value", "$.settings[14].value"]
    more = original.settings.with_row(Setting(key="JobOwners", value="x")).without("Source.Table")
    assert len(more) == len(original.settings)
    assert "Source.Table" not in more
    assert [row.value for row in more.all("JobOwners")][-1] == "x"


def test_settings_are_typed() -> None:
    settings = job().settings
    assert settings.flag("IsNotificationEnabled") is False
    assert settings.number("Source.Type") == 4
    assert (settings.source.is_table, settings.source.is_directory, settings.source.table) == (True, False, "TTSheet1")
    assert settings.destination.ids == ("24",) * 4
    assert settings.destination.include_subtree is True
    assert settings.with_value("IsNotificationEnabled", True).text("IsNotificationEnabled") == "True"
    added = settings.with_value("memberkey", "sAMAccountName").rows[-1]
    assert (added.key, added.data_type) == ("memberkey", SettingType.STRING)


def test_json_inside_strings_keeps_its_text() -> None:
    original = job()
    details = original.settings.destination.container_details
    assert details is not None
    assert details.name == "API"
    assert original.settings.with_container_details(Which.DESTINATION, details) is original.settings
    other = original.settings.with_container_details(Which.DESTINATION, attrs.evolve(details, name="B"))
    assert '"name": "B"' in other.text("Destination.ContainerDetails")
    assert other.text("Destination.ContainerDetails").count("\r\n") == 13
    row = original.fields_map[4]
    options = row.password_options
    assert options is not None
    assert options.password_length == 7
    assert row.with_password_options(options) is row
    longer = row.with_password_options(attrs.evolve(options, password_length=12)).options
    assert longer == (row.options or "").replace('"passwordLength":7', '"passwordLength":12')


def test_json_inside_strings_keeps_what_it_does_not_know() -> None:
    text = '{"passwordLength":9,"new":{"a":1}}'
    row = attrs.evolve(job().fields_map[4], options=text)
    options = row.password_options
    assert options is not None
    assert row.with_password_options(attrs.evolve(options, password_length=8)).options == text.replace("9", "8")
    assert attrs.evolve(row, options="no json").password_options is None


def test_a_document_made_here_is_whole() -> None:
    made = ContainerDetails.of("id-1", "OU=A,DC=b")
    assert list(made.to_document()) == [
        "id",
        "name",
        "children",
        "parentId",
        "showChildren",
        "hasChildren",
        "nodeType",
        "DistinguishedName",
        "IdFromIdentityStore",
        "DisplayName",
        "isSelected",
        "isFocused",
    ]


def test_secrets_stay_wrapped_until_asked_for() -> None:
    original = job()
    password = original.fields_map[4]
    assert password.transform == Static(Secret("webdir123R"))
    assert "webdir123R" not in repr(original) + str(original.to_document())
    assert "webdir123R" in str(original.to_document(reveal=True))
    settings = Settings().with_value("Destination.MessagingProviderPassword", "canary")
    assert "canary" not in repr(settings)


@pytest.mark.parametrize(
    "made",
    [
        Setting(key="Destination.MessagingProviderPassword", value="canary"),
        FieldMap(destination_field="unicodePwd", transform=Static("canary")),
        FieldMap(destination_field="password", transform=Script('DTM.Result = "canary"')),
        FieldMap(destination_field="password", transform=Verbatim("Generate:seed=canary")),
        FieldMap.from_document({"destinationField": "password", "transform": "Generate:seed=canary"}),
        DataSource(name="Payroll", configuration_values={"Password": "canary"}),
    ],
)
def test_secrets_in_what_is_made_by_hand_are_wrapped(made: Document) -> None:
    assert "canary" not in repr(made) + repr(made.to_document())
    assert "canary" in repr(made.to_document(reveal=True))


@pytest.mark.parametrize("text", ["[]", "nonsense", "3"])
def test_what_is_no_document_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        Job.from_document(text)
