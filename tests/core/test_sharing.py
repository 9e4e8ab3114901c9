"""The table of the page about processes: each of its cells is true."""

from __future__ import annotations

import asyncio
import copyreg
import os
import pickle
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import attrs
import cloudpickle
import pytest

from jobspan import (
    AsyncClient,
    BatchResult,
    Client,
    ConfigError,
    DelphixSettings,
    FromEnv,
    InProgress,
    ItemResult,
    Journal,
    NotFound,
    PlanChanged,
    Policy,
    Secret,
    Window,
)
from jobspan.batches import ItemStatus
from jobspan.drs import EndpointPassword
from jobspan.fleet import FleetReport, ItemEnd
from jobspan.hooks import Event
from jobspan.integrations.otel import Telemetry
from jobspan.testing import Progress, Sandbox
from jobspan.testing.sandbox.delphix.seed import FINANCE_JOB
from tests.forking import fork

pytestmark = pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")

PAGE: Final = Path(__file__).resolve().parents[2] / "docs" / "guide" / "processes.md"
COLUMNS: Final = ("threads", "fork", "pickle, cloudpickle")
TABLE: Final = {
    cells[0]: dict(zip(COLUMNS, cells[1:], strict=True))
    for cells in (
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in PAGE.read_text().splitlines()
        if line.startswith("| ") and not line.startswith("| what")
    )
}
PRIVATE: Final = re.compile(rb"jobspan[\w.]*\._\w+")
PICKLERS: Final = {"pickle": pickle, "cloudpickle": cloudpickle}
PLACE: Final[dict[str, Any]] = {"target_engine_id": "2", "target_environment_id": "qa-env"}
THREADS: Final = 4
heard: list[Event] = []


@attrs.frozen
class World:
    """A DCT whose jobs end at once, and a client of it that has connections."""

    sandbox: Sandbox
    client: Client
    url: str

    @property
    def async_client(self) -> AsyncClient:
        return self.sandbox.async_client(journal=Journal(self.url))


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    url = f"sqlite:///{tmp_path / 'journal.sqlite3'}"
    with Sandbox(["delphix"], progress=Progress.at_once()) as sandbox:
        journal = Journal(url)
        with sandbox.client(journal=journal, policy=Policy(poll_first=0.01, poll_cap=0.01)) as client:
            client.masking_jobs.list().first()
            yield World(sandbox, client, url)
        journal.close()
        heard.clear()


def refused(client: Client) -> NotFound:
    with pytest.raises(NotFound) as caught:
        client.masking_jobs.get("no-such-job")
    return caught.value


def events(world: World) -> list[Event]:
    told: list[Event] = []
    with world.sandbox.client(hooks=[told.append]) as client:
        client.masking_jobs.execute(FINANCE_JOB, engine_id="1").wait()
    return told


def reads(client: Client) -> bool:
    return client.masking_jobs.get(FINANCE_JOB).id == FINANCE_JOB


def reads_in_a_loop(client: AsyncClient) -> bool:
    async def main() -> bool:
        async with client:
            return (await client.masking_jobs.get(FINANCE_JOB)).id == FINANCE_JOB

    return asyncio.run(main())


def a_fleet(world: World) -> Any:
    return world.client.fleet("qa").add(world.client.masking_jobs.copy, FINANCE_JOB, **PLACE)


def run_of(fleet: Any) -> bool:
    """Whether it was this one who ran the fleet, or the fleet was over."""
    report: FleetReport = fleet.run()
    return report.counts == {ItemEnd.DONE: 1}


def a_batch(world: World) -> BatchResult[Any]:
    entry = EndpointPassword("00000001-0000-4000-8000-0000001jb101", "source", Secret("hunter2"))
    return BatchResult((ItemResult(item=entry, status=ItemStatus.ACCEPTED),))


def is_a_value(value: Any) -> bool:
    return bool(repr(value))


def hear(event: Event) -> None:
    heard.append(event)


def a_listened_to(world: World) -> Client:
    return world.sandbox.client(hooks=[hear, Telemetry()])


def is_heard(client: Client) -> bool:
    before = len(heard)
    return reads(client) and len(heard) > before


@attrs.frozen
class Thing:
    """What a row of the table is about.

    Attributes:
        make: it, or several of it.
        use: whether it is of use.
        forked: the same for a process and its fork, where that is another use.
        instead: what is sent in its place, and whether that is of use.
    """

    make: Callable[[World], Any]
    use: Callable[[Any], bool] = is_a_value
    instead: Callable[[World, Any], tuple[Any, Callable[[Any], bool]]] | None = None
    forked: Callable[[Any], bool] | None = None


