"""Synchronization jobs of every family, on a socket."""

from typing import Any

import pytest

import jobspan
from jobspan.ciphertrust import FAMILIES, SyncStatus
from jobspan.hooks import UnexpectedData
from jobspan.testing.sandbox import Clock, Progress, Sandbox, faults
from jobspan.testing.sandbox.ciphertrust.entities import Container
from jobspan.testing.sandbox.ciphertrust.families import FAMILIES as SERVED
from jobspan.testing.sandbox.faults import Outcome
from jobspan.testing.sandbox.http import Call, Reply
from jobspan.testing.sandbox.plane import Plane

REGION = "123456789012/eu-west-1"


@pytest.mark.parametrize("family", [each.key for each in FAMILIES])
async def test_all_containers_of_each_family(cckm: Sandbox, family: Any) -> None:
    async with cckm.async_client() as client:
        sync = await client.sync_jobs.start(family, synchronize_all=True)
        assert sync.phase is jobspan.Phase.RUNNING
        job = await sync.wait()
        served = SERVED[family]
        shelf = cckm.ciphertrust.containers[served.shelf]
        assert job.phase is jobspan.Phase.SUCCEEDED
        assert job.containers == tuple(each.shown_as for each in shelf)
        assert job.cloud == served.cloud
        assert len(job.results) >= len(shelf)
        assert {result.phase for result in job.results} == {jobspan.Phase.SUCCEEDED}
        assert await client.sync_jobs.get(family, job.id) == job
        assert [each.id async for each in client.sync_jobs.list(family)] == [job.id]


@pytest.mark.parametrize("family", [each.key for each in FAMILIES])
async def test_one_container_of_each_family(cckm: Sandbox, family: Any) -> None:
    of = next(each for each in FAMILIES if each.key == family)
    container = cckm.ciphertrust.containers[SERVED[family].shelf][0]
    lists: dict[str, Any] = {of.containers: [container.shown_as]}
    async with cckm.async_client() as client:
        sync = await client.sync_jobs.start(family, **lists)
        assert cckm.requests.of(f"{family}.start")[0].json == {
            SERVED[family].start_field: [container.shown_as],
            "synchronize_all": False,
        }
        assert (await sync.wait()).containers == (container.shown_as,)


async def test_the_typed_form_of_each_family(cckm: Sandbox) -> None:
    first = {shelf: containers[0].id for shelf, containers in cckm.ciphertrust.containers.items()}
    async with cckm.async_client() as client:
        jobs = client.sync_jobs
        started = [
            await jobs.aws.keys.start(kms=[first["aws"]], regions=["eu-west-1"]),
            await jobs.aws.custom_key_stores.start(kms=[first["aws"]]),
            await jobs.azure.keys.start(key_vaults=[first["azure"]], take_cloud_key_backup=True),
            await jobs.azure.certificates.start(key_vaults=[first["azure"]]),
            await jobs.azure.secrets.start(key_vaults=[first["azure"]]),
            await jobs.google.keys.start(key_rings=[first["google"]]),
            await jobs.oci.keys.start(vaults=[first["oci"]]),
            await jobs.sfdc.keys.start(organizations=[first["sfdc"]]),
            await jobs.sfdc.certificates.start(organizations=[first["sfdc"]]),
            await jobs.sap.keys.start(groups=[first["sap"]]),
            await jobs.hsm_luna.synchronize.start(partitions=[first["hsm_luna"]]),
            await jobs.hsm_luna.refresh.start(partitions=[first["hsm_luna"]]),
            await jobs.dsm.refresh.start(domains=[first["dsm"]]),
            await jobs.external_cm.refresh.start(domains=[first["external_cm"]]),
        ]
        assert [sync.ref.kind for sync in started] == [f"ciphertrust.{each.key}" for each in FAMILIES]
        views = await jobspan_wait_all(started)
        assert {view.phase for view in views} == {jobspan.Phase.SUCCEEDED}
        listed = [
            await jobs.aws.keys.list(kms=[first["aws"]], status="completed").to_list(),
            await jobs.aws.custom_key_stores.list(kms=[first["aws"]]).to_list(),
            await jobs.azure.keys.list(key_vaults=[first["azure"]]).to_list(),
            await jobs.azure.certificates.list(key_vaults=[first["azure"]]).to_list(),
            await jobs.azure.secrets.list(key_vaults=[first["azure"]]).to_list(),
            await jobs.google.keys.list(key_rings=[first["google"]]).to_list(),
            await jobs.oci.keys.list(vaults=[first["oci"]]).to_list(),
            await jobs.sfdc.keys.list(organizations=[first["sfdc"]]).to_list(),
            await jobs.sfdc.certificates.list(organizations=[first["sfdc"]]).to_list(),
            await jobs.sap.keys.list(groups=[first["sap"]]).to_list(),
            await jobs.hsm_luna.synchronize.list().to_list(),
            await jobs.hsm_luna.refresh.list().to_list(),
            await jobs.dsm.refresh.list().to_list(),
            await jobs.external_cm.refresh.list().to_list(),
        ]
        assert [[job.id for job in page] for page in listed] == [[sync.id] for sync in started]
        assert views[2].take_cloud_key_backup is True
        assert await jobs.oci.keys.get(started[6].id) == views[6]
        assert await jobs.oci.keys.wait(started[6].id) == views[6]
        assert await jobs.wait("oci", started[6].id) == views[6]
        assert await jobs.azure.keys.list(key_vaults=["pay-vault"]).to_list() == []
        assert [job.id async for job in jobs.list("sfdc", organizations=[first["sfdc"]])] == [started[7].id]


