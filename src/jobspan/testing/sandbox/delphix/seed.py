"""What a fresh DCT holds: an invented bank with three compliance engines."""

from __future__ import annotations

from datetime import datetime, timedelta

from jobspan.testing.sandbox.delphix.entities import (
    Account,
    Connector,
    DataSource,
    Engine,
    Environment,
    Execution,
    Kind,
    MaskingJob,
    Orchestrator,
    RuleSet,
)
from jobspan.testing.sandbox.delphix.runs import add_event, submit_run
from jobspan.testing.sandbox.delphix.state import State
from jobspan.testing.sandbox.progress import Progress

API_KEY = "1.sandboxkey" + "0" * 55
READER_API_KEY = "2.sandboxkey" + "0" * 55
ADMIN_PASSWORD = "admin-sandbox"
FINANCE_JOB = "d53812ce-9186-485d-a388-44bc52087ead"

FINANCE_DB, STAFF_DB, CUSTOMER_DB = "finance-db.example.com", "staff-db.example.com", "customer-db.example.com"
FILE_SERVER = "files.example.com"


def seed_world(state: State) -> None:
    _accounts(state)
    _data_sources(state)
    _engines(state)
    _connectors(state)
    _masking_jobs(state)
    _orchestrators(state)
    _history(state)


def _accounts(state: State) -> None:
    state.access.add(Account(id=1, username="admin", password=ADMIN_PASSWORD), API_KEY)
    reader = Account(id=2, username="reader", password="reader-sandbox", may_change=False)
    state.access.add(reader, READER_API_KEY)


def _data_sources(state: State) -> None:
    accounts = {"USER123": "password123", "masker": "masker-sandbox"}
    for source in (
        DataSource(hostname=FINANCE_DB, accounts=accounts, tables={"ACCOUNTS": 4000, "PAYMENTS": 1000, "RATES": 50}),
        DataSource(hostname=STAFF_DB, accounts=accounts, tables={"EMPLOYEES": 2500, "SALARIES": 2500}),
        DataSource(hostname=CUSTOMER_DB, accounts=accounts, tables={"CUSTOMERS": 120_000, "ADDRESSES": 180_000}),
        DataSource(hostname=FILE_SERVER, accounts=accounts, files=["customers.csv", "orders.csv", "returns.csv"]),
    ):
        state.data_sources[source.hostname] = source


def _engines(state: State) -> None:
    for id, name in (("1", "prod01"), ("2", "qa01"), ("3", "dr01")):
        state.engines[id] = Engine(
            id=id,
            name=name,
            hostname=f"{name}.example.com",
            uuid=state.world.new_uuid(),
            last_numbers={"DATABASE": 23, "FILE": 23, "RULESET": 9, "JOB": 9},
            tags=[("site", "north" if id == "1" else "south")],
        )
    for id, engine, name, purpose in (
        ("1-ENV-1", "1", "prod-env", "MASK"),
        ("1-ENV-2", "1", "source-env", "MASK"),
        ("2-ENV-1", "2", "prod-env", "MASK"),
        ("2-ENV-2", "2", "qa-env", "MASK"),
        ("2-ENV-3", "2", "token-env", "TOKENIZE"),
        ("3-ENV-1", "3", "prod-env", "MASK"),
    ):
        state.environments[id] = Environment(id=id, name=name, engine_id=engine, purpose=purpose)


def _connectors(state: State) -> None:
    def database(id: str, environment: str, name: str, hostname: str, type: str = "ORACLE", port: int = 1521) -> None:
        state.connectors[id] = Connector(
            id=id,
            name=name,
            engine_id=id[0],
            environment_id=environment,
            values={"hostname": hostname, "port": port, "database_type": type, "schema_name": "APP"},
            username="masker",
            password="masker-sandbox",
        )

    database("1-DATABASE-1", "1-ENV-1", "finance-db", FINANCE_DB)
    database("1-DATABASE-2", "1-ENV-1", "staff-db", STAFF_DB, "MARIADB", 3306)
    database("1-DATABASE-3", "1-ENV-2", "customer-source-db", CUSTOMER_DB, "POSTGRES", 5432)
    database("1-DATABASE-4", "1-ENV-1", "customer-target-db", CUSTOMER_DB, "POSTGRES", 5432)
    database("2-DATABASE-23", "2-ENV-2", "finance-db", FINANCE_DB)
    database("3-DATABASE-2", "3-ENV-1", "staff-db", STAFF_DB, "MARIADB", 3306)
    # As after a copy: credentials do not travel.
    state.connectors["2-DATABASE-23"].username = state.connectors["2-DATABASE-23"].password = None
    state.connectors["2-FILE-4"] = Connector(
        id="2-FILE-4",
        name="exports",
        type="FILE",
        engine_id="2",
        environment_id="2-ENV-2",
        values={
            "hostname": FILE_SERVER,
            "port": 22,
            "file_type": "DELIMITED",
            "connection_mode": "SFTP",
            "path": "/exports",
        },
        username="masker",
        password="masker-sandbox",
    )


