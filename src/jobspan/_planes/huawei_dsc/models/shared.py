"""What several parts of DSC share."""

from jobspan._core.classes import frozen
from jobspan._core.envelope import ReplyEnvelope
from jobspan.models import OpenEnum


class AssetType(OpenEnum):
    """The kind of an asset. The vendor's lists differ from page to page."""

    OBS = "OBS"
    DATABASE = "DATABASE"
    BIGDATA = "BIGDATA"
    GIT = "GIT"
    MRS = "MRS"
    MRS_HIVE = "MRS_HIVE"
    LTS = "LTS"
    UNKNOWN = "UNKNOWN"
    ALL = "ALL"


class Category(OpenEnum):
    """Who made a rule, a group, a template or a level."""

    BUILT_IN = "BUILT_IN"
    BUILT_IN_COPY = "BUILT_IN_COPY"
    BUILT_SELF = "BUILT_SELF"


@frozen(kw_only=True)
class WriteResult(ReplyEnvelope):
    """The answer to a change. ``status`` has no reliable meaning; only newer servers return ``id``."""

    msg: str | None = None
    status: str | None = None
    id: str | None = None