@pytest.mark.parametrize("family", [each.key for each in FAMILIES])
async def test_containers_is_the_word_of_every_family(cckm: Sandbox, family: Any) -> None:
    of = next(each for each in FAMILIES if each.key == family)
    first, *_ = cckm.ciphertrust.containers[SERVED[family].shelf]
    async with cckm.async_client() as client:
        cloud, _, what = family.partition(".")
        own = getattr(getattr(client.sync_jobs, cloud), what)
        started = [
            await client.sync_jobs.start(family, containers=[first.id]),
            await own.start(containers=[first.id], when_running="join"),
            await own.start(**{of.containers: [first.id]}, when_running="join"),
        ]
        assert len({sync.id for sync in started}) == 1
        assert cckm.requests.of(f"{family}.start")[0].json == {
            SERVED[family].start_field: [first.id],
            "synchronize_all": False,
        }
        if of.filter_field is None:
            with pytest.raises(jobspan.ValidationError, match=r"containers: .* cannot be filtered"):
                own.list(containers=[first.id])
            with pytest.raises(jobspan.ValidationError, match=r"containers: .* cannot be filtered"):
                client.sync_jobs.list(family, containers=[first.id])
        else:
            assert [job.id async for job in own.list(containers=[first.id])] == [started[0].id]
            assert [job.id async for job in client.sync_jobs.list(family, containers=[first.id])] == [started[0].id]
            assert cckm.requests.of(f"{family}.list")[-1].query[of.filter_field] == first.id


async def test_containers_are_given_once_and_in_words_that_exist(cckm: Sandbox) -> None:
    async with cckm.async_client() as client:
        jobs = client.sync_jobs
        misspelt: dict[str, Any] = {"grups": ["a"]}
        with pytest.raises(jobspan.ValidationError, match="another word for groups"):
            await jobs.sap.keys.start(containers=["a"], groups=["b"])
        with pytest.raises(jobspan.ValidationError, match="another word for kms"):
            await jobs.start("aws", containers=["a"], kms=["a"])
        with pytest.raises(jobspan.ValidationError, match=r"containers: must be a list of strings"):
            await jobs.oci.keys.start(containers="oci-vault")
        with pytest.raises(jobspan.ValidationError, match=r"key_rings.*allowed: groups"):
            await jobs.sap.keys.start(key_rings=["a"])
        with pytest.raises(TypeError, match=r"no argument 'grups'\. It takes: containers, groups, synchronize_all"):
            await jobs.sap.keys.start(**misspelt)
        with pytest.raises(TypeError, match=r"no argument 'grups'\. It takes: containers, groups, id, status"):
            jobs.sap.keys.list(**misspelt)
        assert len(cckm.requests) == 0


async def jobspan_wait_all(handles: list[Any]) -> list[Any]:
    return [await handle.wait() for handle in handles]


async def test_pages_and_order(cckm: Sandbox) -> None:
    cckm.progress = Progress.at_once()
    async with cckm.async_client() as client:
        for _ in range(23):
            await client.sync_jobs.dsm.refresh.start(synchronize_all=True)
            cckm.advance(1)
        cckm.requests.clear()
        oldest_first = await client.sync_jobs.list("dsm", page_size=10).to_list()
        assert [dict(r.query) for r in cckm.requests] == [
            {"skip": "0", "limit": "10"},
            {"skip": "10", "limit": "10"},
            {"skip": "20", "limit": "10"},
        ]
        newest_first = await client.sync_jobs.list("dsm", sort="-createdAt", page_size=10).to_list()
        assert [job.id for job in newest_first] == [job.id for job in reversed(oldest_first)]
        assert len(newest_first) == 23


async def test_a_page_shorter_than_asked_for_is_not_the_end(cckm: Sandbox) -> None:
    cckm.progress = Progress.at_once()
    async with cckm.async_client() as client:
        for _ in range(3):
            await client.sync_jobs.sap.keys.start(synchronize_all=True)
        cckm.requests.clear()
        cut = faults.EditJson(lambda page: page | {"limit": 1, "resources": page["resources"][:1]})
        cckm.faults.add("sap.keys.list", cut, times=None)
        assert len(await client.sync_jobs.sap.keys.list().to_list()) == 3
        assert [r.query["skip"] for r in cckm.requests] == ["0", "1", "2"]


async def test_a_cancelled_job_is_cancelled_although_it_says_completed(cckm: Sandbox) -> None:
    async with cckm.async_client() as client:
        sync = await client.sync_jobs.google.keys.start(synchronize_all=True)
        asked = await client.sync_jobs.google.keys.cancel(sync.id)
        assert (asked.status, asked.abort, asked.phase) == (SyncStatus.IN_PROGRESS, True, jobspan.Phase.RUNNING)
        with pytest.raises(jobspan.JobFailed, match="cancelled") as caught:
            await sync.wait()
        assert caught.value.phase is jobspan.Phase.CANCELLED
        job = await sync.wait(raise_on_failure=False)
        assert (job.overall_status, job.is_cancelled) == ("completed", True)
        assert {result.phase for result in job.failures} == {jobspan.Phase.CANCELLED}


