"""Synchronize the keys of every cloud with CipherTrust, within a time limit, and report each region.

Settings come from JOBSPAN_CIPHERTRUST_URL, _USERNAME and _PASSWORD (or the default profile); a self-signed appliance needs
JOBSPAN_CIPHERTRUST_CA_BUNDLE, too. With --sandbox everything runs against a sandbox in this process instead.

    python examples/ciphertrust_nightly_sync.py --minutes 90 aws.keys azure.keys google.keys

What is not over in time is cancelled. The exit status is 0 only if everything was synchronized; --sandbox --trouble shows the
other case, with a region that fails and a family that hangs.
"""

import argparse
import contextlib
import sys
from collections.abc import Iterator, Sequence

import jobspan
from jobspan import as_completed
from jobspan.ciphertrust import FAMILIES, FamilyName, SyncJob

STOPPING = 120.0
"""Seconds a cancelled job gets to end."""


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("families", nargs="*", metavar="family", help="for example aws.keys; without one, all")
    arguments.add_argument("--minutes", type=float, default=60.0, help="time limit for all of them together")
    arguments.add_argument("--sandbox", action="store_true", help="run against a sandbox in this process")
    arguments.add_argument("--trouble", action="store_true", help="let the sandbox make trouble")
    options = arguments.parse_args()
    families = options.families or [family.key for family in FAMILIES]
    with connect(options.sandbox, options.trouble) as client:
        try:
            return nightly(client, families, options.minutes * 60)
        except jobspan.JobspanError as error:
            print(f"{type(error).__name__}: {error}", file=sys.stderr)
            return 2


def nightly(client: jobspan.Client, families: Sequence[FamilyName], seconds: float) -> int:
    started, refused = start_all(client, families)
    ended, late = watch(started, seconds)
    for family, handle in late.items():
        cancel(family, handle)
    stopped, lost = watch(late, STOPPING)
    ended |= stopped
    for family in families:
        if family in ended:
            report(family, ended[family])
    for family, handle in lost.items():
        print(f"{family:24} not known how it ended, last seen {handle.phase}")
    failed = sum(job.phase is not jobspan.Phase.SUCCEEDED for job in ended.values())
    print(f"{len(ended) - failed} of {len(families)} families synchronized")
    return int(bool(failed or refused or lost))


Syncs = dict[str, jobspan.Handle[SyncJob, SyncJob]]


def start_all(client: jobspan.Client, families: Sequence[FamilyName]) -> tuple[Syncs, int]:
    """One job a family. A family that cannot be started is reported and does not stop the others."""
    started: Syncs = {}
    for family in families:
        try:
            started[family] = client.sync_jobs.start(family, synchronize_all=True)
        except jobspan.JobspanError as error:
            print(f"{family:24} not started: {error}")
    return started, len(families) - len(started)


def watch(syncs: Syncs, seconds: float) -> tuple[dict[str, SyncJob], Syncs]:
    """The jobs that ended in time, and the handles of those that did not."""
    by_id = {handle.id: family for family, handle in syncs.items()}
    ended: dict[str, SyncJob] = {}
    for handle in as_completed(syncs.values(), timeout=seconds):
        if handle.done and handle.view is not None:
            ended[by_id[handle.id]] = handle.view
    return ended, {family: handle for family, handle in syncs.items() if family not in ended}


def cancel(family: str, handle: jobspan.Handle[SyncJob, SyncJob]) -> None:
    """Ask a late job to stop. One that ended just now cannot, and must not keep the others from their report."""
    try:
        handle.cancel()
        print(f"{family:24} not over in time, cancelled")
    except jobspan.JobspanError as error:
        print(f"{family:24} not over in time, not cancelled: {error}")


def report(family: str, job: SyncJob) -> None:
    print(f"{family:24} {job.phase}")
    for result in job.results:
        print(f"    {result.unit:54} {result.phase:10} {result.text}")


@contextlib.contextmanager
def connect(sandbox: bool, trouble: bool) -> Iterator[jobspan.Client]:
    if not sandbox:
        with jobspan.Client.from_env() as client:
            yield client
        return
    from jobspan.testing import Clock, Progress, Sandbox

    with (
        Sandbox(["ciphertrust"], clock=Clock.manual(), progress=Progress.by_seconds(60)) as box,
        box.client() as client,
    ):
        if trouble:
            box.ciphertrust.broken_units["123456789012/eu-west-1"] = "AccessDeniedException: kms:ListKeys"
            box.ciphertrust.stuck.add("sap.keys")
        yield client


if __name__ == "__main__":
    sys.exit(main())
