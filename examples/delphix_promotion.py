"""Promote a masking job to another engine of Delphix DCT.

Settings come from JOBSPAN_DELPHIX_URL and JOBSPAN_DELPHIX_API_KEY (or the default profile); the password of the copy's
connectors from CONNECTOR_PASSWORD. With --sandbox everything runs against a sandbox in this process instead.

    python examples/delphix_promotion.py --job finance-masking-job --engine qa01 --environment qa-env --user masker
"""

import argparse
import contextlib
import os
import sys
from collections.abc import Iterator

import jobspan
from jobspan.delphix import Credentials, Promotion


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--job", default="finance-masking-job", help="name of the masking job")
    arguments.add_argument("--engine", default="qa01", help="name of the target engine")
    arguments.add_argument("--environment", default="qa-env", help="name of the environment on it")
    arguments.add_argument("--user", default="masker", help="user name for the connectors of the copy")
    arguments.add_argument("--sandbox", action="store_true", help="run against a sandbox in this process")
    options = arguments.parse_args()
    password = "masker-sandbox" if options.sandbox else os.environ.get("CONNECTOR_PASSWORD", "")
    promotion = Promotion(
        job_name=options.job,
        target_engine_name=options.engine,
        target_environment_name=options.environment,
        credentials=Credentials(options.user, password),
    )
    with connect(options.sandbox) as client:
        try:
            report = client.delphix.promote(promotion, on_step=print, progress=True)
        except jobspan.JobspanError as error:
            print(f"{type(error).__name__}: {error}", file=sys.stderr)
            return 1
    for name, value in report.rows():
        print(f"{name:18} {value}")
    return 0


@contextlib.contextmanager
def connect(sandbox: bool) -> Iterator[jobspan.Client]:
    if not sandbox:
        with jobspan.Client.from_env() as client:
            yield client
        return
    from jobspan.testing import Clock, Sandbox

    with Sandbox(["delphix"], clock=Clock.manual()) as box, box.client() as client:
        yield client


if __name__ == "__main__":
    sys.exit(main())
