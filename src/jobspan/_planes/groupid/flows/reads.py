"""What is known of data sources, for those who want to check or build a job."""

from collections.abc import Sequence

from jobspan._core.call import call
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._planes.groupid.models.data_sources import DataSource, TableSchema
from jobspan._planes.groupid.operations.data_sources import DATA_SOURCE_PARAMETERS, LIST_DATA_SOURCES


def all_sources(ctx: PlaneContext) -> Flow[Sequence[DataSource]]:
    """All data sources the account may see."""
    return (yield from call(ctx, LIST_DATA_SOURCES))


def schemas(ctx: PlaneContext, source_id: int) -> Flow[Sequence[TableSchema]]:
    """The tables of a data source, with the columns of one."""
    return (yield from call(ctx, DATA_SOURCE_PARAMETERS, path={"DatasourceId": str(source_id)}))
