"""The whole matrix: every changing operation, every fault, both clients. Prints what came of it, and writes the page.

Usage: python -m tests.faults [--plane NAME] [--chaos 100000] [--page PATH]
"""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import attrs

from tests.faults.chaos import chaos, in_words
from tests.faults.faults import FAULTS, Fault
from tests.faults.matrix import Outcome, Verdict, run
from tests.samples import SAMPLES, Sample
from tests.tables import table, when

COLUMNS = tuple(Verdict)
SEEDS, SHARE = 3, 0.05
PAGE = """# Bad ways to the plane

What becomes of a changing call when the way to the plane is bad. A proxy stands between client and sandbox, and spoils the
exchanges of one operation, before the plane gets the request or after it has acted on it. The judge is the sandbox's own
record of what was done, never the client's words. Every changing operation of every plane meets every fault, on both clients:
{operations} operations x {faults} faults x 2 = {cases} cases. `nox -s faults` runs them and writes this page. {when}

{table}

*Right*: a success that is one, or a failure of which nothing was done. *Unknown*: the call says that its outcome is unknown, as
`AmbiguousOutcomeError` or as an item of a batch. The others are what must not be.

## At random

{random}

## The faults

{named}

## What is taken at its word

An answer on the short list of certain ones counts as a *no* even when nobody knows who gave it: 400, 401, 403, 404, 405, 413, 415
and 429 among them, and redirects that ask to send the request elsewhere (301, 302, 307, 308). A gateway that lets a request
through and answers with one of these after the plane has acted makes jobspan report a failure of
something that was done. No gateway is known to do that. So does any other 4xx but 408 in the plane's own words: a plane that says
*no* in its own error document is believed, unless its code is known to leave the outcome open.
"""


def one(case: tuple[int, int, bool]) -> tuple[tuple[int, int, bool], Outcome]:
    sample, fault, parallel = case
    return case, run(SAMPLES[sample], FAULTS[fault], parallel=parallel)


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--plane")
    asked.add_argument("--chaos", type=int, default=100_000, help="so many calls at random besides; 0: none")
    asked.add_argument("--page", type=Path)
    options = asked.parse_args()
    chosen = [number for number, each in enumerate(SAMPLES) if options.plane in (None, each.plane)]
    cases = [
        (sample, fault, parallel) for sample in chosen for fault in range(len(FAULTS)) for parallel in (False, True)
    ]
    counts: dict[str, Counter[str]] = {}
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for (sample, fault, parallel), outcome in pool.map(one, cases, chunksize=8):
            counts.setdefault(SAMPLES[sample].plane, Counter())[outcome.verdict] += 1
            if outcome.verdict.is_fault:
                report(SAMPLES[sample], FAULTS[fault], parallel, outcome)
    outcomes = table("plane", {f"`{plane}`": count for plane, count in counts.items()}, COLUMNS)
    print(f"{outcomes}\n{len(cases)} cases")
    wrong = any(Verdict(verdict).is_fault for count in counts.values() for verdict in count)
    random = "Not run."
    if options.chaos:
        total = chaos(options.chaos, SEEDS, SHARE)
        random = in_words(total, SEEDS, SHARE)
        wrong |= any(total[verdict] for verdict in Verdict if verdict.is_fault)
        print(random)
    if options.page:
        options.page.write_text(
            PAGE.format(
                when=when(),
                operations=len(chosen),
                faults=len(FAULTS),
                cases=len(cases),
                table=outcomes,
                random=random,
                named="\n".join(f"* {fault.name}" for fault in FAULTS),
            )
        )
    return wrong


def report(sample: Sample, fault: Fault, parallel: bool, outcome: Outcome) -> None:
    client = "async" if parallel else "sync"
    print(f"{outcome.verdict}: {sample.name} ({client}), {fault.name}: {attrs.asdict(outcome)}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
