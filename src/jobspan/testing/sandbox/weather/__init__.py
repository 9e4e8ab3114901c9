"""Unkind servers: what happens to requests and replies besides what the plane itself does."""

from jobspan.testing.sandbox.weather.forecast import Weather

__all__ = ["Weather"]
