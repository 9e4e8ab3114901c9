"""The samples are complete, and each does what it says, exactly once."""

from __future__ import annotations

import pytest

from jobspan._planes.registry import PLANES
from jobspan.batches import BatchResult
from jobspan.testing import Clock, Progress, Sandbox
from tests.samples import JOURNEYS, SAMPLES, Sample

WITHOUT = {
    ("ciphertrust", "auth.revoke"): "the end of a session, not a change",
    ("huawei", "metadata.token"): "a session with the metadata service of the machine itself, not a change",
    ("huawei_dsc", "E1.export"): "E1 as older regions have it",
}


BY_NAME = "drs.request_named"
"""Calls that differ in nothing but their row: one sample stands for all."""


def test_every_operation_that_changes_something_has_a_sample() -> None:
    rows = [(plane.name, row) for plane in PLANES.values() for row in plane.abilities().operations if row.changes]
    changing = {(plane, row.id) for plane, row in rows if row.call != BY_NAME}
    by_name = {(plane, row.id) for plane, row in rows if row.call == BY_NAME}
    sampled = {(sample.plane, sample.operation) for sample in SAMPLES}
    assert sampled - by_name == changing - WITHOUT.keys()
    assert sampled & by_name
    assert len(SAMPLES) == len({sample.name for sample in SAMPLES})


@pytest.mark.parametrize("sample", [*SAMPLES, *JOURNEYS], ids=lambda sample: f"{sample.name} {sample.call}")
def test_a_sample_makes_its_operation_happen_once(sample: Sample) -> None:
    with Sandbox([sample.plane], clock=Clock.manual(), progress=Progress.by_seconds(5)) as box, box.client() as client:
        given = sample.prepare(client, box)
        before = sample.arrived(box)
        made = sample.make(client, given)
        if isinstance(made, BatchResult):
            made.raise_for_failures()
        assert sample.arrived(box) - before == sample.repeats
        assert {request.status for request in box.requests.of(sample.operation)[before:]} <= {200, 201, 202, 204}
