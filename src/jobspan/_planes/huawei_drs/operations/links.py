"""Operations of API v5 that tell what can be connected to what."""

from jobspan._core.operation import Operation
from jobspan._planes.huawei_drs.models import links as model
from jobspan._planes.huawei_drs.operations.table import V5

LINKS: Operation[model.Links] = V5.read(
    "v5.list_links", "GET /links", call="drs.links.list", page="drs_03_0159", returns=model.Links
)
SUPPORTED: Operation[model.SupportedLinks] = V5.read(
    "v5.list_support_links",
    "GET /support-links",
    call="drs.links.supported",
    page="drs_03_0159",
    returns=model.SupportedLinks,
)
FLAVORS: Operation[model.LinkFlavors] = V5.read(
    "v5.show_link_flavors",
    "GET /link-flavors",
    call="drs.links.flavors",
    page="drs_03_0159",
    returns=model.LinkFlavors,
)
OBJECTS: Operation[model.ObjectSupport] = V5.read(
    "v5.show_support_object_type",
    "GET /jobs/{job_id}/object/support",
    call="drs.links.objects",
    page="drs_03_0159",
    returns=model.ObjectSupport,
)
CHILDREN: Operation[model.ChildCount] = V5.read(
    "v5.show_child_num",
    "GET /jobs/child-count",
    call="drs.links.children",
    page="drs_03_0159",
    returns=model.ChildCount,
)
