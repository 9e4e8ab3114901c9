"""The tasks a fresh project wakes up with: an invented shop that moves to the cloud."""

from __future__ import annotations

from jobspan.testing.sandbox.huawei_drs.state import State
from jobspan.testing.sandbox.huawei_drs.tasks import FULL, FULL_DONE, INCREMENTAL, PAUSED, RELEASED


def seed_world(state: State) -> None:
    shop = {"db_type": "mysql", "ip": "192.0.2.10", "db_port": 3306, "db_user": "drs"}
    cloud = {"db_type": "mysql", "inst_id": "3ef57dbcc8db478a9e346d26ef2575bfin01", "db_user": "drs"}
    for name, status in (
        ("orders", INCREMENTAL),
        ("stock", INCREMENTAL),
        ("billing", "INCRE_TRANSFER_FAILED"),
        ("reviews", FULL),
        ("archive", PAUSED),
        ("customers", "CONFIGURATION"),
        ("legacy", RELEASED),
    ):
        task = state.add(f"shop-{name}", status, source=dict(shop), target=dict(cloud))
        task.passwords = {"so": "old-source", "ta": "old-target"}
        if status == FULL:
            task.place(FULL, FULL, FULL_DONE, INCREMENTAL)
            task.timeline.start()
    state.add("shop-search", INCREMENTAL, use="sync", suffix="jb201", engine="mysql-to-kafka")
    state.add("shop-standby", INCREMENTAL, use="cloudDataGuard", suffix="jb502", engine="cloudDataGuard-mysql")
    pair = state.add(
        "shop-pair", INCREMENTAL, use="cloudDataGuard", suffix="jb502", engine="cloudDataGuard-mysql", multi_write=True
    )
    for direction, status in (("up", INCREMENTAL), ("down", "CONFIGURATION")):
        state.add(
            f"shop-pair-{direction}",
            status,
            use="cloudDataGuard",
            suffix="jb502",
            engine="cloudDataGuard-mysql",
            multi_write=True,
            parent=pair.id,
            direction=direction,
        )
