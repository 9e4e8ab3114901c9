"""What telling costs: a call with nobody listening, with a hook, and with OpenTelemetry, in the same run.

    python bench/telemetry.py [--calls 300] [--rounds 9]

A call is a read of one masking job over a transport that answers at once: no network, so that what is added shows as large as it
can be. Every round takes each way once, and is divided by the silent calls of that same round. Medians of the rounds; the last
line is a JSON object of all. Needs opentelemetry-sdk.
"""

import argparse
import json
import statistics
import time
from collections.abc import Sequence

import httpx
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

import jobspan
from jobspan.hooks import Hook
from jobspan.integrations.otel import Telemetry


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--calls", type=int, default=300)
    arguments.add_argument("--rounds", type=int, default=9)
    options = arguments.parse_args()
    tracing = TracerProvider()
    tracing.add_span_processor(BatchSpanProcessor(InMemorySpanExporter()))
    recording = Telemetry(tracer_provider=tracing, meter_provider=MeterProvider())
    idle = Telemetry()
    ways: dict[str, Sequence[Hook]] = {
        "silent": [],
        "a hook": [lambda event: None],
        "OpenTelemetry without an SDK": [idle],
        "OpenTelemetry": [recording],
    }
    clients = {name: client(hooks) for name, hooks in ways.items()}
    ratios: dict[str, list[float]] = {name: [] for name in ways}
    silent: list[float] = []
    for _ in range(options.rounds):
        taken = {name: seconds(each, options.calls) for name, each in clients.items()}
        silent.append(taken["silent"])
        for name in ways:
            ratios[name].append(taken[name] / taken["silent"])
    figures = {name: round(statistics.median(of), 3) for name, of in ratios.items()}
    print(f"a silent call: {statistics.median(silent) / options.calls * 1e6:,.0f} us")
    for name, ratio in figures.items():
        print(f"{name:30} {ratio:6.2f}")
    print(json.dumps(figures))
    tracing.shutdown()


def client(hooks: Sequence[Hook]) -> jobspan.Client:
    reply = httpx.MockTransport(lambda request: httpx.Response(200, json={"id": "m", "name": "n"}))
    settings = jobspan.DelphixSettings(url="https://dct.example", api_key="k-123456", transport=reply)
    return jobspan.Client(delphix=settings, hooks=hooks)


def seconds(of: jobspan.Client, calls: int) -> float:
    began = time.perf_counter()
    for _ in range(calls):
        of.masking_jobs.get("m")
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
