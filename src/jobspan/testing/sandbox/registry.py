"""The planes that exist, by name. Importing this module imports none of them.

A new plane is one line in `PLANES`, and one in the class body of `Sandbox` that tells type checkers its class.
"""

from __future__ import annotations

from importlib import import_module

from jobspan.testing.sandbox.plane import Plane

PORT_ORDER = ("delphix", "groupid", "ciphertrust", "huawei_dsc", "huawei_drs")

PLANES: dict[str, str] = {
    "delphix": "jobspan.testing.sandbox.delphix.plane:Delphix",
    "ciphertrust": "jobspan.testing.sandbox.ciphertrust.plane:CipherTrust",
    "groupid": "jobspan.testing.sandbox.groupid.plane:GroupID",
    "huawei_dsc": "jobspan.testing.sandbox.huawei_dsc.plane:HuaweiDsc",
    "huawei_drs": "jobspan.testing.sandbox.huawei_drs.plane:HuaweiDrs",
}


def plane_class(plane: str | type[Plane]) -> type[Plane]:
    """The class of a plane: given by name, imported now; or given as it is."""
    if not isinstance(plane, str):
        return plane
    if plane not in PLANES:
        raise ValueError(f"no such plane: {plane!r}; there are {', '.join(PLANES)}")
    module, _, attribute = PLANES[plane].partition(":")
    found: type[Plane] = getattr(import_module(module), attribute)
    return found


def port_order(plane: type[Plane]) -> int:
    return PORT_ORDER.index(plane.name) if plane.name in PORT_ORDER else len(PORT_ORDER)