THINGS: Final[Mapping[str, Thing]] = {
    "`Client`": Thing(lambda world: world.client, reads),
    "`AsyncClient`": Thing(lambda world: world.async_client, reads_in_a_loop),
    "`Journal`": Thing(lambda world: world.client.journal, lambda journal: journal.runs() == []),
    "planes, resources and their methods": Thing(
        lambda world: (world.client.delphix, world.client.masking_jobs, world.client.masking_jobs.copy),
        lambda parts: parts[1].get(FINANCE_JOB).id == parts[0].masking_jobs.get(FINANCE_JOB).id == FINANCE_JOB,
        lambda world, parts: (world.client, reads),
    ),
    "handles": Thing(
        lambda world: world.client.masking_jobs.execute(FINANCE_JOB, engine_id="1"),
        lambda handle: handle.wait().status == "SUCCEEDED",
        lambda world, handle: (
            (world.client, handle.ref),
            lambda sent: sent[0].resume(sent[1]).wait().status == "SUCCEEDED",
        ),
    ),
    "lists (`Pager`)": Thing(
        lambda world: world.client.masking_jobs.list(),
        lambda pager: FINANCE_JOB in [job.id for job in pager],
        lambda world, pager: (pager.to_list(), lambda rows: FINANCE_JOB in [job.id for job in rows]),
    ),
    "plans": Thing(
        lambda world: world.client.masking_jobs.copy.plan(FINANCE_JOB, **PLACE),
        lambda plan: plan.apply().wait().id != FINANCE_JOB,
        lambda world, plan: ((plan.requests, plan.verdicts), lambda shown: shown[0][0]["method"] == "POST"),
        forked=lambda plan: plan.apply(once="tonight").wait().id != FINANCE_JOB,
    ),
    "fleets": Thing(
        a_fleet,
        run_of,
        lambda world, fleet: (world.client, lambda client: client.fleet(ran(fleet).name).resume().ok),
    ),
    "references, models, `Rows`, `Reply`": Thing(
        lambda world: (
            world.client.masking_jobs.execute(FINANCE_JOB, engine_id="1").ref,
            world.client.masking_jobs.get(FINANCE_JOB),
            world.client.masking_jobs.list().to_list(),
            world.client.with_meta(world.client.masking_jobs.get, FINANCE_JOB),
        )
    ),
    "`BatchResult`": Thing(a_batch, lambda result: [each.status for each in result] == [ItemStatus.ACCEPTED]),
    "`FleetReport`, `FleetPlan`": Thing(lambda world: (a_fleet(world).plan(), a_fleet(world).run())),
    "errors": Thing(lambda world: refused(world.client), lambda error: error.status == 404),
    "events": Thing(lambda world: tuple(events(world))),
    "settings, `Policy`, `Window`, secrets": Thing(
        lambda world: (DelphixSettings(url="http://dct", api_key="k"), Policy(), Window(), Secret("s"), FromEnv("KEY"))
    ),
    "hooks": Thing(a_listened_to, is_heard),
}


@pytest.fixture(autouse=True)
def pickles_of_our_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """Dask, once it is imported, lets all exceptions travel with their tracebacks."""
    for kind in [each for each in copyreg.dispatch_table if issubclass(each, BaseException)]:
        monkeypatch.delitem(copyreg.dispatch_table, kind)


@contextmanager
def closing_clients(made: Any) -> Iterator[None]:
    try:
        yield
    finally:
        for each in made if isinstance(made, tuple) else (made,):
            if isinstance(each, Client):
                each.close()


def ran(fleet: Any) -> Any:
    fleet.run()
    return fleet


def test_the_table_and_these_tests_are_about_the_same() -> None:
    assert [*TABLE] == [*THINGS]


def in_threads(use: Callable[[], bool]) -> list[bool | Exception]:
    start = threading.Barrier(THREADS)

    def wait_and_use() -> bool | Exception:
        start.wait()
        try:
            return use()
        except Exception as error:
            return error

    with ThreadPoolExecutor(THREADS) as pool:
        return [each.result() for each in [pool.submit(wait_and_use) for _ in range(THREADS)]]


@pytest.mark.parametrize("name", THINGS)
def test_threads(name: str, world: World) -> None:
    said, thing = TABLE[name]["threads"], THINGS[name]
    made = thing.make(world)
    if said.startswith("no: it belongs to one event loop"):
        asyncio.run(meets_another_loop(made))
        return
    with closing_clients(made):
        answers = in_threads(lambda: thing.use(made))
    if said.startswith("one"):
        limit = {"`PlanChanged`": PlanChanged, "`InProgress`": InProgress}[said.split()[-1]]
        assert True in answers
        assert all(each is True or isinstance(each, limit) for each in answers), answers
        assert world.sandbox.requests.count("copy_masking_job") == 1
    else:
        assert said.startswith(("yes", "called in the thread of the call"))
        assert answers == [True] * THREADS


