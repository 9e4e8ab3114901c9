"""Lists: one page of them as models, as documented and odd, and long ones that are walked over or held."""

import gc
import json
import statistics
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, cast

import httpx
import msgspec
from bench.peers.measure import Row, Table, Way, child, ratios, spread, turns
from bench.peers.server import ODD, ROWS
from bench.peers.ways import decoder, delphix, vendor_dct

from jobspan.delphix import MaskingJob

SIZE = 1000
SIZES = (1_000, 10_000, ROWS)


def page(table: Table) -> None:
    """A page of masking jobs; each odd one also over the documented one."""
    decode, raw = decoder(), httpx.Client()
    vendor = vendor_dct(table.url)
    ways: dict[str, Way] = {"raw": lambda: decode(raw.get(f"{table.url}/v3/masking-jobs?limit={SIZE}").content)}
    for index, odd in enumerate(ODD):
        client = delphix(table.url if index == 0 else f"{table.url}/{index}/v3")
        ways["jobspan" if index == 0 else odd] = partial(_listed, client)
    taken = turns(ways, table.rounds, 2)
    table.from_times(
        f"page of {SIZE:,} masking jobs as models", {name: taken[name] for name in ("raw", "jobspan")}, goal=2.0
    )
    for odd in ODD[1:]:
        low, middle, high = spread(ratios(taken[odd].wall, taken["jobspan"].wall))
        figures = {"low": low, "high": high}
        table.note(Row(f"the same with {odd}, times the documented page", middle, 1.25, figures=figures))
    if vendor is not None:
        pair: dict[str, Way] = {"raw": ways["raw"], "jobspan": lambda: vendor.get_masking_jobs(limit=SIZE)}
        times = turns(pair, 3, 1)
        middle = statistics.median(ratios(times["jobspan"].wall, times["raw"].wall))
        table.note(Row("the same by delphix-dct-api", middle))


def _listed(client: Any) -> object:
    return client.masking_jobs.list(page_size=SIZE).to_list()


def stream(table: Table) -> None:
    """Walking over a long list, in processes of their own; memory is what the walk itself still holds near its end."""
    child(__name__, "walk", table.url, "raw", str(ROWS))  # the server makes its pages
    for rows in SIZES:
        found = [
            [child(__name__, "walk", table.url, way, str(rows)) for way in ("jobspan", "raw")]
            for _ in range(min(table.rounds, 5))
        ]
        wall = [ours["wall"] / raw["wall"] for ours, raw in found]
        low, middle, high = spread(wall)
        ours_us, raw_us = (statistics.median(each[way]["wall"] for each in found) / rows * 1e6 for way in (0, 1))
        figures = {"us a row": round(ours_us, 1), "raw us a row": round(raw_us, 1), "low": low, "high": high}
        table.note(Row(f"walking over {rows:,} rows", middle, 2.2, figures=figures))
    for rows in SIZES:
        ours, raw = (child(__name__, "peak", table.url, way, str(rows))["MiB"] for way in ("jobspan", "raw"))
        table.note(
            Row(f"walking over {rows:,} rows, peak memory", ours, unit="MiB", figures={"httpx MiB": round(raw, 1)})
        )
    for way, how in (("jobspan", "by cursor"), ("jobspan, by name", "without a lasting order")):
        kept = {rows: child(__name__, "kept", table.url, way, str(rows))["bytes"] for rows in SIZES}
        a_row = (kept[ROWS] - kept[10_000]) / (ROWS - 10_000)
        figures = {f"KiB at {rows:,}": round(kept[rows] / 1024) for rows in SIZES}
        table.note(Row(f"what a walk {how} remembers of each row", a_row, 8.0, "bytes", figures))


def held(table: Table) -> None:
    """Rows that are kept, by tracemalloc: models beside structs of msgspec with the same members, and beside plain dicts."""
    for rows in SIZES:
        models, structs, dicts = (
            child(__name__, "held", table.url, way, str(rows))["bytes"] / rows for way in ("jobspan", "structs", "raw")
        )
        figures = {"bytes a row": round(models), "structs": round(structs), "dicts": round(dicts)}
        table.note(Row(f"{rows:,} rows held, models over structs", models / structs, 1.1, figures=figures))


def _opened(url: str, way: str) -> Callable[[], Iterator[Any]]:
    """Begins a walk, page by page, over connections that are open: what opening takes is another row."""
    client, decode, raw = delphix(url), decoder(), httpx.Client()

    def by_jobspan() -> Iterator[Any]:
        for each in client.masking_jobs.list(
            page_size=SIZE, sort="name" if way == "jobspan, by name" else "id"
        ).pages():
            yield each.items

    def as_structs() -> Iterator[Any]:
        codec = cast(Any, client.delphix._ctx.dialect).codec
        twin = codec.reader_of(MaskingJob).twins.current()
        for rows in by_httpx():
            yield msgspec.convert(rows, twin.many, dec_hook=codec.placeholders.hook)

    def by_httpx() -> Iterator[Any]:
        cursor: str | None = ""
        while cursor is not None:
            query = f"limit={SIZE}&sort=id" + (f"&cursor={cursor}" if cursor else "")
            found = decode(raw.get(f"{url}/v3/masking-jobs?{query}").content)
            cursor = found["response_metadata"].get("next_cursor")
            yield found["items"]

    begin = {"raw": by_httpx, "structs": as_structs}.get(way, by_jobspan)
    next(begin())
    return begin


def _walk(url: str, way: str, rows: int) -> dict[str, float]:
    pages = _opened(url, way)
    began, count = time.perf_counter(), 0
    for items in pages():
        for _ in items:
            count += 1
        if count >= rows:
            break
    return {"rows": count, "wall": time.perf_counter() - began}


def _peak(url: str, way: str, rows: int) -> dict[str, float]:
    """The most memory that the process has had, from its start to the end of the walk."""
    _walk(url, way, rows)
    return {"MiB": _peak_since_it_was_executed()}


def _kept(url: str, way: str, rows: int) -> dict[str, float]:
    """What is traced when so many rows have gone by and none is held."""
    pages = _opened(url, way)
    gc.collect()
    tracemalloc.start()
    count = 0
    for items in pages():
        count += len(items)
        del items
        if count >= rows:
            gc.collect()
            return {"bytes": tracemalloc.get_traced_memory()[0]}
    raise SystemExit("the list is too short")


def _held(url: str, way: str, rows: int) -> dict[str, float]:
    pages = _opened(url, way)
    gc.collect()
    tracemalloc.start()
    kept: list[Any] = []
    for items in pages():
        kept.extend(items)
        if len(kept) >= rows:
            break
    gc.collect()
    return {"bytes": tracemalloc.get_traced_memory()[0]}


_PARTS: dict[str, Callable[[str, str, int], dict[str, float]]] = {
    "walk": _walk,
    "peak": _peak,
    "kept": _kept,
    "held": _held,
}


def _peak_since_it_was_executed() -> float:
    """MiB. ``ru_maxrss`` would count what the process was forked from."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


if __name__ == "__main__":
    part, url, way, rows = sys.argv[1:]
    print(json.dumps(_PARTS[part](url, way, int(rows))))
