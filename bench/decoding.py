"""Replies to models: what reading costs, against parsing the same bytes alone, in the same run.

    python bench/decoding.py [--rows 1000] [--rounds 9] [--only page,planes,document,memory]

The documents are the vendors' own examples from the contract tests, their rows repeated. Every round takes each way once, and
is divided by the parsing of that same round, so a busy machine slows all alike. Medians, with the middle half of the rounds.
``page`` also shows each odd page against the documented one. The last line is a JSON object of all medians.
"""

import argparse
import copy
import gc
import json
import statistics
import time
import tracemalloc
from collections.abc import Callable
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import attrs
import msgspec

from jobspan._core.convert import Codec
from jobspan._planes.ciphertrust.dialect import CckmCodec
from jobspan._planes.ciphertrust.models.envelopes import Slice
from jobspan._planes.delphix.models.shared import ItemsPage
from jobspan._planes.groupid.models.documents import DocumentCodec
from jobspan._planes.groupid.models.replies import ListResult
from jobspan._planes.huawei_drs.models.replies import Results
from jobspan._planes.huawei_dsc.models.results import ScanJobResults
from jobspan.ciphertrust import SyncJob
from jobspan.delphix import MaskingJob
from jobspan.drs import JobState, MigrationJob, TransferProgress
from jobspan.groupid import Job, JobInfo

DATA = Path(__file__).parents[1] / "tests" / "contract" / "data"
Way = Callable[[], object]


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--rows", type=int, default=1000)
    arguments.add_argument("--rounds", type=int, default=9)
    arguments.add_argument("--only", default=",".join(PARTS))
    options = arguments.parse_args()
    figures: dict[str, Any] = {}
    for part in options.only.split(","):
        PARTS[part](options, figures)
    print(json.dumps(figures))


# ------------------------------------------------------------------------------------------------------------- the parts


def page(options: argparse.Namespace, figures: dict[str, Any]) -> None:
    """A page of masking jobs as documented, and odd in one way each."""
    ways: dict[str, Way] = {"msgspec alone": parsing(masking_jobs(options.rows)), **orjson_alone(options.rows)}
    for name, spoil in ODD.items():
        ways[name] = reading(Codec(), ItemsPage[MaskingJob], spoiled(masking_jobs(options.rows), spoil))
    rounds = measured(ways, options.rounds)
    report(f"page of {options.rows} masking jobs", rounds, figures, floor="msgspec alone")
    report("the same, times the documented page", rounds, figures, floor="as documented")
    by_hand = Codec()
    text = msgspec.json.encode(masking_jobs(options.rows))
    rounds = measured(
        {
            "msgspec alone": ways["msgspec alone"],
            "by hand, without msgspec": lambda: by_hand.read_by_hand(ItemsPage[MaskingJob], msgspec.json.decode(text)),
        },
        options.rounds,
    )
    report("the same, for comparison", rounds, figures, floor="msgspec alone")


def planes(options: argparse.Namespace, figures: dict[str, Any]) -> None:
    """A page or batch of every plane."""
    for name, (codec, model, document) in replies(options.rows).items():
        rounds = measured({"alone": parsing(document), "models": reading(codec, model, document)}, options.rounds)
        report(f"{name}, {options.rows} rows", rounds, figures, floor="alone")


def document(options: argparse.Namespace, figures: dict[str, Any]) -> None:
    """A Synchronize job, which has to travel back exactly as it came."""
    example = documented("groupid", "get_job_details")["data"]
    for fields in (10, 100):
        whole = example | {"fieldsMap": repeated(example["fieldsMap"], fields, "id")}
        text = msgspec.json.encode(whole)
        job = Job.from_document(whole)
        ways: dict[str, Way] = {
            "decode and encode alone": partial(_back_and_forth, text),
            "decode": partial(_decoded, text),
            "encode": partial(_encoded, job),
            "encode, renamed": partial(_encoded, job.renamed("another")),
        }
        rounds = measured(ways, options.rounds, number=10)
        report(f"GroupID job of {len(text)} bytes", rounds, figures, floor="decode and encode alone")


def _back_and_forth(text: bytes) -> bytes:
    return msgspec.json.encode(msgspec.json.decode(text))


def _decoded(text: bytes) -> Job:
    return Job.from_document(msgspec.json.decode(text))


def _encoded(job: Job) -> bytes:
    return msgspec.json.encode(job.to_document(reveal=True))


def memory(options: argparse.Namespace, figures: dict[str, Any]) -> None:
    """Bytes a row: of the parsed document, and of the models made of it, as documented and odd."""
    print("\nbytes a row")
    for name, (codec, model, whole) in replies(options.rows).items():
        ways = {"parsed": parsing(whole), "models": reading(codec, model, whole)}
        for way in ways.values():
            way()
        sizes = {what: held(way) for what, way in ways.items()}
        shown = {what: round(size / options.rows) for what, size in sizes.items()}
        print(f"  {name:32}", ", ".join(f"{what} {size}" for what, size in shown.items()))
        figures[f"bytes a row, {name}"] = shown


PARTS: dict[str, Callable[[argparse.Namespace, dict[str, Any]], None]] = {
    "page": page,
    "planes": planes,
    "document": document,
    "memory": memory,
}

# --------------------------------------------------------------------------------------------------------- the documents


def documented(plane: str, name: str) -> Any:
    """The body of a vendor's example."""
    exchanges = json.loads((DATA / f"{plane}.json").read_text(encoding="utf-8"))
    exchanges = exchanges["exchanges"] if isinstance(exchanges, dict) else exchanges
    exchange = next(each for each in exchanges if name in (each.get("name"), each.get("case")))
    reply = next(exchange[key] for key in ("reply", "response", "answered") if key in exchange)
    return reply.get("body", reply)