async def meets_another_loop(client: AsyncClient) -> None:
    assert (await client.masking_jobs.get(FINANCE_JOB)).id == FINANCE_JOB
    with pytest.raises(ConfigError, match="belongs to another event loop"):
        await asyncio.to_thread(asyncio.run, client.masking_jobs.get(FINANCE_JOB))
    await client.aclose()


@pytest.mark.parametrize("name", THINGS)
def test_fork(name: str, world: World) -> None:
    said, thing = TABLE[name]["fork"], THINGS[name]
    made, use = thing.make(world), thing.forked or thing.use
    with closing_clients(made):
        child = fork(lambda: works(lambda: use(made), said))
        assert works(lambda: use(made), said)
        assert child.succeeds()
    if not said.startswith("yes"):
        assert said.startswith(("apply it under a key", "one runs it, others get `InProgress`"))
        assert world.sandbox.requests.count("copy_masking_job") == 1


def works(use: Callable[[], bool], said: str) -> bool:
    """Whether it is of use, or the other process has it just now and the table says that there can be only one."""
    try:
        return use()
    except InProgress:
        return not said.startswith("yes")


@pytest.mark.parametrize("pickler", PICKLERS)
@pytest.mark.parametrize("name", THINGS)
def test_pickles(name: str, pickler: str, world: World) -> None:
    said, thing = TABLE[name]["pickle, cloudpickle"], THINGS[name]
    made, use = thing.make(world), thing.use
    if said.startswith("no: "):
        assert thing.instead is not None
        for each in made if isinstance(made, tuple) else (made,):
            with pytest.raises(TypeError, match=r"belongs to its client's connections\. Pickle "):
                PICKLERS[pickler].dumps(each)
        made, use = thing.instead(world, made)
    parcel = PICKLERS[pickler].dumps(made)
    assert PRIVATE.findall(parcel) == [], parcel
    again = pickle.loads(parcel)
    with closing_clients(again):
        assert use(again)
    if use is is_a_value:
        assert again == made


def test_pickles_arrive_where_nothing_was_imported(world: World, tmp_path: Path) -> None:
    travelling = [name for name, cells in TABLE.items() if not cells["pickle, cloudpickle"].startswith("no: ")]
    made = [THINGS[name].make(world) for name in travelling if name != "hooks"]
    parcels = tmp_path / "parcels"
    parcels.write_bytes(b"".join(map(pickle.dumps, made)))
    program = (
        "import pickle, sys\n"
        "with open(sys.argv[1], 'rb') as file:\n"
        f"    print(*[type(pickle.load(file)).__name__ for _ in range({len(made)})])"
    )
    done = subprocess.run([sys.executable, "-c", program, str(parcels)], capture_output=True, text=True, check=True)
    assert done.stdout.split() == [type(each).__name__ for each in made]


def test_cloudpickle_sends_classes_by_name_though_nobody_imported_their_module(world: World) -> None:
    program = f"""
import sys, cloudpickle, jobspan
client = jobspan.Client.from_env()
sys.stdout.buffer.write(cloudpickle.dumps(client.masking_jobs.get({FINANCE_JOB!r})))
"""
    environment = os.environ | world.sandbox.environment()
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, env=environment)
    assert pickle.loads(done.stdout) == world.client.masking_jobs.get(FINANCE_JOB)
    assert PRIVATE.findall(done.stdout) == []


@pytest.mark.parametrize("pickler", PICKLERS)
def test_asynchronous_forms_stay_as_well(pickler: str, world: World) -> None:
    client = world.async_client
    ref = world.client.masking_jobs.execute(FINANCE_JOB, engine_id="1").ref
    staying = (client.delphix, client.masking_jobs, client.masking_jobs.copy, client.masking_jobs.list())
    for each in (*staying, client.resume(ref), client.fleet("qa")):
        with pytest.raises(TypeError, match=r"belongs to its client's connections\. Pickle "):
            PICKLERS[pickler].dumps(each)


def test_secrets_stand_where_the_table_says(world: World) -> None:
    settings = DelphixSettings(url="http://dct", api_key="hunter2")
    assert b"hunter2" in pickle.dumps(Client(delphix=settings))
    assert b"hunter2" not in pickle.dumps(a_batch(world))
    assert b"hunter2" not in pickle.dumps(Client(delphix=DelphixSettings(url="http://dct", api_key=FromEnv("hunter"))))


def test_a_function_of_a_notebook_travels_as_a_hook_with_cloudpickle_only(world: World) -> None:
    with world.sandbox.client(hooks=[lambda event: None]) as client:
        with pytest.raises((pickle.PicklingError, AttributeError)):
            pickle.dumps(client)
        with pickle.loads(cloudpickle.dumps(client)) as again:
            assert reads(again)


def test_telemetry_with_providers_of_its_own_stays() -> None:
    from opentelemetry.sdk.trace import TracerProvider

    with pytest.raises(TypeError, match="stays in its program"):
        pickle.dumps(Telemetry(tracer_provider=TracerProvider()))
