"""What DCT's calls do, step by step, without I/O."""

from typing import TYPE_CHECKING

from jobspan._public import modules_on_demand

if TYPE_CHECKING:
    from jobspan._planes.delphix.flows import (
        listing as listing,
        masking_jobs as masking_jobs,
        placement as placement,
        tags as tags,
    )
else:
    __getattr__ = modules_on_demand(__name__)
