"""Tasks for key synchronization of CipherTrust (CCKM)."""

from collections.abc import Sequence
from typing import Any, Literal

from jobspan._public import public
from jobspan.integrations.airflow.given import given
from jobspan.integrations.airflow.hook import CipherTrustHook
from jobspan.integrations.airflow.operator import JobspanOperator


@public
class CckmSyncOperator(JobspanOperator):
    """Synchronizes keys with a cloud, and returns the synchronization job.

    Args:
        family: what is synchronized, for example ``aws``, ``azure``, ``google``.
        containers: what to synchronize, in the family's own terms; or ``synchronize_all=True``.
        narrowing: further arguments of ``sync_jobs.start``, for example ``{"regions": ["eu-west-1"]}``.
        when_running: what to do if one of these containers is being synchronized: ``raise``, ``join`` or ``start``.

    The other arguments are those of :class:`JobspanOperator`.
    """

    def __init__(
        self,
        *,
        family: str,
        containers: Sequence[str] | None = None,
        synchronize_all: bool = False,
        narrowing: dict[str, Any] | None = None,
        when_running: Literal["raise", "join", "start"] = "raise",
        jobspan_conn_id: str = CipherTrustHook.default_conn_name,
        **kwargs: Any,
    ) -> None:
        arguments = given(
            family=family, containers=containers, synchronize_all=synchronize_all, when_running=when_running
        ) | (narrowing or {})
        super().__init__(call="sync_jobs.start", arguments=arguments, jobspan_conn_id=jobspan_conn_id, **kwargs)
