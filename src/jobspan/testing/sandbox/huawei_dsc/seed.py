"""The initial data: an invented shop with customer data in a bucket, a database and an index."""

from __future__ import annotations

from jobspan.testing.sandbox.huawei_dsc.entities import Asset, Holding, Level, Rule, RuleGroup, Template
from jobspan.testing.sandbox.huawei_dsc.state import State
from jobspan.testing.sandbox.progress import Progress

FINISHED_SCAN = "9a1d2c3b-0001-4e5f-8a7b-6c5d4e3f2a1b"
EMPTY_SCAN = "9a1d2c3b-0002-4e5f-8a7b-6c5d4e3f2a1b"
CLOSED_SCAN = "9a1d2c3b-0003-4e5f-8a7b-6c5d4e3f2a1b"
BUCKET, DATABASE, INDEX = "0bce7a10-customer-files", "0bce7a20-customer-db", "0bce7a30-search"
EMPTY_BUCKET = "0bce7a40-reports"
PCI = "7f4b2a10-pci"
LIVE_SAMPLE = "4929 1234 5678 9012"
"""Sensitive content in the data: it must not appear where it is masked."""


def seed_world(state: State) -> None:
    _rules(state)
    _assets(state)
    _scans(state)


def _rules(state: State) -> None:
    for id, name, color in (("level-l1", "L1", 1), ("level-l3", "L3", 3), ("level-l4", "L4", 4)):
        state.levels[id] = Level(id=id, name=name, color=color)
    state.levels["level-l9"] = Level(id="level-l9", name="L9", color=9, enabled=False, category="BUILT_SELF")
    for id, name, content, level in (
        ("rule-card", "Card number", r"\d{4}( \d{4}){3}", "level-l4"),
        ("rule-phone", "Phone number", r"\+\d{7,15}", "level-l3"),
        ("rule-city", "City", "city", "level-l1"),
    ):
        state.rules[id] = Rule(id=id, name=name, content=content, level=state.levels[level])
    state.rule_groups[PCI] = RuleGroup(
        id=PCI, name="PCI", rule_ids=list(state.rules), category="BUILT_IN", is_default=True
    )
    for id, name in (("template-1", "General"), ("template-2", "Finance")):
        state.templates[id] = Template(id=id, name=name, is_default=id == "template-1")


def _assets(state: State) -> None:
    card, phone, city = (state.rules[id] for id in ("rule-card", "rule-phone", "rule-city"))
    files = [
        Holding(
            name="orders-2025.csv", path="exports/orders-2025.csv", rule=card, where="card", samples=((2, LIVE_SAMPLE),)
        ),
        Holding(name="contacts.txt", path="contacts.txt", rule=phone, where="line", samples=((1, "+15550100"),)),
    ]
    tables = [
        Holding(name="customers", rule=phone, where="phone", samples=((1, "+15550101"), (3, "+15550103"))),
        Holding(name="payments", rule=card, where="card_no", samples=((7, LIVE_SAMPLE),)),
    ]
    search = {"ds_type": "Elasticsearch", "address": "192.0.2.20", "port": "9200"}
    types = [Holding(name="profile", rule=city, where="city", samples=((1, "Example City"),))]
    instance = {"db_type": "MySQL", "ins_id": "rds-0001", "ins_name": "shop-rds", "ins_type": "RDS"}
    instance |= {"address": "192.0.2.10", "port": "3306", "user": "dsc", "version": "8.0"}
    for asset in (
        Asset(id=BUCKET, kind="OBS", name="customer files", place="customer-files", objects=files),
        Asset(id=EMPTY_BUCKET, kind="OBS", name="reports", place="reports"),
        Asset(id=DATABASE, kind="DATABASE", name="customer database", place="shop", objects=tables, traits=instance),
        Asset(
            id=INDEX,
            kind="BIGDATA",
            name="search",
            place="people",
            objects=types,
            traits=search,
        ),
    ):
        asset.created = state.now_ms()
        state.assets[asset.id] = asset


def _scans(state: State) -> None:
    """Three scans: one with findings, one without, one with its schedule disabled."""
    pace, state.world.progress = state.world.progress, Progress.at_once()
    common = {"rule_group_ids": [PCI], "cycle": "ONCE", "start_time": 0}
    state.add_scan_job({"name": "customer-scan", "asset_ids": [BUCKET, DATABASE, INDEX], **common}, FINISHED_SCAN)
    state.add_scan_job({"name": "report-scan", "asset_ids": [EMPTY_BUCKET], **common}, EMPTY_SCAN)
    state.add_scan_job({"name": "closed-scan", "asset_ids": [BUCKET], "open": False, **common}, CLOSED_SCAN)
    state.world.progress = pace