async def test_only_a_job_in_progress_can_be_cancelled(cckm: Sandbox) -> None:
    async with cckm.async_client() as client:
        sync = await client.sync_jobs.start("oci", synchronize_all=True)
        await sync.wait()
        with pytest.raises(jobspan.RuleViolation, match="sync-in-progress"):
            await sync.cancel()
        with pytest.raises(jobspan.RuleViolation, match="completed"):
            await client.sync_jobs.cancel("oci", sync.id)
        assert cckm.requests.count("oci.keys.cancel") == 0
        unruly = client.with_options(policy=jobspan.Policy(rules=jobspan.RuleMode.OFF))
        with pytest.raises(jobspan.StateConflict, match="only a job in progress"):
            await unruly.sync_jobs.cancel("oci", sync.id)


async def test_a_cancel_whose_reply_is_lost_is_settled_by_a_look(cckm: Sandbox) -> None:
    async with cckm.async_client() as client:
        sync = await client.sync_jobs.start("sap", synchronize_all=True)
        cckm.faults.add("sap.keys.cancel", faults.DropAfterWork())
        assert (await client.sync_jobs.cancel("sap", sync.id)).abort
        assert cckm.requests.count("sap.keys.cancel") == 1
        other = await client.sync_jobs.start("oci", synchronize_all=True)
        cckm.faults.add("oci.keys.cancel", faults.DropBeforeWork())
        await other.cancel()
        assert cckm.requests.count("oci.keys.cancel") == 2
        assert cckm.ciphertrust.jobs[other.id].abort


async def test_a_cancel_that_is_refused_because_it_worked_already_is_no_failure(cckm: Sandbox) -> None:
    async with cckm.async_client() as client:
        sync = await client.sync_jobs.start("sap", synchronize_all=True)
        not_heard_yet = faults.SetFields({"abort": False})
        cckm.faults.add("sap.keys.get", not_heard_yet, times=2)
        cckm.faults.add("sap.keys.cancel", faults.DropAfterWork())
        cckm.faults.add("sap.keys.cancel", faults.Answer(409, {"codeDesc": "NCERRConflict"}))
        assert (await client.sync_jobs.cancel("sap", sync.id)).abort
        assert cckm.requests.count("sap.keys.cancel") == 2


@pytest.mark.parametrize("family", [each.key for each in FAMILIES])
async def test_a_job_that_ends_by_itself_was_not_cancelled(cckm: Sandbox, family: Any) -> None:
    cckm.faults.add(f"{family}.cancel", faults.Answer(503), times=None)
    async with cckm.async_client() as client:
        sync = await client.sync_jobs.start(family, synchronize_all=True)
        with pytest.raises(jobspan.ServerError, match="503"):
            await client.with_options(policy=jobspan.Policy(backoff_base=5)).sync_jobs.cancel(family, sync.id)
        assert (await sync.wait()).phase is jobspan.Phase.SUCCEEDED


async def test_a_cancel_that_is_accepted_without_a_job_is_looked_for(cckm: Sandbox) -> None:
    cckm.progress = Progress.by_seconds(60)
    async with cckm.async_client() as client:
        for status in (202, 204):
            sync = await client.sync_jobs.start("oci", synchronize_all=True)
            cckm.faults.add("oci.keys.cancel", faults.Answer(status, after_work=True), times=None)
            cckm.faults.add("oci.keys.get", faults.SetFields({"abort": False}), times=3)
            assert (await client.sync_jobs.cancel("oci", sync.id)).abort
            cckm.advance(120)


async def test_a_cancel_that_never_shows_leaves_a_doubt(cckm: Sandbox) -> None:
    cckm.progress = Progress.by_seconds(600)
    async with cckm.async_client() as client:
        sync = await client.sync_jobs.start("oci", synchronize_all=True)
        cckm.faults.add("oci.keys.cancel", faults.Answer(202), times=None)
        with pytest.raises(jobspan.AmbiguousOutcomeError, match=r"does not show.*abort and overall_status"):
            await client.sync_jobs.cancel("oci", sync.id)


async def test_an_account_that_may_not_read_a_job_may_cancel_it(cckm: Sandbox) -> None:
    async with cckm.async_client() as client:
        sync = await client.sync_jobs.start("oci", synchronize_all=True)
        cckm.faults.add("oci.keys.get", faults.Answer(403, {"codeDesc": "NCERRInsufficientPermissions"}), times=None)
        plan = await client.sync_jobs.cancel.plan("oci", sync.id)
        assert "not evaluated" in str(plan)
        assert (await client.sync_jobs.cancel("oci", sync.id)).abort


NOT_ALLOWED = faults.Answer(403, {"codeDesc": "NCERRInsufficientPermissions", "message": "no"})


@pytest.mark.parametrize("fault", [NOT_ALLOWED, faults.Answer(503), faults.Answer(200, "<html>maintenance</html>")])
@pytest.mark.parametrize("when_running", ["raise", "join", "start"])
async def test_a_list_that_cannot_be_read_does_not_stop_a_start(
    cckm: Sandbox, fault: faults.Fault, when_running: Any
) -> None:
    cckm.faults.add("aws.keys.list", fault, times=None)
    async with cckm.async_client() as client:
        sync = await client.sync_jobs.aws.keys.start(kms=["kms"], when_running=when_running)
        assert (await sync.wait()).phase is jobspan.Phase.SUCCEEDED


async def test_rules_that_are_off_read_nothing(cckm: Sandbox) -> None:
    async with cckm.async_client(policy=jobspan.Policy(rules=jobspan.RuleMode.OFF)) as client:
        sync = await client.sync_jobs.aws.keys.start(kms=["kms"])
        assert [r.query["sort"] for r in cckm.requests.of("aws.keys.list")] == ["-createdAt"], "for a lost reply alone"
        await client.sync_jobs.aws.keys.cancel(sync.id)
        assert cckm.requests.count("aws.keys.get") == 0


