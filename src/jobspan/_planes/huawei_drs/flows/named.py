"""Requests of API v5 by their names."""

from collections.abc import Mapping
from typing import Any

from jobspan._core.context import PlaneContext
from jobspan._core.http import HeaderValue
from jobspan._core.raw import RawCall
from jobspan._core.similar import similar
from jobspan._core.validation import validating
from jobspan._planes.huawei.paths import project_path
from jobspan._planes.huawei_drs.operations.named import BY_NAME


def named(
    ctx: PlaneContext,
    name: str,
    parameters: Mapping[str, str] | None,
    query: Mapping[str, Any] | None,
    body: Any,
    headers: Mapping[str, HeaderValue] | None,
) -> RawCall:
    """The request that a name of the table stands for.

    Raises:
        ValidationError: the table has no such name.
    """
    short = str(name).removeprefix("v5.")
    with validating("drs.request_named") as problems:
        if short not in BY_NAME:
            problems.add("name", f"{name!r} is unknown", similar(short, BY_NAME))
    row = BY_NAME[short]
    return RawCall(
        call=row.call,
        method=row.method,
        path=row.path,
        parameters={**project_path(ctx), **(parameters or {})},
        query=query or {},
        body=body,
        headers=headers or {},
        row=row,
    )
