"""Compliance jobs."""

from collections.abc import Mapping
from typing import Any

from jobspan._async.change import change
from jobspan._async.handle import AsyncHandle
from jobspan._planes.delphix.flows import compliance_jobs
from jobspan._planes.delphix.models.compliance_jobs import ComplianceJob, ComplianceJobUpdate
from jobspan._planes.delphix.models.connectors import (
    JobConnectors,
)
from jobspan._planes.delphix.models.executions import (
    Execution,
)
from jobspan._planes.delphix.models.jobs import Job
from jobspan._planes.delphix.models.masking_jobs import MaskingJobType
from jobspan._planes.delphix.models.views import Run
from jobspan._planes.delphix.operations import compliance_jobs as compliance_job_calls
from jobspan._planes.delphix.resources.objects_async import AsyncListed, AsyncTagged, read_one


class AsyncComplianceJobs(AsyncListed[ComplianceJob], AsyncTagged):
    """Compliance jobs, which succeed masking jobs on recent servers. Source: https://help-api.delphix.com/ (ComplianceJobs)."""

    _list = compliance_job_calls.GET_COMPLIANCE_JOBS
    _search = compliance_job_calls.SEARCH_COMPLIANCE_JOBS
    _get = compliance_job_calls.GET_COMPLIANCE_JOB_BY_ID
    _id = _tagged = "complianceJobId"
    _tags = compliance_job_calls.GET_COMPLIANCE_JOB_TAG
    _add_tags = compliance_job_calls.CREATE_COMPLIANCE_JOB_TAG
    _delete_tags = compliance_job_calls.DELETE_COMPLIANCE_JOB_TAG

    @change
    async def create(self, fields: Mapping[str, Any]) -> AsyncHandle[Job, Job]:
        """Create a compliance job from the fields of DCT's API reference.

        Args:
            fields: fields by their names in DCT's API reference (``CreateComplianceJobRequest``), with the values that it
                documents. One that is unknown to this version is sent as it is. Needed are ``name``, ``rule_set_id`` and
                ``type``: ``{"name": "nightly", "rule_set_id": "12", "type": "MASKING"}``.

        Raises:
            ValidationError: a needed field is missing, or a value is not valid.
            AmbiguousOutcomeError: the reply was lost; look for the name before creating it again.
        """
        return await self._launch(lambda: compliance_jobs.create(self._ctx, fields))

    @change
    async def update(self, job_id: str, fields: Mapping[str, Any]) -> ComplianceJobUpdate:
        """Change fields of a compliance job; returns the DCT job that changes it, and the changed object.

        Args:
            job_id: id of the compliance job, as ``delphix.compliance_jobs.list`` shows it.
            fields: fields by their names in DCT's API reference (``UpdateComplianceJobRequest``), with the values that it
                documents. One that is unknown to this version is sent as it is. ``None`` (in JSON ``null``) clears a script,
                the discovery policy, the source connector or the handling of non-conformant data.

        Raises:
            ValidationError: nothing is given, or a value is not valid.
        """
        return await self._change(lambda: compliance_jobs.update(self._ctx, job_id, fields))

    @change
    async def delete(self, job_id: str) -> AsyncHandle[Job, Job]:
        """Delete a compliance job.

        Args:
            job_id: id of the compliance job, as ``delphix.compliance_jobs.list`` shows it.

        Raises:
            ValidationError: the id is empty.
        """
        return await self._launch(lambda: compliance_jobs.delete(self._ctx, job_id))

    @change
    async def execute(
        self,
        job_id: str,
        *,
        source_connector_id: str | None = None,
        target_connector_id: str | None = None,
        execution_type: MaskingJobType | str | None = None,
    ) -> AsyncHandle[Run, Execution]:
        """Run a compliance job on its own engine or orchestrator.

        Args:
            job_id: id of the compliance job, as ``delphix.compliance_jobs.list`` shows it.
            source_connector_id: id of the connector to read from; without it, the job's own.
            target_connector_id: id of the connector to write to; without it, the job's own. Multi-tenant jobs need another.
            execution_type: how to run a job that can be run both ways; without it, STANDARD (servers of 2026 and later).

        Raises:
            AmbiguousOutcomeError: the reply was lost, and no run was found that can only be this one.
        """
        return await self._launch(
            lambda: compliance_jobs.execute(self._ctx, job_id, source_connector_id, target_connector_id, execution_type)
        )

    async def connectors(self, job_id: str) -> JobConnectors:
        """Read the connectors of a compliance job.

        Args:
            job_id: id of the compliance job, as ``delphix.compliance_jobs.list`` shows it.

        Raises:
            NotFound: the id is unknown, or the account may not see the object.
            ValidationError: the id is empty.
        """
        return await self._run(
            read_one(self._ctx, compliance_job_calls.GET_COMPLIANCE_JOB_CONNECTORS, "job_id", complianceJobId=job_id)
        )