async def test_a_family_that_takes_no_order_is_read_whole(cckm: Sandbox) -> None:
    unsorted = faults.Answer(400, {"codeDesc": "NCERRBadRequest", "message": "unknown parameter sort"})
    cckm.faults.add("aws.keys.list", unsorted, times=None, when=lambda call: "sort" in call.query)
    cckm.faults.add("aws.keys.start", faults.DropAfterWork())
    async with cckm.async_client() as client:
        sync = await client.sync_jobs.aws.keys.start(kms=["kms"])
        assert list(cckm.ciphertrust.jobs) == [sync.id]


@pytest.mark.parametrize(
    "fault",
    [
        faults.Answer(202, after_work=True),
        faults.Answer(204, after_work=True),
        faults.Answer(200, "started", after_work=True),
    ],
)
async def test_a_start_that_is_accepted_without_a_job_is_looked_for(cckm: Sandbox, fault: faults.Fault) -> None:
    cckm.faults.add("aws.keys.start", fault)
    async with cckm.async_client() as client:
        sync = await client.sync_jobs.aws.keys.start(kms=["kms"])
        assert list(cckm.ciphertrust.jobs) == [sync.id]
        assert cckm.requests.count("aws.keys.start") == 1


async def test_a_start_of_everything_is_not_told_from_those_of_others(cckm: Sandbox) -> None:
    cckm.faults.add("aws.keys.start", faults.DropAfterWork())
    async with cckm.async_client() as client:
        with pytest.raises(jobspan.AmbiguousOutcomeError, match="its marks cannot be read") as caught:
            await client.sync_jobs.aws.keys.start(synchronize_all=True)
        (made,) = cckm.ciphertrust.jobs
        assert made in str(caught.value)


async def test_a_list_whose_pages_bring_nothing_new_ends(cckm: Sandbox) -> None:
    events: list[Any] = []
    async with cckm.async_client(hooks=[events.append]) as client:
        await client.sync_jobs.aws.keys.start(kms=["kms"])
        cckm.requests.clear()
        first = faults.EditJson(lambda page: page | {"total": 100_000})
        cckm.faults.add("aws.keys.list", first, times=None)
        ignored = client.sync_jobs.aws.keys.list()
        assert len(await ignored.to_list()) == 1
        assert cckm.requests.count("aws.keys.list") == 2
        told = [event for event in events if isinstance(event, UnexpectedData)]
        assert "of 100000 rows" in told[0].what


async def test_a_reference_to_a_job_that_is_not_there_is_not_waited_for(cckm: Sandbox) -> None:
    async with cckm.async_client() as client:
        with pytest.raises(jobspan.NotFound):
            await client.sync_jobs.wait("aws", "no-such-job")
        assert cckm.requests.count("aws.keys.get") == 1


async def test_an_outage_does_not_end_a_wait(cckm: Sandbox) -> None:
    cckm.progress = Progress.by_seconds(600)
    async with cckm.async_client() as client:
        sync = await client.sync_jobs.start("oci", synchronize_all=True)
        cckm.faults.add("oci.keys.get", faults.Answer(503), times=40)
        cckm.faults.add("auth.tokens.create", faults.Answer(503), times=5)
        assert (await sync.wait()).phase is jobspan.Phase.SUCCEEDED


async def test_a_second_start_is_refused_joined_or_sent(cckm: Sandbox) -> None:
    async with cckm.async_client() as client:
        keys = client.sync_jobs.aws.keys
        first = await keys.start(kms=["kms", "kms-prod"])
        with pytest.raises(jobspan.RuleViolation, match=first.id):
            await keys.start(kms=["kms"])
        with pytest.raises(jobspan.RuleViolation, match="no-sync-running"):
            await keys.start(synchronize_all=True)
        looked = [r for r in cckm.requests.of("aws.keys.list") if "overall_status" in r.query]
        assert dict(looked[1].query) == {"skip": "0", "limit": "100", "overall_status": "in_progress", "kms": "kms"}
        joined = await keys.start(kms=["kms"], regions=["eu-west-1"], when_running="join")
        assert joined.id == first.id
        assert cckm.requests.count("aws.keys.start") == 1
        with pytest.raises(jobspan.Conflict, match="NCERRConflict"):
            await keys.start(kms=["kms"], when_running="start")
        assert cckm.requests.count("aws.keys.start") == 2, "a refusal is not repeated"
        await first.wait()
        again = await keys.start(kms=["kms"], when_running="join")
        assert again.id != first.id


async def test_other_containers_do_not_disturb(cckm: Sandbox) -> None:
    async with cckm.async_client() as client:
        await client.sync_jobs.aws.keys.start(kms=["kms"])
        await client.sync_jobs.aws.keys.start(kms=["kms-prod"])
        await client.sync_jobs.aws.custom_key_stores.start(kms=["kms"])
        partitions = [each.id for each in cckm.ciphertrust.containers["hsm_luna"]]
        for partition in partitions:
            await client.sync_jobs.hsm_luna.refresh.start(partitions=[partition])
        with pytest.raises(jobspan.RuleViolation):
            await client.sync_jobs.hsm_luna.refresh.start(partitions=partitions[:1])
        joined = await client.sync_jobs.hsm_luna.refresh.start(partitions=partitions[1:], when_running="join")
        assert joined.view is not None
        assert joined.view.partitions == tuple(partitions[1:])


