"""The findings of the last scan that is over: masked into a spreadsheet, and as a table on the screen.

    python examples/dsc_findings.py findings.xlsx            # on Huawei Cloud, with JOBSPAN_HUAWEI_* set
    python examples/dsc_findings.py findings.xlsx --sandbox  # on an invented one, in this process

Needs jobspan[pandas], and jobspan[sandbox] for the second form. Exit status: 0 when the file is there, 1 otherwise.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import jobspan
from jobspan.dsc import ScanJob, ScanStatus


def main(arguments: list[str] | None = None) -> int:
    options = parsed(arguments)
    try:
        with connected(options.sandbox) as client:
            return report(client, options.to)
    except jobspan.JobspanError as problem:
        print(problem, file=sys.stderr)
        return 1


def report(client: jobspan.Client, to: Path) -> int:
    scan = last_scan_with_findings(client)
    if scan is None:
        print("No scan is over that found anything.", file=sys.stderr)
        return 1
    exported = client.export_tasks.export(scan, to=to, mask=True, progress=True)
    print(f"{scan.name}: {exported.size} bytes in {exported.path}")

    table = client.export_tasks.results(scan.id).to_pandas()
    columns = ["asset_type", "object_full_path", "security_level_name"]
    print(table[columns].sort_values("object_full_path").to_string(index=False))
    for share in client.export_tasks.security_levels(scan.id):
        print(f"level {share.security_level_name}: {share.count} objects")
    return 0


def last_scan_with_findings(client: jobspan.Client) -> ScanJob | None:
    over = [job for job in client.dsc.scan_jobs.list() if job.status == ScanStatus.FINISHED]
    newest_first = sorted(over, key=lambda job: job.last_run_time or 0, reverse=True)
    return next((job for job in newest_first if client.export_tasks.results(job.id, page_size=1).first()), None)


@contextmanager
def connected(sandbox: bool) -> Iterator[jobspan.Client]:
    if sandbox:
        from jobspan.testing import Clock, Sandbox

        with Sandbox(["huawei_dsc"], clock=Clock.manual()) as invented, invented.client() as client:
            yield client
    else:
        with jobspan.Client.from_env() as client:
            yield client


def parsed(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("to", nargs="?", type=Path, default=Path("findings.xlsx"), help="the spreadsheet to write")
    parser.add_argument("--sandbox", action="store_true", help="run on an invented DSC in this process")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