def repeated(rows: list[Any], count: int, name: str) -> list[Any]:
    """Copies of documented rows, each with an id of its own."""
    return [copy.deepcopy(rows[n % len(rows)]) | {name: type(rows[0][name])(n)} for n in range(count)]


def masking_jobs(rows: int) -> dict[str, Any]:
    whole = documented("delphix", "get_masking_jobs")
    return {"items": repeated(whole["items"], rows, "id"), "response_metadata": {"total": rows}}


def replies(rows: int) -> dict[str, tuple[Codec, Any, Any]]:
    job = documented("ciphertrust", "dsm.refresh get")
    heads = documented("groupid", "get_jobs")
    found = documented("huawei_dsc", "show scan job results")
    tables = repeated(found["db_scan_result"]["db_scan_results"], rows, "table_id")

    def batch(name: str, id: str) -> dict[str, Any]:
        return {"count": rows, "results": repeated(documented("huawei_drs", name)["results"], rows, id)}

    return {
        "Delphix masking jobs": (Codec(), ItemsPage[MaskingJob], masking_jobs(rows)),
        "CCKM jobs": (CckmCodec(), Slice[SyncJob], {"total": rows, "resources": repeated([job], rows, "id")}),
        "GroupID job heads": (
            DocumentCodec(),
            ListResult[JobInfo],
            heads | {"data": repeated(heads["data"], rows, "jobId")},
        ),
        "DRS states": (Codec(), Results[JobState], batch("batch_list_job_status", "id")),
        "DRS progress": (Codec(), Results[TransferProgress], batch("batch_list_progresses", "job_id")),
        "DRS details": (Codec(), Results[MigrationJob], batch("batch_list_job_details", "id")),
        "DSC findings": (
            Codec(),
            ScanJobResults,
            found | {"db_scan_result": {"total": rows, "db_scan_results": tables}},
        ),
    }


def _set(name: str, value: Any, *, every: int = 1) -> Callable[[int, dict[str, Any]], None]:
    def spoil(number: int, row: dict[str, Any]) -> None:
        if number % every == 0:
            row[name] = value

    return spoil


ODD: dict[str, Callable[[int, dict[str, Any]], None]] = {
    "as documented": lambda number, row: None,
    "an unknown member in one row": _set("added_by_the_vendor", "x", every=1_000_000),
    "an unknown member in each row": _set("added_by_the_vendor", "x"),
    "null for a list in each row": _set("tags", None),
    "an unknown state in each row": _set("last_execution_status", "SOMETHING_NEW"),
    "text for a number in each row": _set("min_memory", "1024"),
    "a time without zone in each row": _set("creation_date", "2022-11-30T08:51:34"),
    "no id in every tenth row": _set("id", None, every=10),
}


def spoiled(whole: dict[str, Any], spoil: Callable[[int, dict[str, Any]], None]) -> dict[str, Any]:
    for number, row in enumerate(whole["items"]):
        spoil(number, row)
    return whole


# ----------------------------------------------------------------------------------------------------------- the measure


@attrs.frozen
class Times:
    """What one way took in each round, in seconds."""

    wall: list[float] = attrs.field(factory=list)
    cpu: list[float] = attrs.field(factory=list)


def parsing(whole: Any) -> Way:
    text = msgspec.json.encode(whole)
    return lambda: msgspec.json.decode(text)


def orjson_alone(rows: int) -> dict[str, Way]:
    """Where it is installed."""
    if find_spec("orjson") is None:
        return {}
    return {"orjson alone": partial(import_module("orjson").loads, msgspec.json.encode(masking_jobs(rows)))}


def reading(codec: Codec, model: Any, whole: Any) -> Way:
    text = msgspec.json.encode(whole)
    return lambda: codec.read(model, msgspec.json.decode(text))


def measured(ways: dict[str, Way], rounds: int, number: int = 1) -> dict[str, Times]:
    found = {name: Times() for name in ways}
    for way in ways.values():
        way()
    for _ in range(rounds):
        for name, way in ways.items():
            gc.collect()
            wall, cpu = time.perf_counter(), time.process_time()
            for _ in range(number):
                way()
            found[name].cpu.append((time.process_time() - cpu) / number)
            found[name].wall.append((time.perf_counter() - wall) / number)
    return found


def report(title: str, rounds: dict[str, Times], figures: dict[str, Any], *, floor: str) -> None:
    print(f"\n{title}: times {floor!r}")
    for name, times in rounds.items():
        wall, cpu = (ratios(getattr(times, kind), getattr(rounds[floor], kind)) for kind in ("wall", "cpu"))
        low, middle, high = statistics.quantiles(wall, n=4)
        took = statistics.median(times.wall) * 1000
        print(f"  {name:32} {middle:6.2f} ({low:.2f} to {high:.2f}), cpu {statistics.median(cpu):6.2f}, {took:8.3f} ms")
        figures[f"{title}: {name}"] = {
            "wall": round(middle, 2),
            "cpu": round(statistics.median(cpu), 2),
            "ms": round(took, 3),
        }


def ratios(times: list[float], floors: list[float]) -> list[float]:
    return [each / max(floor, 1e-9) for each, floor in zip(times, floors, strict=True)]


def held(make: Way) -> int:
    gc.collect()
    tracemalloc.start()
    try:
        kept = make()
        size, _ = tracemalloc.get_traced_memory()
        del kept
    finally:
        tracemalloc.stop()
    return size


if __name__ == "__main__":
    main()