async def test_a_job_that_covers_less_is_not_joined(cckm: Sandbox) -> None:
    async with cckm.async_client() as client:
        keys = client.sync_jobs.aws.keys
        await keys.start(kms=["kms"], regions=["eu-west-1"])
        for kms, regions in ((["kms", "kms-prod"], None), (["kms"], None), (["kms"], ["us-east-1"])):
            with pytest.raises(jobspan.RuleViolation):
                await keys.start(kms=kms, regions=regions, when_running="join")
        with pytest.raises(jobspan.RuleViolation):
            await keys.start(synchronize_all=True, when_running="join")


async def test_a_job_that_was_asked_to_stop_is_not_joined(cckm: Sandbox) -> None:
    async with cckm.async_client() as client:
        first = await client.sync_jobs.oci.keys.start(vaults=["oci-vault"])
        await first.cancel()
        with pytest.raises(jobspan.RuleViolation, match=first.id):
            await client.sync_jobs.oci.keys.start(vaults=["oci-vault"], when_running="join")


async def test_a_job_that_begins_between_look_and_start_is_joined(cckm: Sandbox) -> None:
    async with cckm.async_client() as client:
        first = await client.sync_jobs.oci.keys.start(vaults=["oci-vault"])
        hidden = faults.EditJson(lambda page: page | {"total": 0, "resources": []})
        cckm.faults.add("oci.keys.list", hidden, times=2)
        joined = await client.sync_jobs.oci.keys.start(vaults=["oci-vault"], when_running="join")
        assert joined.id == first.id
        assert len(cckm.ciphertrust.jobs) == 1


@pytest.mark.parametrize("fault", [faults.DropAfterWork(), faults.CutReply(), faults.Answer(504, after_work=True)])
@pytest.mark.parametrize("progress", [Progress.by_seconds(2), Progress.at_once()])
async def test_a_start_whose_reply_is_lost_adopts_the_job_it_made(
    cckm: Sandbox, fault: faults.Fault, progress: Progress
) -> None:
    cckm.progress = progress
    async with cckm.async_client() as client:
        earlier = await client.sync_jobs.aws.keys.start(kms=["kms-prod"])
        cckm.faults.add("aws.keys.start", fault)
        sync = await client.sync_jobs.aws.keys.start(kms=["kms"], regions=["eu-west-1"])
        assert cckm.requests.count("aws.keys.start") == 2
        assert set(cckm.ciphertrust.jobs) == {earlier.id, sync.id}
        assert (await sync.wait()).regions == ("eu-west-1",)


async def test_a_start_that_is_not_to_be_seen_is_not_sent_again(cckm: Sandbox) -> None:
    async with cckm.async_client() as client:
        cckm.faults.add("aws.keys.start", faults.DropBeforeWork())
        with pytest.raises(jobspan.AmbiguousOutcomeError, match="No new job is visible so far"):
            await client.sync_jobs.aws.keys.start(kms=["kms"])
        assert cckm.requests.count("aws.keys.start") == 1


class WorksLate(faults.Fault):
    """The reply is lost, and the work is done only when the list has been asked for twice."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._asked = 0

    def instead(self, plane: Plane, call: Call) -> Outcome | None:
        self._asked += 1
        if self._asked == 2:
            self._sandbox.ciphertrust.begin(SERVED["aws.keys"], {"kms": ["kms"]}, "root")
        return None


async def test_a_job_that_comes_up_late_is_adopted(cckm: Sandbox) -> None:
    async with cckm.async_client() as client:
        cckm.faults.add("aws.keys.start", faults.DropBeforeWork())
        cckm.faults.add(
            "aws.keys.list", WorksLate(cckm), times=None, when=lambda call: cckm.requests.count("aws.keys.start") == 1
        )
        sync = await client.sync_jobs.aws.keys.start(kms=["kms"])
        assert cckm.requests.count("aws.keys.start") == 1
        assert list(cckm.ciphertrust.jobs) == [sync.id]


class AnotherStartsToo(faults.Fault):
    """The reply is lost, and somebody else's job for the same family began in the meantime."""

    def __init__(self, sandbox: Sandbox, containers: list[str]) -> None:
        self._sandbox = sandbox
        self._containers = containers

    def afterwards(self, reply: Reply) -> Outcome:
        plane = self._sandbox.ciphertrust
        plane.begin(SERVED["aws.keys"], {"kms": self._containers}, "root")
        return faults.HangUp()


async def test_a_foreign_job_that_is_new_as_well_is_told_apart_by_its_containers(cckm: Sandbox) -> None:
    async with cckm.async_client() as client:
        cckm.faults.add("aws.keys.start", AnotherStartsToo(cckm, ["kms-prod"]))
        sync = await client.sync_jobs.aws.keys.start(kms=["kms"])
        assert cckm.ciphertrust.jobs[sync.id].listed == ["kms"]


class AnotherStartsInstead(AnotherStartsToo):
    """The request itself is lost, and somebody else's job for the same family began."""

    def instead(self, plane: Plane, call: Call) -> Outcome:
        return self.afterwards(Reply(500))


async def test_a_foreign_job_of_only_some_containers_is_not_adopted(cckm: Sandbox) -> None:
    async with cckm.async_client() as client:
        cckm.faults.add("aws.keys.start", AnotherStartsInstead(cckm, ["kms-prod"]))
        with pytest.raises(jobspan.AmbiguousOutcomeError, match="surely not the one"):
            await client.sync_jobs.aws.keys.start(kms=["kms", "kms-prod"])
        assert cckm.requests.count("aws.keys.start") == 1


