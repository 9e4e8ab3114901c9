"""A sample call of every operation that changes something, on every plane: for tests that must hold for all of them."""

from tests.samples.ciphertrust import SAMPLES as CIPHERTRUST
from tests.samples.delphix import SAMPLES as DELPHIX
from tests.samples.groupid import SAMPLES as GROUPID
from tests.samples.huawei_drs import SAMPLES as HUAWEI_DRS
from tests.samples.huawei_drs_connections import SAMPLES as HUAWEI_DRS_CONNECTIONS
from tests.samples.huawei_drs_new_tasks import SAMPLES as HUAWEI_DRS_NEW_TASKS
from tests.samples.huawei_drs_settings import SAMPLES as HUAWEI_DRS_SETTINGS
from tests.samples.huawei_dsc import SAMPLES as HUAWEI_DSC
from tests.samples.journeys import JOURNEYS as JOURNEYS
from tests.samples.sample import Arguments as Arguments, Sample as Sample

SAMPLES = (
    *DELPHIX,
    *CIPHERTRUST,
    *GROUPID,
    *HUAWEI_DSC,
    *HUAWEI_DRS,
    *HUAWEI_DRS_CONNECTIONS,
    *HUAWEI_DRS_SETTINGS,
    *HUAWEI_DRS_NEW_TASKS,
)
