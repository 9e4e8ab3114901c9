"""A server that speaks the wire protocols of the control planes, with real state machines and programmable faults.

A plane subclasses `Plane` (plane.py), lists its operations as `Route`s whose handlers are plain functions from `Call` to
`Reply` (http.py), and lets what runs for a while follow a `Timeline` (progress.py); the registry of planes names the class.
Handlers run one at a time under the lock of the sandbox, after everything due has happened.
"""

from __future__ import annotations

from jobspan.testing.sandbox import faults
from jobspan.testing.sandbox.clock import Clock
from jobspan.testing.sandbox.progress import Progress
from jobspan.testing.sandbox.server import Sandbox, SandboxError
from jobspan.testing.sandbox.weather import Weather

__all__ = ["Clock", "Progress", "Sandbox", "SandboxError", "Weather", "faults"]