async def test_a_doubt_that_no_list_settles_is_told(cckm: Sandbox) -> None:
    async with cckm.async_client() as client:
        cckm.faults.add("aws.keys.start", faults.DropAfterWork())
        cckm.faults.add("aws.keys.list", faults.Answer(500), times=None, when=lambda call: bool(cckm.ciphertrust.jobs))
        with pytest.raises(jobspan.AmbiguousOutcomeError, match=r"sync_jobs\.aws\.keys\.list") as caught:
            await client.sync_jobs.aws.keys.start(kms=["kms"])
        assert caught.value.operation == "aws.keys.start"
        assert cckm.requests.count("aws.keys.start") == 1


async def test_a_new_job_of_other_containers_leaves_the_doubt(cckm: Sandbox) -> None:
    async with cckm.async_client() as client:
        renamed = faults.SetFields({"resources.*.kms": ["shown under another name"]})
        cckm.faults.add("aws.keys.list", renamed, times=None)
        cckm.faults.add("aws.keys.start", faults.DropAfterWork())
        with pytest.raises(jobspan.AmbiguousOutcomeError, match="surely not the one"):
            await client.sync_jobs.aws.keys.start(kms=["kms"])


async def test_a_failed_region_makes_a_completed_job_partial(cckm: Sandbox) -> None:
    cckm.ciphertrust.broken_units[REGION] = "AccessDeniedException: not authorized to perform kms:ListKeys"
    async with cckm.async_client() as client:
        sync = await client.sync_jobs.aws.keys.start(kms=["kms"])
        with pytest.raises(jobspan.JobFailed, match="AccessDenied") as caught:
            await sync.wait()
        assert caught.value.phase is jobspan.Phase.PARTIAL
        job = await sync.wait(raise_on_failure=False)
        assert job.status == SyncStatus.COMPLETED
        assert [(r.unit, r.region, r.phase) for r in job.failures] == [(REGION, "eu-west-1", jobspan.Phase.FAILED)]
        assert [r.region for r in job.results] == ["ap-south-1", "eu-west-1", "us-east-1"]


async def test_a_region_that_the_account_does_not_have_fails_as_a_unit(cckm: Sandbox) -> None:
    async with cckm.async_client() as client:
        sync = await client.sync_jobs.aws.keys.start(kms=["kms"], regions=["ap-south-1", "eu-west-9"])
        job = await sync.wait(raise_on_failure=False)
        assert job.phase is jobspan.Phase.PARTIAL
        assert [each.region for each in job.failures] == ["eu-west-9"]


async def test_it_is_said_what_a_wait_for_units_waits_for(cckm: Sandbox) -> None:
    async with cckm.async_client() as client:
        sync = await client.sync_jobs.aws.keys.start(kms=["kms"])
        cckm.advance(60)
        cckm.faults.add("aws.keys.get", faults.SetFields({"detailed_status": None}), times=None)
        cckm.faults.add("aws.keys.list", faults.SetFields({"resources.*.detailed_status": None}), times=None)
        await sync.refresh()
        assert sync.progress.text == "completed; what came of its units is not told yet"


@pytest.mark.parametrize("missing", [None, faults.ABSENT])
async def test_a_completed_job_that_shows_nothing_of_its_regions_is_read_again(cckm: Sandbox, missing: Any) -> None:
    cckm.ciphertrust.broken_units[REGION] = "AccessDeniedException: not authorized to perform kms:ListKeys"
    async with cckm.async_client() as client:
        syncs = [await client.sync_jobs.aws.keys.start(kms=[name]) for name in ("kms", "kms-prod")]
        cckm.advance(60)
        cckm.faults.add("aws.keys.get", faults.SetFields({"detailed_status": missing}))
        with pytest.raises(jobspan.JobFailed, match="AccessDenied"):
            await syncs[0].wait()
        cckm.faults.add("aws.keys.list", faults.SetFields({"resources.*.detailed_status": missing}), times=None)
        together = await wait_for_all(syncs, raise_on_failure=False)
        assert [job.phase for job in together] == [jobspan.Phase.PARTIAL, jobspan.Phase.SUCCEEDED]
        cckm.faults.add("aws.keys.get", faults.SetFields({"detailed_status": missing}), times=None)
        assert (await syncs[1].wait()).phase is jobspan.Phase.SUCCEEDED, "what it says of itself is all there is"


@pytest.mark.parametrize("status", ["failed", "error"])
async def test_failed_and_error_are_failures(cckm: Sandbox, status: str) -> None:
    async with cckm.async_client() as client:
        sync = await client.sync_jobs.sfdc.keys.start(synchronize_all=True)
        cckm.ciphertrust.fail(sync.id, "token of the connected app was rejected", status)
        with pytest.raises(jobspan.JobFailed, match="connected app") as caught:
            await sync.wait()
        assert (caught.value.phase, caught.value.view.overall_status) == (jobspan.Phase.FAILED, status)


async def test_a_job_whose_every_unit_fails_has_failed(cckm: Sandbox) -> None:
    cckm.faults.add("oci.keys.start", faults.FailItems(message="vault is disabled"))
    async with cckm.async_client() as client:
        sync = await client.sync_jobs.oci.keys.start(synchronize_all=True)
        assert (await sync.wait(raise_on_failure=False)).phase is jobspan.Phase.FAILED


