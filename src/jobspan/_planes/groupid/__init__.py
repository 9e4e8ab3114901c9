"""Netwrix Directory Manager (GroupID): Synchronize jobs, their collections and data sources."""

FACE = "jobspan.groupid"
