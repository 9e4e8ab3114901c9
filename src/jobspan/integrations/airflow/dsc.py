"""Tasks for DSC of Huawei Cloud."""

from typing import Any

from jobspan._public import public
from jobspan.integrations.airflow.given import given
from jobspan.integrations.airflow.hook import HuaweiHook
from jobspan.integrations.airflow.operator import JobspanOperator


@public
class DscExportOperator(JobspanOperator):
    """Exports what a scan found, and returns the export task; its file can be downloaded with ``export_tasks.download``.

    Args:
        scan_job_id: the scan job.
        bucket_name: the bucket of OBS that receives the file.
        mask: whether sensitive content is masked in the file.
        narrowing: further arguments of ``export_tasks.create``, for example ``{"asset_type": "OBS"}``.

    The other arguments are those of :class:`JobspanOperator`.
    """

    def __init__(
        self,
        *,
        scan_job_id: str,
        bucket_name: str | None = None,
        mask: bool | None = True,
        narrowing: dict[str, Any] | None = None,
        jobspan_conn_id: str = HuaweiHook.default_conn_name,
        **kwargs: Any,
    ) -> None:
        arguments = given(scan_job_id=scan_job_id, bucket_name=bucket_name, mask=mask) | (narrowing or {})
        super().__init__(call="export_tasks.create", arguments=arguments, jobspan_conn_id=jobspan_conn_id, **kwargs)
