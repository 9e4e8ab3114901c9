"""Each rule passes the documented job and names the place in one that breaks it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import attrs
import pytest

from jobspan._core.validation import Validator
from jobspan._planes.groupid.models.copies import as_new
from jobspan._planes.groupid.operations.every import OPERATIONS
from jobspan._planes.groupid.rules import (
    COLLECTION_RULES,
    DATA_SOURCE_CONFIGURED,
    DATA_SOURCE_UNUSED,
    JOB_RULES,
    RULES,
    judge,
)
from jobspan._planes.groupid.rules.base import JobFacts
from jobspan._planes.groupid.rules.data_sources import UseOfDataSource
from jobspan._planes.groupid.rules.job_validation import check_job
from jobspan.errors import ValidationError
from jobspan.groupid import (
    DataSource,
    DataSourceType,
    Job,
    JobCollection,
    JobInfo,
    Map,
    ObjectType,
    PasswordOptions,
    PasswordType,
    QueryType,
    Script,
    SettingType,
    Static,
    TableSchema,
    Verbatim,
)
from jobspan.models import Verdict

ROWS = json.loads((Path(__file__).parents[1] / "contract" / "data" / "groupid.json").read_text())
CASES = {row["case"]: row for row in ROWS}
SOURCES = [DataSource(id=4, name="ExcelOne", type=DataSourceType.EXCEL, provider_type_name="Microsoft Excel")]
SCHEMAS = [TableSchema(selected_table="TTSheet1", table_names=("TTSheet1",), column_names=("First", "Last"))]


def documented() -> Job:
    return Job.from_document(CASES["create_job"]["request"]["body"])


def facts(job: Job) -> JobFacts:
    return JobFacts(job=job, data_sources=SOURCES, schemas=SCHEMAS, namesakes=[])


def broken(verdicts: tuple[Verdict, ...]) -> dict[str, list[Verdict]]:
    found: dict[str, list[Verdict]] = {}
    for verdict in verdicts:
        if verdict.passed is False:
            found.setdefault(verdict.rule, []).append(verdict)
    return found


def info(job: Job, **changes: Any) -> Job:
    return attrs.evolve(job, job_info=attrs.evolve(job.job_info, **changes))


def field(job: Job, i: int, **changes: Any) -> Job:
    rows = [attrs.evolve(row, **changes) if n == i else row for n, row in enumerate(job.fields_map)]
    return attrs.evolve(job, fields_map=tuple(rows))


def option(job: Job, **changes: Any) -> Job:
    return attrs.evolve(job, objects_option=tuple(attrs.evolve(row, **changes) for row in job.objects_option))


def query(job: Job, i: int, **changes: Any) -> Job:
    rows = [attrs.evolve(row, **changes) if n == i else row for n, row in enumerate(job.sync_query)]
    return attrs.evolve(job, sync_query=tuple(rows))


def setting(job: Job, key: str, value: Any) -> Job:
    return attrs.evolve(job, settings=job.settings.with_value(key, value))


def entra(job: Job, display_name: str = "User") -> Job:
    return option(setting(job, "Destination.ProviderName", "Microsoft Entra ID"), display_name=display_name)


def password(job: Job, **changes: Any) -> Job:
    return field(job, 4, options=attrs.evolve(PasswordOptions(), **changes).to_text())


def generated(job: Job, **changes: Any) -> Job:
    return password(job, password_type=PasswordType(1), **changes)


BROKEN: list[tuple[str, str, Callable[[Job], Job]]] = [
    ("providers-exist", "$.jobInfo.sourceProvider", lambda job: info(job, source_provider="Gone")),
    ("providers-exist", "$.jobInfo.sourceProvider", lambda job: setting(job, "Source.Provider", 77)),
    ("providers-named", "$.jobInfo.destinationProvider", lambda job: info(job, destination_provider="")),
    ("key-field", "$.fieldsMap", lambda job: field(job, 2, is_key=False)),
    ("key-field", "$.objectsOption[0]", lambda job: attrs.evolve(job, fields_map=())),
    ("key-new-only", "$.fieldsMap[2].forCreateOnly", lambda job: field(job, 2, for_create_only=False)),
    ("mandatory-fields", "$.objectsOption[0]", lambda job: field(job, 0, destination_field="mail")),
    ("mandatory-fields", "$.objectsOption[0]", entra),
    (
        "target-container",
        "$.objectsOption[0].containerOptionValue",
        lambda job: option(setting(job, "Destination.Container", ""), container_option_value=""),
    ),
    ("delete-tables-only", "$.objectsOption[0].isDelete", lambda job: option(job, is_delete=True)),
    ("time-stamp-field", "$.syncQuery[0].timeStampField", lambda job: query(job, 0, update_all=False)),
    (
        "multi-valued-delimiter",
        "$.fieldsMap[3].delimiter",
        lambda job: field(job, 3, destination_field="proxyAddresses"),
    ),
    ("password-options", "$.fieldsMap[4].options", lambda job: generated(job, password_length=5)),
    ("password-options", "$.fieldsMap[4].options", lambda job: generated(job, password_length=100)),
    ("password-options", "$.fieldsMap[4].options", lambda job: generated(job)),
    ("password-complexity", "$.fieldsMap[4].options", lambda job: generated(job, include_digits=False)),
    ("messaging-provider", "$.objectsOption[0]", lambda job: option(job, display_name="Mail-enabled User")),
    (
        "member-key",
        "$.fieldsMap[3]",
        lambda job: option(
            field(job, 3, destination_field="member", object_type=ObjectType.GROUP), object_type=ObjectType.GROUP
        ),
    ),
    ("entra-key-field", "$.fieldsMap[2].isKey", entra),
    ("on-failure", "$.jobInfo.onFailure", lambda job: info(job, on_failure=type(job.job_info.on_failure)("Retry"))),
    ("script-text", "$.fieldsMap[0].transform", lambda job: field(job, 0, transform=Script("x = 1"))),
    (
        "script-text",
        "$.fieldsMap[0].transform",
        lambda job: field(job, 0, transform=Script("Imports System\nDTM.Result = 1")),
    ),
    ("resolve-directories-only", "$.fieldsMap[0].transform", lambda job: entra(_resolving(job))),
    ("fresh-ids", "$.jobInfo.jobId", lambda job: info(job, job_id=6)),
    ("fresh-ids", "$.jobInfo", lambda job: info(job, times_run=3)),
    ("fresh-ids", "$.jobInfo.type", lambda job: info(job, type=type(job.job_info.type)(2))),
    ("fresh-ids", "$.jobInfo.collectionId", lambda job: info(job, collection_id=2)),
    ("provider-numbers", "$.settings", lambda job: setting(job, "SourceProvider", 5)),
    (
        "provider-numbers",
        "$.settings",
        lambda job: attrs.evolve(job, settings=job.settings.without("Destination.Type")),
    ),
    ("provider-type", "$.settings", lambda job: setting(job, "Source.IsTableProvider", False)),
    ("provider-kind", "$.settings", lambda job: setting(job, "Source.ProviderName", "SQL Server")),
    ("source-table", "$.settings", lambda job: attrs.evolve(job, settings=job.settings.without("Source.Table"))),
    ("source-table", "$.syncQuery[0].query", lambda job: query(job, 0, query="SELECT * FROM [Other$]")),
    ("container-details", "$.settings", lambda job: setting(job, "Destination.Container", "OU=B,DC=groupid,DC=lab")),
    (
        "container-details",
        "$.objectsOption[0].containerOptionValue",
        lambda job: option(job, container_option_value="OU=API,DC=elsewhere"),
    ),
    ("owners", "$.settings", lambda job: setting(job, "JobOwnerIds", "00000000")),
    ("object-types", "$.fieldsMap[0].objectType", lambda job: field(job, 0, object_type=ObjectType.GROUP)),
    ("object-types", "$.objectsOption[0]", lambda job: query(job, 1, is_source=True)),
    ("field-once", "$.fieldsMap[3].destinationField", lambda job: field(job, 3, destination_field="CN")),
    ("one-value", "$.fieldsMap[1]", lambda job: field(job, 1, transform=Static("x"))),
    ("source-columns", "$.fieldsMap[1]", lambda job: field(job, 1, source_field="Nickname")),
    ("query-type", "$.syncQuery[0].queryType", lambda job: query(job, 0, query_type=QueryType.GROUPID)),
    ("json-text", "$.fieldsMap[4].options", lambda job: field(job, 4, options="{")),
    ("json-text", "$.settings[19].value", lambda job: setting(job, "Destination.ContainerDetails", "{")),
    ("no-loop", "$.settings", lambda job: _looping(job)),
    ("text-destination", "$.settings", lambda job: setting(job, "Destination.ProviderName", "Text/CSV")),
]


def _resolving(job: Job) -> Job:
    table = setting(setting(job, "Destination.ProviderType", "2"), "Destination.IsTableProvider", True)
    return field(table, 0, transform=Verbatim("Resolve:filter=x"))


def _looping(job: Job) -> Job:
    for key in ("Source.Type", "SourceProvider", "Source.Provider"):
        job = setting(job, key, 24)
    return setting(setting(job, "Source.ProviderType", "1"), "Source.Container", "OU=API,DC=groupid,DC=lab")


def test_the_documented_job_breaks_no_rule_but_one() -> None:
    assert list(broken(judge(JOB_RULES, "job", facts(documented())))) == ["updates-nothing"]


@pytest.mark.parametrize(("rule", "place", "spoil"), BROKEN, ids=[f"{rule} {place}" for rule, place, _ in BROKEN])
def test_a_broken_rule_names_the_place(rule: str, place: str, spoil: Callable[[Job], Job]) -> None:
    found = broken(judge(JOB_RULES, "job", facts(spoil(documented()))))
    assert rule in found
    assert f"job {place}" in [verdict.subject for verdict in found[rule]]


def test_every_rule_of_jobs_is_tried() -> None:
    tried = {rule for rule, _, _ in BROKEN} | {"updates-nothing", "name-unique"}
    assert tried == {rule.rule.id for rule in JOB_RULES}


@pytest.mark.parametrize(
    "options", [{"password_length": 5}, {"include_digits": False, "include_uppercase_alphabets": False}]
)
def test_a_password_typed_by_hand_is_not_judged_by_the_options_of_generated_ones(options: dict[str, Any]) -> None:
    found = broken(judge(JOB_RULES, "job", facts(password(documented(), **options))))
    assert not found.keys() & {"password-options", "password-complexity"}


def test_names_are_compared_without_case() -> None:
    job = info(documented(), source_provider=documented().job_info.source_provider.upper())
    lower = query(job, 0, query=job.sync_query[0].query.lower())
    assert list(broken(judge(JOB_RULES, "job", facts(lower)))) == ["updates-nothing"]
    use = UseOfDataSource(name=job.job_info.source_provider.lower(), jobs=[job.job_info])
    assert [v.passed for v in DATA_SOURCE_UNUSED.verdicts("it", use)] == [False]


def test_members_are_the_members_by_either_name() -> None:
    def group(name: str) -> Job:
        fields = ("cn", "displayName", "groupType", "sAMAccountName", name)
        job = option(documented(), object_type=ObjectType.GROUP, display_name="Group")
        rows = [
            attrs.evolve(documented().fields_map[0], destination_field=each, object_type=ObjectType.GROUP)
            for each in fields
        ]
        return attrs.evolve(job, fields_map=tuple(rows))

    for name, missing in (("members", False), ("member", False), ("memberOf", True)):
        assert ("mandatory-fields" in broken(judge(JOB_RULES, "job", facts(group(name))))) is missing


def test_every_rule_has_a_source_and_every_operation_names_rules_that_exist() -> None:
    ids = [rule.id for rule in RULES]
    assert len(ids) == len(set(ids))
    assert all(rule.source.startswith("https://") and rule.text for rule in RULES)
    assert {id for row in OPERATIONS for id in row.rules} == set(ids)


@pytest.mark.parametrize(
    "hidden", [lambda job: info(job, source_provider="HR"), lambda job: setting(job, "Source.Provider", 77)]
)
def test_a_data_source_that_a_policy_may_hide_is_worth_a_warning(hidden: Callable[[Job], Job]) -> None:
    (verdict,) = broken(judge(JOB_RULES, "job", facts(hidden(documented()))))["providers-exist"]
    assert verdict.advisory
    assert "is shown to this account" in verdict.message


def test_documented_rules_refuse_and_sensible_ones_warn() -> None:
    job = field(field(documented(), 2, is_key=False), 1, source_field="Nickname")
    found = broken(judge(JOB_RULES, "job", facts(job)))
    assert not found["key-field"][0].advisory
    assert found["source-columns"][0].advisory


def test_a_taken_name_is_named() -> None:
    taken = attrs.evolve(facts(documented()), namesakes=[JobInfo(job_id=6, name="DataSyncJob")])
    (verdict,) = broken(judge(JOB_RULES, "job", taken))["name-unique"]
    assert (verdict.subject, "job 6" in verdict.message) == ("job $.jobInfo.name", True)


def test_what_cannot_be_read_is_not_evaluated() -> None:
    verdicts = {verdict.rule: verdict for verdict in judge(JOB_RULES, "job", JobFacts(job=documented()))}
    for rule in ("providers-exist", "provider-kind", "source-columns", "name-unique"):
        assert verdicts[rule].passed is None


UNSOUND: list[tuple[str, str, Callable[[Job], Job]]] = [
    ("$.jobInfo.name", "must not be empty", lambda job: info(job, name="")),
    ("$.fieldsMap[1]", "neither a source field nor a transform", lambda job: field(job, 1, source_field="")),
    ("$.fieldsMap[0].transform", "is not a valid Join", lambda job: field(job, 0, transform=Verbatim("Join:field=A"))),
    ("$.fieldsMap[0].transform", "has no kind", lambda job: field(job, 0, transform=Verbatim("oops"))),
    ("$.fieldsMap[0].destinationField", "must not be empty", lambda job: field(job, 0, destination_field="")),
    (
        "$.settings[0].dataType",
        "is not a data type of a setting",
        lambda job: _first_setting(job, data_type="System.Guid"),
    ),
    ("$.settings[0].value", "is not a whole number", lambda job: _first_setting(job, value="four")),
    ("$.settings[0].key", "must not be empty", lambda job: _first_setting(job, key="")),
    ("$.settings[24].value", "neither 'True' nor 'False'", lambda job: setting(job, "IsNotificationEnabled", "yes")),
]


def _first_setting(job: Job, **changes: Any) -> Job:
    if "data_type" in changes:
        changes["data_type"] = SettingType(changes["data_type"])
    first, *rest = job.settings.rows
    return attrs.evolve(job, settings=attrs.evolve(job.settings, rows=(attrs.evolve(first, **changes), *rest)))


@pytest.mark.parametrize(("place", "problem", "spoil"), UNSOUND, ids=[f"{place} {what}" for place, what, _ in UNSOUND])
def test_what_no_server_could_read_is_named(place: str, problem: str, spoil: Callable[[Job], Job]) -> None:
    problems = Validator("create")
    check_job(problems, spoil(documented()))
    with pytest.raises(ValidationError) as caught:
        problems.stop_if_any()
    assert [(p.field, problem in p.message) for p in caught.value.problems] == [(place, True)]


def test_what_a_server_stored_may_be_newer() -> None:
    document = json.loads(json.dumps(CASES["get_job_details"]["response"]["data"]))
    document["settings"][0]["dataType"] = "System.Guid"
    document["fieldsMap"][0]["transform"] = "Join:field=A;field=B;field=C"
    job = Job.from_document(document)
    problems = Validator("create")
    check_job(problems, job)
    problems.stop_if_any()
    check_job(problems, field(job, 0, transform=Verbatim("Join:field=A")))
    with pytest.raises(ValidationError, match=r"fieldsMap\[0\]\.transform"):
        problems.stop_if_any()


def test_rules_let_pass_what_a_server_stored() -> None:
    document = json.loads(json.dumps(CASES["get_job_details"]["response"]["data"]))
    document["jobInfo"]["onFailure"] = "Retry"
    document["fieldsMap"][0]["transform"] = "Script:text=import newer"
    job = Job.from_document(document)
    for each in (job, as_new(job, name="Copy")):
        assert broken(judge(JOB_RULES, "job", facts(each))).keys() & {"on-failure", "script-text"} == set()
    changed = info(job, on_failure=type(job.job_info.on_failure)("Later"))
    changed = field(changed, 0, transform=Script("import other"))
    assert broken(judge(JOB_RULES, "job", facts(changed))).keys() >= {"on-failure", "script-text"}


def collection() -> JobCollection:
    return JobCollection.from_document(CASES["create_job_collection"]["request"]["body"])


def test_the_documented_collection_breaks_no_documented_rule() -> None:
    assert all(v[0].advisory for v in broken(judge(COLLECTION_RULES, "collection", collection())).values())


COLLECTION_BROKEN: list[tuple[str, str, Callable[[Job], Job]]] = [
    ("collection-order", "$.jobs", lambda job: info(job, run_order=4)),
    ("collection-heads", "$.jobCollectionInfo.jobs", lambda job: info(job, name="Other")),
    ("collection-job-types", "$.jobs[0].jobInfo.type", lambda job: info(job, type=type(job.job_info.type)(1))),
    ("collection-job-types", "$.jobs[0].jobInfo.collectionId", lambda job: info(job, collection_id=99)),
    ("on-failure", "$.jobs[0].jobInfo.onFailure", lambda job: info(job, on_failure=type(job.job_info.on_failure)("X"))),
    ("script-text", "$.jobs[0].fieldsMap[0].transform", lambda job: field(job, 0, transform=Script("x"))),
]


@pytest.mark.parametrize(
    ("rule", "place", "spoil"), COLLECTION_BROKEN, ids=[f"{r} {p}" for r, p, _ in COLLECTION_BROKEN]
)
def test_rules_of_collections(rule: str, place: str, spoil: Callable[[Job], Job]) -> None:
    spoiled = attrs.evolve(collection(), jobs=tuple(map(spoil, collection().jobs)))
    found = broken(judge(COLLECTION_RULES, "collection", spoiled))
    assert f"collection {place}" in [verdict.subject for verdict in found[rule]]


@pytest.mark.parametrize(
    ("source", "keys"),
    [
        (DataSource.excel("A", ""), ["FilePath"]),
        (DataSource.text("A", "people.csv"), ["File"]),
        (DataSource.text("A", r"C:\people.csv", "ab"), ["Delimiter"]),
        (DataSource.text("A", r"\\server\share\people.txt", "tab"), []),
        (DataSource.sql_server("A", "MSSQL", ""), ["Database"]),
        (
            DataSource.of(DataSourceType.EXCEL, "A", FileServer="OneDrive", FileName="a"),
            [
                "ServiceAccounUserName",
                "ServiceAccountPassword",
                "ApplicationId",
                "TenantId",
            ],
        ),
        (DataSource.of(DataSourceType.EXCEL, "A", FileServer="Elsewhere", FilePath="x"), ["FileServer"]),
    ],
)
def test_data_sources_have_what_their_forms_ask_for(source: DataSource, keys: list[str]) -> None:
    verdicts = DATA_SOURCE_CONFIGURED.verdicts("source", source)
    assert [v.subject for v in verdicts if v.passed is False] == [f"source $.configurationValues.{key}" for key in keys]


def test_a_map_is_a_row() -> None:
    assert Map("cn", "A", key=True).row(ObjectType.GROUP).object_type == ObjectType.GROUP
