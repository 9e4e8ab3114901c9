"""A page of 1,000 masking jobs: jobspan against the vendor's own client, in the same run.

    python bench/delphix_page.py [--rows 1000] [--repeat 5]

Two measurements, each as a ratio to the peer: turning the document into models, and a whole list call on a sandbox on
loopback. Absolute times depend on the machine; the ratios are what to look at.
"""

import argparse
import statistics
import time
from collections.abc import Callable

import attrs
import msgspec
from delphix.api.gateway import ApiClient, Configuration
from delphix.api.gateway.api.masking_jobs_api import MaskingJobsApi
from delphix.api.gateway.model.list_masking_jobs_response import ListMaskingJobsResponse

from jobspan._core.convert import Codec
from jobspan._planes.delphix.models.shared import ItemsPage
from jobspan.delphix import MaskingJob
from jobspan.testing.sandbox.server import Sandbox


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--rows", type=int, default=1000)
    arguments.add_argument("--repeat", type=int, default=5)
    options = arguments.parse_args()
    text = msgspec.json.encode(document(options.rows))
    codec = Codec()
    parser = ApiClient(Configuration())
    print(f"{options.rows} masking jobs, median of {options.repeat}, milliseconds")
    compare(
        "document to models",
        options.repeat,
        jobspan=lambda: codec.read(ItemsPage[MaskingJob], msgspec.json.decode(text)),
        peer=lambda: parser.deserialize(Reply(text.decode()), (ListMaskingJobsResponse,), True),
        by_hand=lambda: codec.read_by_hand(ItemsPage[MaskingJob], msgspec.json.decode(text)),
    )
    with Sandbox(["delphix"]) as sandbox, sandbox.client() as client:
        key = sandbox.environment()["JOBSPAN_DELPHIX_API_KEY"]
        configuration = Configuration(
            host=f"{sandbox.url('delphix')}/dct/v3", api_key={"ApiKeyAuth": key}, api_key_prefix={"ApiKeyAuth": "apk"}
        )
        with ApiClient(configuration) as api_client:
            compare(
                "list call on loopback (the sandbox's few jobs)",
                options.repeat * 10,
                jobspan=lambda: client.masking_jobs.list().to_list(),
                peer=MaskingJobsApi(api_client).get_masking_jobs,
            )


@attrs.frozen
class Reply:
    """What the vendor's parser takes."""

    data: str


def compare(what: str, repeat: int, **ways: Callable[[], object]) -> None:
    times = {name: median(way, repeat) for name, way in ways.items()}
    shown = ", ".join(f"{name} {seconds * 1000:.2f}" for name, seconds in times.items())
    print(f"{what}: {shown}; peer / jobspan = {times['peer'] / times['jobspan']:.1f}")


def median(way: Callable[[], object], repeat: int) -> float:
    way()
    taken = []
    for _ in range(repeat):
        began = time.perf_counter()
        way()
        taken.append(time.perf_counter() - began)
    return statistics.median(taken)


def document(rows: int) -> dict[str, object]:
    job = {
        "name": "finance-masking-job",
        "rule_set_id": "1-RULESET-9",
        "ruleset": {"type": "DATABASE", "name": "finance", "algorithms": ["dlpx-core:Email SL", "dlpx-core:Phone"]},
        "connector_type": "ORACLE",
        "is_on_the_fly_masking": False,
        "creation_date": "2026-01-05T09:00:00.148Z",
        "last_completed_execution_date": "2026-01-06T09:00:00.148Z",
        "last_execution_status": "SUCCEEDED",
        "connector_username": "masker",
        "job_type": "STANDARD",
        "tags": [{"key": "team", "value": "alpha"}],
    }
    return {"items": [job | {"id": str(number)} for number in range(rows)], "response_metadata": {"total": rows}}


if __name__ == "__main__":
    main()
