"""Everything of Delphix DCT that a program names: models, filters, credentials."""

from jobspan.planes.delphix.filters import Field, Filter, field, search_text
from jobspan.planes.delphix.flows.credentials import Credentials
from jobspan.planes.delphix.kinds import CopyView, Run
from jobspan.planes.delphix.models import *  # noqa: F403 - the models say themselves what is public
from jobspan.planes.delphix.models import __all__ as _models
from jobspan.planes.delphix.models.connectors import ConnectorTestFailed
from jobspan.planes.delphix.settings import DelphixSettings

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
