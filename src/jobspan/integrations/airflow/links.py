"""Links from a task to its job."""

from typing import Any

from airflow.sdk import BaseOperatorLink
from airflow.sdk.execution_time.xcom import XCom

from jobspan._public import public

LINK_KEY = "jobspan_job_page"
"""The XCom that holds the address; pushed as soon as the job is known."""


@public
class JobLink(BaseOperatorLink):
    """From a task to the page of its job, or of its control plane."""

    name = "Job"

    @property
    def xcom_key(self) -> str:
        """Where the address is."""
        return LINK_KEY

    def get_link(self, operator: Any, *, ti_key: Any) -> str:
        """The address; empty while there is no job."""
        return XCom.get_value(key=LINK_KEY, ti_key=ti_key) or ""
