"""Calls under a key that are killed at every moment, and made again with their key: the sandbox's record as judge."""
