"""What the weather has to know of this plane."""

from __future__ import annotations

from jobspan.testing.sandbox.ciphertrust.families import FAMILIES
from jobspan.testing.sandbox.weather.terrain import Terrain, words

TERRAIN = Terrain(
    logins=words("auth.tokens.create auth.revoke"),
    helpers=frozenset(f"{family}.list" for family in FAMILIES),
    rows=words("resources"),
    always=words("resources total skip limit createdAt created_at"),
    states=words("status overall_status overallStatus state"),
    secrets=words("password secret"),
    strangers=frozenset(f"{family}.{verb}" for family in FAMILIES for verb in ("start", "cancel"))
    | words("scheduler.job_configs.run_now scheduler.job_configs.create scheduler.job_configs.delete"),
)
