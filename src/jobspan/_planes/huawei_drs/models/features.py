"""What DRS offers in a region."""

from jobspan._core.classes import frozen
from jobspan._core.plain import Plain
from jobspan._planes.huawei_drs.models.jobs import UseType
from jobspan._public import public


@public
@frozen(kw_only=True)
class Features(Plain):
    """What DRS offers here: clouds and regions differ.

    Attributes:
        uses: the uses of tasks that can be listed; without ``cloudDataGuard`` there is no disaster recovery.
        v5: whether API v5 is there, and with it actions by name (``client.drs.actions``).
    """

    uses: tuple[UseType, ...]
    v5: bool
