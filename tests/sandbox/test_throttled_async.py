"""An answer with the status 429 is a refusal for now, whatever code stands in it."""

from __future__ import annotations

from typing import Any

import pytest

from jobspan.testing import Clock, Progress, Sandbox, Weather, faults

CODES: dict[str, list[dict[str, Any]]] = {
    "huawei_drs": [
        {"error_code": code, "error_msg": "Service abnormal."}
        for code in ("DRS.M00004", "DRS.M01501", "DRS.M00304", "DRS.M00289", "APIGW.0308")
    ],
    "huawei_dsc": [{"error_code": "dsc.00000001", "error_msg": "Internal error."}],
    "delphix": [{"code": "internal", "message": "An error has occurred."}],
    "ciphertrust": [{"code": 50, "codeDesc": "NCERRUnexpected: an error occurred"}],
}
LISTS = {
    "huawei_drs": lambda client: client.migration_jobs.list("migration"),
    "huawei_dsc": lambda client: client.dsc.scan_jobs.list(),
    "delphix": lambda client: client.masking_jobs.list(),
    "ciphertrust": lambda client: client.sync_jobs.list("aws"),
}
CASES = [
    pytest.param(plane, body, id=f"{plane}-{number}") for plane, all in CODES.items() for number, body in enumerate(all)
]


@pytest.mark.parametrize(("plane", "body"), CASES)
async def test_a_read_waits_it_out(plane: str, body: dict[str, Any]) -> None:
    with Sandbox([plane], clock=Clock.manual()) as sandbox:
        sandbox.faults.add(faults.ANY_OPERATION, faults.Answer(429, body), times=6)
        async with sandbox.async_client() as client:
            await LISTS[plane](client).to_list()
        assert [each.status for each in sandbox.requests][:6] == [429] * 6


@pytest.mark.parametrize("body", CODES["huawei_drs"], ids=lambda body: body["error_code"])
async def test_a_change_waits_it_out_and_is_in_no_doubt(body: dict[str, Any]) -> None:
    with Sandbox(["huawei_drs"], clock=Clock.manual()) as sandbox:
        task = sandbox.huawei_drs.add("mine", "INCRE_TRANSFER_STARTED")
        sandbox.faults.add("batch_stop_jobs", faults.Answer(429, body), times=6)
        async with sandbox.async_client() as client:
            result = await client.migration_jobs.pause(task.id)
        assert len(result.succeeded) == 1, result
        assert sandbox.requests.count("batch_stop_jobs") == 7


@pytest.mark.parametrize("seed", range(4))
async def test_throttling_weather_leaves_no_change_of_drs_in_doubt(seed: int) -> None:
    with Sandbox(["huawei_drs"], clock=Clock.manual(), progress=Progress.by_seconds(5)) as sandbox:
        tasks = [sandbox.huawei_drs.add(f"task-{number}", "INCRE_TRANSFER_STARTED").id for number in range(3)]
        sandbox.weather = Weather.of("throttle", seed=seed)
        async with sandbox.async_client() as client:
            assert len((await client.migration_jobs.pause(tasks)).succeeded) == 3
