"""What DRS's calls do, step by step, without I/O."""

from typing import TYPE_CHECKING

from jobspan._public import modules_on_demand

if TYPE_CHECKING:
    from jobspan._planes.huawei_drs.flows import (
        batch_call as batch_call,
        catalog as catalog,
        compare as compare,
        configuration as configuration,
        connections as connections,
        create as create,
        cutover as cutover,
        features as features,
        lifecycle as lifecycle,
        named as named,
        parameters as parameters,
        passwords as passwords,
        prechecks as prechecks,
        prepare as prepare,
        progress as progress,
        reads as reads,
        speed_limits as speed_limits,
        tuning as tuning,
        watch as watch,
    )
else:
    __getattr__ = modules_on_demand(__name__)