async def test_a_blank_in_the_status_does_not_end_a_wait(cckm: Sandbox) -> None:
    async with cckm.async_client() as client:
        sync = await client.sync_jobs.start("external_cm", synchronize_all=True)
        odd = faults.EditJson(lambda job: {"application/json": job | {"overall_status": "In progress"}})
        cckm.faults.add("external_cm.refresh.get", odd, times=3)
        assert (await sync.wait()).phase is jobspan.Phase.SUCCEEDED


async def test_the_vendors_next_release_does_not_break_a_read(cckm: Sandbox) -> None:
    async with cckm.async_client() as client:
        sync = await client.sync_jobs.start("dsm", synchronize_all=True)
        new = {"overall_status": "paused_for_quota", "quota": {"left": 3}, "regions": None, "account": 5}
        cckm.faults.add("dsm.refresh.get", faults.SetFields(new))
        job = await sync.refresh()
        assert (job.phase, job.status, job.extra["quota"]) == (jobspan.Phase.UNKNOWN, "paused_for_quota", {"left": 3})
        assert job.status is not None
        assert not job.status.is_known
        cckm.faults.add(
            "dsm.refresh.get",
            faults.SetFields({"overall_status": "done", "completed_at": "2026-01-05T09:00:00.50388Z"}),
        )
        ended = await sync.wait(raise_on_failure=False)
        assert ended.phase is jobspan.Phase.PARTIAL, "over, and not known as a success"


async def test_another_process_goes_on_waiting(cckm: Sandbox) -> None:
    async with cckm.async_client() as client:
        line = (await client.sync_jobs.start("azure", synchronize_all=True)).ref.to_json()
    assert "sandbox-password" not in line
    async with cckm.async_client() as other:
        job = await other.resume(line).wait()
        assert job.phase is jobspan.Phase.SUCCEEDED
        assert (await other.sync_jobs.handle("azure", job.id).refresh()) == job


async def test_a_node_that_does_not_know_a_new_job_yet_is_forgiven(cckm: Sandbox) -> None:
    async with cckm.async_client() as client:
        sync = await client.sync_jobs.start("aws", kms=["kms"])
        cckm.faults.add("aws.keys.get", faults.Answer(404, {"codeDesc": "NCERRResourceNotFound"}), times=3)
        assert (await sync.wait()).phase is jobspan.Phase.SUCCEEDED
        cckm.advance(60)
        cckm.faults.add("aws.keys.get", faults.Answer(404, {"codeDesc": "NCERRResourceNotFound"}))
        with pytest.raises(jobspan.NotFound):
            await sync.refresh()


async def test_many_jobs_are_watched_with_one_list(cckm: Sandbox) -> None:
    names = [f"account-{number}" for number in range(40)]
    cckm.ciphertrust.containers["aws"] = [Container(name, name, name, name, ("eu-west-1",)) for name in names]
    async with cckm.async_client() as client:
        syncs = [await client.sync_jobs.aws.keys.start(kms=[name]) for name in names]
        cckm.requests.clear()
        jobs = await wait_for_all(syncs)
        assert {job.phase for job in jobs} == {jobspan.Phase.SUCCEEDED}
        assert cckm.requests.count("aws.keys.get") == 0, "those that ended are read together as well"
        assert cckm.requests.count("aws.keys.list") <= 6


async def test_many_jobs_are_watched_by_an_account_that_may_not_list_them(cckm: Sandbox) -> None:
    names = [f"account-{number}" for number in range(10)]
    cckm.ciphertrust.containers["aws"] = [Container(name, name, name, name, ("eu-west-1",)) for name in names]
    async with cckm.async_client() as client:
        syncs = [await client.sync_jobs.aws.keys.start(kms=[name]) for name in names]
        cckm.faults.add("aws.keys.list", faults.Answer(403, {"codeDesc": "NCERRInsufficientPermissions"}), times=None)
        jobs = await wait_for_all(syncs)
        assert [job.id for job in jobs] == [sync.id for sync in syncs]


async def test_a_job_that_is_gone_does_not_disturb_the_others(cckm: Sandbox) -> None:
    async with cckm.async_client() as client:
        first = await client.sync_jobs.aws.keys.start(kms=["kms"])
        gone = await client.sync_jobs.aws.keys.start(kms=["kms-prod"])
        cckm.advance(30)
        del cckm.ciphertrust.jobs[gone.id]
        with pytest.raises(jobspan.NotFound):
            await wait_for_all([first, gone])
        assert first.phase is jobspan.Phase.SUCCEEDED


async def test_jobs_that_are_all_gone_are_not_waited_for(cckm: Sandbox) -> None:
    async with cckm.async_client() as client:
        syncs = [await client.sync_jobs.aws.keys.start(kms=[name]) for name in ("kms", "kms-prod")]
        cckm.advance(30)
        cckm.ciphertrust.jobs.clear()
        with pytest.raises(jobspan.NotFound):
            await wait_for_all(syncs)


async def wait_for_all(handles: list[Any], **options: Any) -> list[Any]:
    from jobspan.aio import wait_all

    ended: list[Any] = await wait_all(handles, **options)
    return ended


