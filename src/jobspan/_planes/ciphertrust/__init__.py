"""Thales CipherTrust Cloud Key Manager (CCKM): key synchronization jobs of every cloud, and their schedules."""

FACE = "jobspan.ciphertrust"
