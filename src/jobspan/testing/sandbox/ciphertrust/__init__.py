"""Thales CipherTrust Cloud Key Manager, as far as synchronization jobs go."""
