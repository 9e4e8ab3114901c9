"""A process that makes a call under each key that it reads, and writes what it got.

Usage: python -m tests.crashes.racer ENVIRONMENT-AS-JSON JOURNAL
"""

from __future__ import annotations

import json
import sys
from typing import Any

from jobspan import Client, JobspanError, Policy
from jobspan._io.clock import SystemClock
from jobspan.journal import Journal
from tests.crashes.matrix import KEY
from tests.samples.huawei_drs import new_job


class HastyClock(SystemClock):
    """Looks again at a key that another process holds after a moment, not after a second."""

    def sleep(self, seconds: float, *more: Any) -> None:
        super().sleep(min(seconds, 0.02), *more)


def main(environment: str, url: str) -> None:
    journal = Journal(url, key=KEY)
    policy = Policy(attempts=8, call_deadline=120)
    with Client.from_env(env=json.loads(environment), journal=journal, clock=HastyClock(), policy=policy) as client:
        print("ready", flush=True)
        for line in sys.stdin:
            answer = {"job": "", "error": ""}
            try:
                answer["job"] = client.migration_jobs.create.once(line.strip(), new_job(line.strip())).id
            except JobspanError as error:
                answer["error"] = f"{type(error).__name__}: {error}"
            print(json.dumps(answer), flush=True)
    journal.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