def _masking_jobs(state: State) -> None:
    def rule_set(id: str, name: str, connector_id: str, tables: str, type: str = "DATABASE") -> str:
        algorithms = ["dlpx-core:FirstName", "dlpx-core:Email SL"]
        state.rule_sets[id] = RuleSet(
            id=id, name=name, connector_id=connector_id, type=type, tables=tables.split(), algorithms=algorithms
        )
        return id

    def job(id: str, name: str, rule_set_id: str, environment: str | None, kind: Kind = Kind.MASKING) -> MaskingJob:
        created = MaskingJob(
            id=id,
            name=name,
            kind=kind,
            creation_date=state.world.now() - timedelta(days=90 - len(state.masking_jobs)),
            rule_set_id=rule_set_id,
            environment_id=environment,
        )
        if environment is not None:
            engine = state.environments[environment].engine_id
            created.synced[engine], created.local_ids[engine] = 1, 1 + len(state.masking_jobs)
        state.masking_jobs[id] = created
        return created

    finance = rule_set("1-RULESET-1", "finance-rules", "1-DATABASE-1", "ACCOUNTS PAYMENTS")
    staff = rule_set("1-RULESET-2", "staff-rules", "1-DATABASE-2", "EMPLOYEES SALARIES")
    customers = rule_set("1-RULESET-3", "customer-rules", "1-DATABASE-4", "CUSTOMERS ADDRESSES")
    finance_qa = rule_set("2-RULESET-5", "finance-rules", "2-DATABASE-23", "ACCOUNTS PAYMENTS")
    exports = rule_set("2-RULESET-6", "export-rules", "2-FILE-4", "customers.csv orders.csv", "FILE")
    staff_dr = rule_set("3-RULESET-3", "staff-rules", "3-DATABASE-2", "EMPLOYEES")

    job(FINANCE_JOB, "finance-masking-job", finance, "1-ENV-1").tags = [("team", "finance"), ("env", "prod")]
    job("0b7c1a52-6f0e-4c7f-9d55-3a1f0f6b2c11", "staff-masking-job", staff, "1-ENV-1").tags = [("team", "people")]
    on_the_fly = job("5e2d9a07-12f4-4a38-8b0e-7c94c1d0aa32", "customer-refresh-job", customers, "1-ENV-1")
    on_the_fly.on_the_fly_connector_id = "1-DATABASE-3"
    job("8f41c3be-93d6-47f1-a1c8-0e5db7a64c53", "finance-masking-job", finance_qa, "2-ENV-2")
    state.copies[(FINANCE_JOB, "2", "2-ENV-2")] = "8f41c3be-93d6-47f1-a1c8-0e5db7a64c53"
    job("a6d80f1c-4b27-4e0d-b7a9-915f3e28cd74", "export-file-job", exports, "2-ENV-2")
    job("c93e5b70-d8a1-4f62-8c3d-26b7f04e1e95", "staff-subset-job", staff_dr, "3-ENV-1")
    large = job("e1750d24-7b9c-4d83-96fe-4d3a85c20fb6", "customer-hyperscale-job", customers, None)
    large.hyperscale_instance_id = "hyperscale-1"
    large.source_masking_job_id = on_the_fly.id
    large.engine_ids = ["1", "3"]
    large.settings = {"max_memory": 8192, "min_memory": 1024, "retain_execution_data": "ON_ERROR"}
    job("f2a96e38-05cd-4b17-a4f0-58e1d93b7ad7", "staff-discovery-job", staff, "1-ENV-1", Kind.DISCOVERY)


def _orchestrators(state: State) -> None:
    state.orchestrators["hyperscale-1"] = Orchestrator(
        id="hyperscale-1",
        name="orchestrator hyperscale-1",
        description="Large jobs, on two nodes",
        creation_date=state.world.now() - timedelta(days=120),
        account_id=1,
        hyperscale_instance_id="hyperscale-1",
        engine_ids=["1", "3"],
        tags=[("site", "north")],
    )


def _history(state: State) -> None:
    """Yesterday's runs: a good one with a warning event, a discovery, and a failed one."""
    yesterday = state.world.now() - timedelta(days=1)
    wanted, state.world.progress = state.world.progress, Progress.at_once()
    finished = submit_run(state, state.masking_jobs[FINANCE_JOB], "1", account_id=1)
    add_event(
        state,
        finished,
        event_type="UNMASKED_DATA",
        severity="WARNING",
        cause="PATTERN_MATCH_FAILURE",
        masked_object_name="ACCOUNTS.EMAIL",
        algorithm_name="dlpx-core:Email SL",
        execution_component_id=finished.components[0].id,
        non_conformant_data_samples=[{"id": "1", "data_sample": "LLLL@LLL", "count": 1}],
    )
    finished.components[0].non_conforming = 1
    discovery = submit_run(state, state.masking_jobs["f2a96e38-05cd-4b17-a4f0-58e1d93b7ad7"], "1", account_id=1)
    failed = submit_run(state, state.masking_jobs["8f41c3be-93d6-47f1-a1c8-0e5db7a64c53"], "2", account_id=1)
    state.world.progress = wanted
    for hours, run in enumerate((finished, discovery, failed)):
        _backdate(run, yesterday + timedelta(hours=hours))


def _backdate(run: Execution, submitted: datetime) -> None:
    run.submit_time = submitted
    run.start_time = submitted + timedelta(seconds=20)
    run.end_time = submitted + timedelta(minutes=12)
