"""Every journey in every weather, on both clients. Prints what came of it, and writes the page.

Usage: python -m tests.weather [--plane NAME] [--weather KIND] [--foul 50] [--often 200] [--no-calls] [--page PATH]
"""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import attrs

from jobspan.testing import Weather, faults
from tests.tables import table, when
from tests.weather.journeys import CALLS, JOURNEYS, Journey
from tests.weather.judge import Verdict
from tests.weather.trip import Trip, travel, travel_through_outage

FOUL, OUTAGE = "foul", "outage"
SEEDS_OF_A_KIND, SEEDS_OF_A_CALL, FOUL_CALLS = 2, 1, 10
COLUMNS = tuple(Verdict)
ALL = (*JOURNEYS, *CALLS)
OFTEN = frozenset({"promote", "promote step by step"})
"""The journey of ``jobspan demo``, and the example of the README."""
OUTAGES: dict[str, faults.Fault] = {
    "503": faults.Answer(503),
    "no reply": faults.DropBeforeWork(),
    "502 page": faults.Answer(502, "<html><h1>upstream</h1></html>"),
}
PAGE = """# Every journey in every weather

The [sandbox](guide/sandbox.md#weather) can be unkind: lists lag, pages are short, words are new, strangers work at the same
moment, replies are lost. The main journeys of every plane were sent through each kind of weather ({kinds} kinds, {seeds} seeds
each) and through foul weather, which draws from all of them ({foul} seeds), on both clients: {trips} journeys. The judge is the
sandbox's own record of what was done, never the client's words. `nox -s weather` runs them and writes this page. {when}

{by_weather}

Each of the first four is true. *Done*: it succeeded, and jobspan says so. *Failed*: it was not done, or the job itself failed,
and jobspan says so. *Refused*: jobspan did not send it, since somebody had got there first. *In doubt*: jobspan says that it
does not know.

The others must not be: said to be over, and it goes on (*false end*); said to be done, and it is not (*false success*); said to
have failed, and it is done; done twice; a secret in the wrong place; a failure that does not say what had been started before;
an exception that jobspan does not define.

## Journeys

{by_journey}

## Journey by weather

In each cell: how many were done, of how many; the others failed, were refused or in doubt, and said so.

{both}

## Calls

One call of every changing operation ({calls} operations), in each kind of weather and {foul_calls} seeds of foul.

{by_call}

## Outages

In the middle of each wait of each journey nothing answers for ten minutes, logins included ({outages}). Waits: {waits};
outlived it: {outlived}.

## The example and the demo

The example of the README and the journey of `jobspan demo`, in foul weather, {often} seeds on each client:

{example}
"""

Task = tuple[int, str, int, bool]
Result = tuple[Task, Trip]


def one(task: Task) -> Result:
    number, kind, seed, parallel = task
    if kind in OUTAGES:
        return task, travel_through_outage(ALL[number], OUTAGES[kind], parallel=parallel)
    weather = Weather.foul(seed) if kind == FOUL else Weather.of(kind, seed=seed)
    return task, travel(ALL[number], weather, parallel=parallel)


@attrs.frozen
class Asked:
    """What is to be run."""

    plane: str | None
    weather: str | None
    foul: int
    often: int
    calls: bool

    def tasks(self) -> Iterator[Task]:
        """Each trip there is to make."""
        for number, journey in enumerate(ALL):
            if self.plane in (None, journey.plane) and (self.calls or not journey.one_call):
                for kind, seeds in self._weathers(journey):
                    yield from ((number, kind, seed, parallel) for seed in range(seeds) for parallel in (False, True))

    def _weathers(self, journey: Journey) -> Iterator[tuple[str, int]]:
        for kind in Weather.KINDS:
            if self.weather in (None, kind):
                yield kind, SEEDS_OF_A_CALL if journey.one_call else SEEDS_OF_A_KIND
        if self.weather in (None, FOUL):
            seeds = self.often if journey.name in OFTEN else self.foul
            yield FOUL, min(seeds, FOUL_CALLS) if journey.one_call else seeds
        if self.weather in (None, OUTAGE) and not journey.one_call:
            yield from dict.fromkeys(OUTAGES, 1).items()


