"""A rotation of many passwords that is killed several times at random, and gone on with."""

from __future__ import annotations

import random
from collections import Counter

import attrs

from jobspan import Policy, Secret
from jobspan.drs import EndpointPassword
from jobspan.journal import Journal
from jobspan.testing import Clock, Sandbox
from tests.crashes.death import Death, Killed, MortalJournal
from tests.crashes.matrix import KEY, bury, lapse
from tests.samples.huawei_drs import CANARY

PER_REQUEST = 10


@attrs.frozen
class Rotation:
    """What it took.

    Attributes:
        sent: requests with passwords.
        needed: how many an undisturbed rotation takes.
        again: tasks whose passwords were sent more than once; their request was open when the process died.
        accepted: items of the result that are.
    """

    sent: int
    needed: int
    again: int
    accepted: int


def rotate(url: str, tasks: int, deaths: int, seed: int) -> Rotation:
    """Rotate so many passwords under one key, killed so many times."""
    dice = random.Random(seed)
    needed = -(-tasks // PER_REQUEST)
    with Sandbox(["huawei_drs"], clock=Clock.manual()) as box:
        ids = [box.huawei_drs.add(f"task-{number}", "INCRE_TRANSFER_STARTED").id for number in range(tasks)]
        passwords = [EndpointPassword(id, "so", Secret(CANARY)) for id in ids]
        for _ in range(deaths):
            death = Death(dice.randrange(5, 4 * needed // deaths))
            mortal = MortalJournal(url, KEY, death)
            try:
                with box.client(journal=mortal, hooks=[death], policy=Policy(concurrency=1)) as client:
                    try:
                        client.migration_jobs.change_passwords.once("rotation", passwords, batch_size=PER_REQUEST)
                    finally:
                        bury([death])
            except (Killed, BaseExceptionGroup):
                lapse(url, "rotation", of_this_machine=True)
            finally:
                mortal.close()
        journal = Journal(url, key=KEY)
        with box.client(journal=journal, policy=Policy(concurrency=1)) as client:
            result = client.migration_jobs.change_passwords.once("rotation", passwords, batch_size=PER_REQUEST)
        journal.close()
        sent = box.requests.of("batch_reset_password")
        times = Counter(task["job_id"] for request in sent for task in request.json["jobs"])
    return Rotation(
        sent=len(sent),
        needed=needed,
        again=sum(1 for count in times.values() if count > 1),
        accepted=len(result.succeeded),
    )
