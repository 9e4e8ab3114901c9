"""What is imported when, and the pytest plugin."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import entry_points

import pytest

pytest_plugins = ["pytester"]


def modules_after(code: str) -> set[str]:
    script = f"import sys; {code}; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_the_kernel_imports_no_plane() -> None:
    loaded = modules_after("from jobspan.testing.sandbox import server, app, listener, faults; server.Sandbox([])")
    assert not [name for name in loaded if name.startswith("jobspan.testing.sandbox.delphix")]


def test_the_testing_package_and_the_plugin_are_light() -> None:
    loaded = modules_after("import jobspan.testing, jobspan.testing.plugin")
    assert not loaded & {"uvicorn", "starlette", "jobspan.testing.sandbox"}


def test_the_testing_package_names_what_it_offers() -> None:
    import jobspan.testing

    assert {"Clock", "Progress", "Sandbox", "faults"} <= set(dir(jobspan.testing))
    assert jobspan.testing.Sandbox.__name__ == "Sandbox"
    assert not hasattr(jobspan.testing, "Sandpit")


def test_the_plugin_gives_a_running_sandbox_and_its_client(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import httpx

        def test_it(jobspan_sandbox):
            assert jobspan_sandbox.clock.speed == 0
            assert httpx.get(jobspan_sandbox.url("delphix") + "/v3/jobs").status_code == 401

        def test_its_client(jobspan_client, jobspan_sandbox):
            assert len(list(jobspan_client.masking_jobs.list())) == 7
            assert jobspan_sandbox.requests.count("get_masking_jobs") == 1
        """
    )
    installed = entry_points(group="pytest11", name="jobspan")
    by_name = () if installed else ("-p", "jobspan.testing.plugin")
    pytester.runpytest_subprocess(*by_name, "-p", "no:asyncio").assert_outcomes(passed=2)
