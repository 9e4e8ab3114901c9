"""A process of its own that makes a call under a key, and is killed by the system (-9) at a moment of that call.

Usage: python -m tests.crashes.killed ENVIRONMENT-AS-JSON SAMPLE JOURNAL KEY ARGUMENTS-AS-HEX MOMENT
"""

from __future__ import annotations

import json
import os
import pickle
import signal
import sys

from jobspan import Client, Policy
from tests.crashes.death import Death, MortalJournal
from tests.crashes.matrix import KEY, KEYED
from tests.samples import Arguments


class Kill(Death):
    """Ends this process for good."""

    def passes(self, moment: str) -> None:
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        self._left -= 1


def main(environment: str, sample: str, url: str, key: str, arguments: str, at: str) -> None:
    chosen = KEYED[int(sample)]
    given: Arguments = pickle.loads(bytes.fromhex(arguments))
    death = Kill(int(at))
    journal = MortalJournal(url, KEY, death)
    with Client.from_env(
        env=json.loads(environment), journal=journal, hooks=[death], policy=Policy(concurrency=1)
    ) as client:
        chosen.method(client).once(key, *given.args, **given.kwargs)


if __name__ == "__main__":
    main(*sys.argv[1:])
