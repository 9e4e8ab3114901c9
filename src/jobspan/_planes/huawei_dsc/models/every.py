"""All that is public of the models, for the face."""

from jobspan._planes.huawei_dsc.models.assets import (
    Authorization,
    Bucket,
    BucketToAdd,
    Database,
    DataSource,
    Quota,
)
from jobspan._planes.huawei_dsc.models.exports import (
    ExportBucket,
    Exported,
    ExportStatus,
    ExportTask,
)
from jobspan._planes.huawei_dsc.models.paging import Paging
from jobspan._planes.huawei_dsc.models.results import (
    ClassificationMatch,
    ClassificationResult,
    Finding,
    FindingMatch,
    HitRule,
    LevelShare,
    MatchedExample,
)
from jobspan._planes.huawei_dsc.models.rules import (
    Rule,
    RuleGroup,
    ScanTemplate,
    SecurityLevel,
)
from jobspan._planes.huawei_dsc.models.scan_jobs import (
    AssetInfo,
    AssetLastJob,
    AssetScope,
    Cycle,
    ScanJob,
    ScanRun,
    ScanStatus,
    ScanTask,
)
from jobspan._planes.huawei_dsc.models.shared import AssetType, Category

__all__: list[str] = [
    "AssetInfo",
    "AssetLastJob",
    "AssetScope",
    "AssetType",
    "Authorization",
    "Bucket",
    "BucketToAdd",
    "Category",
    "ClassificationMatch",
    "ClassificationResult",
    "Cycle",
    "DataSource",
    "Database",
    "ExportBucket",
    "ExportStatus",
    "ExportTask",
    "Exported",
    "Finding",
    "FindingMatch",
    "HitRule",
    "LevelShare",
    "MatchedExample",
    "Paging",
    "Quota",
    "Rule",
    "RuleGroup",
    "ScanJob",
    "ScanRun",
    "ScanStatus",
    "ScanTask",
    "ScanTemplate",
    "SecurityLevel",
]
