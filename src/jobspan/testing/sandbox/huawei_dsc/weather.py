"""What the weather has to know of this plane."""

from __future__ import annotations

from jobspan.testing.sandbox.huawei.weather import LOGINS
from jobspan.testing.sandbox.weather.terrain import Terrain, words

TERRAIN = Terrain(
    logins=LOGINS,
    helpers=words("A1 A5.get A6 A7 A8 G1 G3 T1 L1 R1 R2 R3 R4"),
    alone={"download_file": "a file has no members; its pieces are checked for being whole"},
    rows=words("jobs tasks results rules groups data files list sensitive_list classification_list asset_infos"),
    always=words("total count name"),
    states=words("status task_status run_status state"),
    secrets=words("password db_password"),
    strangers=words("E1 E1.export E3.export S3 S5 S7 S8 S10 S11 A3"),
)