async def test_a_plan_sends_nothing_and_is_held_to_its_word(cckm: Sandbox) -> None:
    async with cckm.async_client() as client:
        plan = await client.sync_jobs.aws.keys.start.plan(kms=["kms"])
        assert plan.ok
        assert "no-sync-running" in str(plan)
        assert plan.requests[0]["body"] == {"kms": ["kms"], "synchronize_all": False}
        assert cckm.requests.count("aws.keys.start") == 0
        other = await client.sync_jobs.aws.keys.start(kms=["kms"])
        with pytest.raises(jobspan.PlanChanged, match=other.id):
            await plan.apply()
        refused = await client.sync_jobs.aws.keys.start.plan(kms=["kms"])
        assert not refused.ok
        await other.wait()
        assert (await plan.apply()).id in cckm.ciphertrust.jobs
        nothing = await client.sync_jobs.aws.keys.start.plan(kms=["kms"], when_running="join")
        assert str(nothing) == "Nothing to change."


async def test_the_newest_jobs_of_all_families(cckm: Sandbox) -> None:
    async with cckm.async_client() as client:
        for family in ("aws", "oci", "dsm"):
            await client.sync_jobs.start(family, synchronize_all=True)
            cckm.advance(1)
        cckm.faults.add("hsm_luna.refresh.list", faults.Answer(404, "<html>no such page</html>"))
        lines = await client.recent_jobs("ciphertrust", 2)
        assert [line.name.partition(":")[0] for line in lines] == ["DSM domains", "OCI keys"]
        assert lines[0].phase is jobspan.Phase.RUNNING
        cckm.faults.add("aws.keys.list", faults.Answer(500), times=None)
        without_aws = await client.with_options(retries=0).recent_jobs("ciphertrust")
        assert [line.name.partition(":")[0] for line in without_aws] == ["DSM domains", "OCI keys"]


async def test_without_the_permission(cckm: Sandbox) -> None:
    env = cckm.environment() | {"JOBSPAN_CIPHERTRUST_USERNAME": "auditor"}
    async with jobspan.AsyncClient.from_env(env=env) as client:
        assert await client.sync_jobs.aws.keys.list().to_list() == []
        with pytest.raises(jobspan.PermissionDenied, match="keysynchronize"):
            await client.sync_jobs.aws.keys.start(kms=["kms"])


async def test_bad_arguments_are_all_named_and_nothing_is_sent(cckm: Sandbox) -> None:
    async with cckm.async_client() as client:
        jobs = client.sync_jobs
        with pytest.raises(jobspan.ValidationError, match=r"aws\.keys.*external_cm\.refresh.*sap") as unknown:
            await jobs.start("ibm", synchronize_all=True)  # type: ignore[arg-type]
        assert "hsm_luna.refresh" in str(unknown.value)
        with pytest.raises(jobspan.ValidationError, match=r"hsm_luna\.synchronize"):
            await jobs.start("hsm_luna", synchronize_all=True)  # type: ignore[arg-type]
        with pytest.raises(jobspan.ValidationError, match="excludes kms"):
            await jobs.aws.keys.start(kms=["kms"], synchronize_all=True)
        with pytest.raises(jobspan.ValidationError, match="excludes kms"):
            await jobs.aws.keys.start(regions=["eu-west-1"], synchronize_all=True)
        with pytest.raises(jobspan.ValidationError, match="regions of which containers"):
            await jobs.aws.keys.start(regions=["eu-west-1"])
        with pytest.raises(jobspan.ValidationError, match="is required, unless synchronize_all"):
            await jobs.sap.keys.start(groups=[])
        with pytest.raises(jobspan.ValidationError, match="list of strings, not str"):
            await jobs.sap.keys.start(groups="sap-group")
        with pytest.raises(jobspan.ValidationError) as several:
            await jobs.start("oci", key_vaults=["v"], regions=["eu-west-1"], take_cloud_key_backup=False)
        assert [p.field for p in several.value.problems] == ["key_vaults", "regions", "take_cloud_key_backup", "vaults"]
        assert several.value.problems[0].allowed == ("vaults",)
        with pytest.raises(jobspan.ValidationError, match="cannot be filtered"):
            await jobs.list("dsm", groups=["g"]).first()
        with pytest.raises(jobspan.ValidationError, match=r"key_vaults.*allowed: kms"):
            await jobs.list("aws", key_vaults=["v"]).first()
        with pytest.raises(jobspan.ValidationError, match=r"1\.\.1000"):
            await jobs.list("aws", page_size=0).first()
        with pytest.raises(jobspan.ValidationError, match="must not be empty"):
            await jobs.get("aws", " ")
        assert len(cckm.requests) == 0
        with pytest.raises(jobspan.NotFound, match="container 'no-such-vault'"):
            await jobs.azure.keys.start(key_vaults=["no-such-vault"])
        with pytest.raises(jobspan.NotFound, match="Resource not found"):
            await jobs.get("aws", "no-such-job")


async def test_polls_move_jobs_too() -> None:
    with Sandbox(["ciphertrust"], clock=Clock.manual(), progress=Progress.by_polls()) as sandbox:
        async with sandbox.async_client() as client:
            sync = await client.sync_jobs.start("google", synchronize_all=True)
            seen: list[float | None] = []
            await sync.wait(progress=lambda event: seen.append(event.progress.fraction))
            assert seen == [0.0, 0.0, 0.5, 1.0]


async def test_polls_move_jobs_that_are_watched_together() -> None:
    with Sandbox(["ciphertrust"], clock=Clock.manual(), progress=Progress.by_polls()) as sandbox:
        async with sandbox.async_client() as client:
            syncs = [await client.sync_jobs.aws.keys.start(kms=[name]) for name in ("kms", "kms-prod")]
            assert {job.phase for job in await wait_for_all(syncs)} == {jobspan.Phase.SUCCEEDED}
