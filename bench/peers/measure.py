"""Taking turns, and what comes of it: each round's time over that of the floor in the same round."""

import gc
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

import attrs

Way: TypeAlias = Callable[[], object]
FLOOR = "raw"


@attrs.frozen
class Taken:
    """What one way took, in seconds, a round each."""

    wall: list[float] = attrs.field(factory=list)
    cpu: list[float] = attrs.field(factory=list)


@attrs.frozen
class Row:
    """One line of the table.

    Attributes:
        goal: the most it may be, as a multiple of the floor, or in its own unit.
        figures: medians by name; ``low`` and ``high`` hold the middle half of the rounds.
        unit: what ``value`` counts, where it is no multiple.
    """

    title: str
    value: float
    goal: float | None = None
    unit: str = "times"
    figures: dict[str, float] = attrs.field(factory=dict)


@attrs.define
class Table:
    """The rows so far."""

    url: str
    rounds: int
    rows: list[Row] = attrs.field(factory=list)

    def note(self, row: Row) -> None:
        """Add a row, and show it."""
        self.rows.append(row)
        goal = "" if row.goal is None else f"  (at most {row.goal:g})"
        more = ", ".join(f"{name} {value:g}" for name, value in row.figures.items())
        print(f"{row.title:66} {row.value:9.2f} {row.unit}{goal}  {more}", flush=True)

    def compare(self, title: str, ways: Mapping[str, Way], *, number: int, goal: float, cpu: bool = False) -> None:
        """Ways in turns; ``jobspan`` over the floor is the value, by the clock or by processor time."""
        self.from_times(title, turns(ways, self.rounds, number), goal=goal, cpu=cpu)

    def from_times(self, title: str, taken: Mapping[str, Taken], *, goal: float, cpu: bool = False) -> None:
        """The same of times that were taken elsewhere."""
        floor = taken[FLOOR]
        figures: dict[str, float] = {"floor_us": round(statistics.median(floor.wall) * 1e6, 1)}
        for name, times in taken.items():
            if name == FLOOR:
                continue
            low, middle, high = spread(ratios(times.wall, floor.wall))
            label = "" if name == "jobspan" else f"{name} "
            figures |= {f"{label}wall": middle, f"{label}low": low, f"{label}high": high}
            figures[f"{label}cpu"] = spread(ratios(times.cpu, floor.cpu))[1]
        self.note(Row(title, figures["cpu" if cpu else "wall"], goal, "times, cpu" if cpu else "times", figures))

    def markdown(self) -> str:
        """The table, for the page."""
        lines = ["| row | value | middle half | goal | others in the same run |", "|---|---:|---:|---:|---|"]
        for row in self.rows:
            low, high = row.figures.get("low"), row.figures.get("high")
            half = "" if low is None or high is None else f"{low:.2f} to {high:.2f}"
            others = ", ".join(
                f"{name.removesuffix(' wall')} {value:.2f}"
                for name, value in row.figures.items()
                if name.endswith((" wall", " MiB"))
            )
            goal = "" if row.goal is None else f"{row.goal:g}"
            lines.append(f"| {row.title} | {row.value:.2f} {row.unit} | {half} | {goal} | {others} |")
        return "\n".join(lines)

    def document(self) -> list[dict[str, Any]]:
        """The rows as JSON."""
        return [attrs.asdict(row) for row in self.rows]


def turns(ways: Mapping[str, Way], rounds: int, number: int) -> dict[str, Taken]:
    """Each round begins with another one of them."""
    names = list(ways)
    taken = {name: Taken() for name in names}
    for way in ways.values():
        way()
        way()
    gc.collect()
    gc.disable()
    try:
        for turn in range(rounds):
            for name in names[turn % len(names) :] + names[: turn % len(names)]:
                way, wall, cpu = ways[name], time.perf_counter(), time.process_time()
                for _ in range(number):
                    way()
                taken[name].wall.append((time.perf_counter() - wall) / number)
                taken[name].cpu.append((time.process_time() - cpu) / number)
            gc.collect()
    finally:
        gc.enable()
    return taken


def processes(commands: Mapping[str, Sequence[str]], rounds: int) -> dict[str, Taken]:
    """Whole processes in turns, all with byte code, as installed packages have it: the first turn writes it."""
    taken = {name: Taken() for name in commands}
    with tempfile.TemporaryDirectory() as cache:
        environment = os.environ | {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": cache}
        for turn in range(-1, rounds):
            for name, command in commands.items():
                before, began = os.times(), time.perf_counter()
                subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=environment)
                wall, after = time.perf_counter() - began, os.times()
                cpu = after.children_user + after.children_system - before.children_user - before.children_system
                if turn >= 0:
                    taken[name].wall.append(wall)
                    taken[name].cpu.append(cpu)
    return taken


def child(module: str, *arguments: str) -> dict[str, Any]:
    """What a process of its own measured, as JSON in its last line."""
    done = subprocess.run([sys.executable, "-m", module, *arguments], check=True, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def ratios(times: Sequence[float], floors: Sequence[float]) -> list[float]:
    return [each / floor for each, floor in zip(times, floors, strict=True) if floor]


def spread(values: Sequence[float]) -> tuple[float, float, float]:
    """The middle half, and the median."""
    if len(values) < 2:
        return (round(values[0], 3),) * 3 if values else (0.0, 0.0, 0.0)
    low, middle, high = statistics.quantiles(values, n=4)
    return round(low, 3), round(middle, 3), round(high, 3)