@attrs.define
class Counts:
    """What came of all of it."""

    by_weather: dict[str, Counter[str]] = attrs.field(factory=dict)
    by_journey: dict[str, Counter[str]] = attrs.field(factory=dict)
    by_call: dict[str, Counter[str]] = attrs.field(factory=dict)
    both: dict[str, dict[str, Counter[str]]] = attrs.field(factory=dict)
    example: dict[str, Counter[str]] = attrs.field(factory=dict)
    outages: Counter[str] = attrs.field(factory=Counter)
    waits: int = 0
    outlived: int = 0

    def add(self, task: Task, trip: Trip, foul: int) -> None:
        """Count a trip. The seeds beyond those that all journeys have count for the example only."""
        number, kind, seed, _ = task
        journey, verdict = ALL[number], trip.verdict
        if kind in OUTAGES:
            waits = [step for step in trip.steps if step.is_wait]
            self.waits += len(waits)
            self.outlived += sum(step.verdict is Verdict.DONE for step in waits)
            self.outages[verdict] += 1
            return
        if journey.one_call:
            self.by_call.setdefault(f"`{journey.plane}`", Counter())[verdict] += 1
            return
        if journey.name in OFTEN and kind == FOUL:
            self.example.setdefault(journey.name, Counter())[verdict] += 1
            if seed >= foul:
                return
        name = f"`{journey.plane}` {journey.name}"
        self.by_weather.setdefault(kind, Counter())[verdict] += 1
        self.by_journey.setdefault(name, Counter())[verdict] += 1
        self.both.setdefault(name, {}).setdefault(kind, Counter())[verdict] += 1

    @property
    def faults(self) -> int:
        """How often something was said that is not so."""
        counts = (self.by_journey, self.by_call, self.example, {OUTAGE: self.outages})
        return sum(
            number
            for several in counts
            for count in several.values()
            for verdict, number in count.items()
            if Verdict(verdict).is_fault
        )


def main(arguments: Sequence[str] | None = None) -> int:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--plane")
    asked.add_argument("--weather", choices=(*Weather.KINDS, FOUL, OUTAGE))
    asked.add_argument("--foul", type=int, default=50, help="seeds of foul weather")
    asked.add_argument("--often", type=int, default=200, help="seeds of foul weather for the demo and the example")
    asked.add_argument("--no-calls", dest="calls", action="store_false", help="journeys only")
    asked.add_argument("--page", type=Path)
    options = asked.parse_args(arguments)
    wanted = Asked(options.plane, options.weather, options.foul, options.often, options.calls)
    counts = Counts()
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for task, trip in pool.map(one, wanted.tasks(), chunksize=8):
            counts.add(task, trip, options.foul)
            if trip.verdict.is_fault:
                report(task, trip)
    page = as_page(counts, wanted)
    print(page)
    if options.page:
        options.page.write_text(page)
    return bool(counts.faults)


def report(task: Task, trip: Trip) -> None:
    number, kind, seed, parallel = task
    journey, client = ALL[number], "async" if parallel else "sync"
    print(f"{journey.plane} {journey.name} ({client}), {kind} {seed}:\n{trip}", file=sys.stderr, flush=True)


def as_page(counts: Counts, asked: Asked) -> str:
    kinds = list(counts.by_weather)
    return PAGE.format(
        kinds=len(Weather.KINDS),
        seeds=SEEDS_OF_A_KIND,
        foul=asked.foul,
        trips=sum(count.total() for count in counts.by_journey.values()),
        when=when(),
        by_weather=table("weather", counts.by_weather, COLUMNS),
        by_journey=table("journey", counts.by_journey, COLUMNS),
        both=_cells(counts.both, kinds),
        calls=len(CALLS),
        foul_calls=FOUL_CALLS,
        by_call=table("plane", counts.by_call, COLUMNS),
        outages=", ".join(OUTAGES),
        waits=counts.waits,
        outlived=counts.outlived,
        often=asked.often,
        example=table("journey", counts.example, COLUMNS),
    )


def _cells(both: dict[str, dict[str, Counter[str]]], kinds: Sequence[str]) -> str:
    lines = [f"| journey | {' | '.join(kinds)} |", f"|---|{'|'.join('---:' for _ in kinds)}|"]
    for name, counts in both.items():
        cells = [f"{counts[kind][Verdict.DONE]} of {counts[kind].total()}" if kind in counts else "" for kind in kinds]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
