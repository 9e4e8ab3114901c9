"""Agencies: keys of a role that another identity takes on.

Sources: https://support.huaweicloud.com/intl/en-us/api-iam/iam_04_0101.html (classic agencies),
https://support.huaweicloud.com/intl/en-us/usermanual-iam/iam_01_1237.html (agencies of STS).
"""

from typing import Any

from jobspan._core.attempts import attempts
from jobspan._core.call import prepare
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._core.renewal import Lease
from jobspan._planes.huawei.access_keys import Credentials
from jobspan._planes.huawei.federation import temporary_keys
from jobspan._planes.huawei.identity import Identity, at
from jobspan._planes.huawei.operations import ASSUME_AGENCY
from jobspan._planes.huawei.temporary import Agency, lease_in
from jobspan.errors import PermissionDenied

CLASSIC_LIFE = 3600
"""Seconds that are asked for of a classic agency: the service's own default is 15 minutes."""


def assume(ctx: PlaneContext, url: str, identity: Identity, agency: Agency) -> Flow[Lease[Credentials]]:
    """Temporary keys of an agency. ``url`` is that of STS if the agency has a URN, else that of IAM.

    Raises:
        PermissionDenied: the identity may not take it on, or there is no such agency.
    """
    service = at(ctx, url, identity)
    try:
        if agency.urn is None:
            return (yield from temporary_keys(service, _classic(agency)))
        request = prepare(service, ASSUME_AGENCY, body=_of_sts(agency))
        return (
            yield from attempts(
                service, ASSUME_AGENCY, request, lambda exchange: lease_in(service, ASSUME_AGENCY, exchange)
            )
        )
    except PermissionDenied as denied:
        raise denied.with_hint(
            f"This was to take on {agency.about}: check its name, that it trusts this account, and that the user has the "
            "permission Agent Operator (sts:agencies:assume)."
        ) from None


def _classic(agency: Agency) -> dict[str, Any]:
    owner = {"domain_id": agency.domain_id} if agency.domain_id else {"domain_name": agency.domain_name}
    role = {
        "agency_name": agency.name,
        **owner,
        "duration_seconds": agency.duration or CLASSIC_LIFE,
        "session_user": {"name": agency.session_name},
    }
    return {"auth": {"identity": {"methods": ["assume_role"], "assume_role": role}}}


def _of_sts(agency: Agency) -> dict[str, Any]:
    body: dict[str, Any] = {"agency_urn": agency.urn, "agency_session_name": agency.session_name}
    if agency.duration is not None:
        body["duration_seconds"] = agency.duration
    if agency.external_id is not None:
        body["external_id"] = agency.external_id
    return body
