"""What the rows of DCT's table have in common, by the domains of its API reference."""

from functools import partial

from jobspan._core.operation import OperationTable


def _source(domain: str, page: str) -> str:
    """A page of the guide, where a row names one; else the domain's part of the API reference."""
    return f"https://dct.delphix.com/docs/ ({page})" if page else f"https://help-api.delphix.com/ ({domain})"


def _table(domain: str) -> OperationTable:
    return OperationTable(plane="delphix", domain=domain, source=partial(_source, domain))


COMPLIANCE_JOBS = _table("ComplianceJobs")
COMPLIANCE_JOB_COLLECTIONS = _table("ComplianceJobCollections")
CONNECTORS = _table("Connectors")
ENGINES = _table("Engines")
ENVIRONMENTS = _table("MaskingEnvironments")
EXECUTIONS = _table("Executions")
JOB_COLLECTION_EXECUTIONS = _table("JobCollectionExecutions")
JOB_ORCHESTRATORS = _table("JobOrchestrators")
JOBS = _table("Jobs")
LOGIN = _table("Login")
MASKING_JOBS = _table("MaskingJobs")
