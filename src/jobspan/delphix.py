"""Everything of Delphix DCT that a program names: models, filters, credentials."""

from jobspan._planes.delphix.filters import Field, Filter, field, search_text
from jobspan._planes.delphix.flows.credentials import Credentials
from jobspan._planes.delphix.job_kinds import CopyView, Run
from jobspan._planes.delphix.models import *  # noqa: F403 - the models say themselves what is public
from jobspan._planes.delphix.models import __all__ as _models
from jobspan._planes.delphix.models.connectors import ConnectorTestFailed
from jobspan._planes.delphix.settings import DelphixSettings

__all__ = [
    "ConnectorTestFailed",
    "CopyView",
    "Credentials",
    "DelphixSettings",
    "Field",
    "Filter",
    "Run",
    "field",
    "search_text",
    *_models,
]
